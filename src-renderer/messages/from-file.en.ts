// English: the settings of a picture, from its file or a pasted text.
export const fromFileEn = {
  choose: 'From a picture file…',
  dropped: 'Its settings are used.',
  reading: (name: string) => `Reading the settings of “${name}”…`,
  used: (name: string) => `The settings of “${name}” are in use.`,
  usedInPart: (name: string) => `The settings of “${name}” are in use, except for this:`,
  onlyFirst: (name: string) => `One picture has its settings used at a time: “${name}”.`,
  pasted: {
    use: 'Use as settings',
    useHint: 'Model, adapters, seed, size and all else that the pasted text says; one step back',
    offered: 'This text says how a picture was made. Shift+Tab leads to “Use as settings”.',
    used: 'The pasted settings are in use.',
    usedInPart: 'The pasted settings are in use, except for this:',
  },
}
export type FromFileWords = typeof fromFileEn
