// English: the settings of a picture file.
export const fromFileEn = {
  choose: 'From a picture file…',
  dropped: 'Its settings are used.',
  reading: (name: string) => `Reading the settings of “${name}”…`,
  used: (name: string) => `The settings of “${name}” are in use.`,
  usedInPart: (name: string) => `The settings of “${name}” are in use, except for this:`,
  onlyFirst: (name: string) => `One picture has its settings used at a time: “${name}”.`,
}
export type FromFileWords = typeof fromFileEn
