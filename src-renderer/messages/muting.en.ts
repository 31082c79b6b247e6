// English: which adapter did that.

export const mutingEn = {
  title: 'Which one did that?',
  hint: 'The picture again without each adapter in turn: same prompt, trigger words too, same seed, steps and size.',
  begins: 'Finding what the picture was made with…',
  gone: 'There is nothing to compare with any more: Lamina was restarted, or another picture was asked about.',
  again: 'Again from the beginning',
  comparing: 'Comparing…',
  stage: 'The picture',
  stageKeys:
    'Click a spot, or draw a rectangle over it, to see who did it. With the keyboard, arrow keys move the spot, with Shift in small steps; Backspace takes it away.',
  views: { picture: 'With all', without: 'Without it', map: 'What it changed' },
  view: 'What is shown',
  list: 'Adapters, the strongest first',
  keys: 'Up and down choose an adapter, Space turns between the three views, D damps.',
  keptBase: 'Compared with the picture as it is kept.',
  remadeBase: 'Compared with the picture made again, as it would not come out the same:',
  base: 'The picture with all of them',
  changed: (share: string) => `changed ${share} of the picture visibly`,
  unchanged: 'changed nothing that can be seen',
  here: {
    much: 'changed this spot a lot',
    some: 'changed this spot',
    little: 'hardly changed this spot',
    nothing: 'did not change this spot',
  },
  spotBy: (name: string) => `This spot: ${name}`,
  spotByNone: 'This spot: none of them alone',
  wholePicture: 'Whole picture',
  damp: (from: string, to: string) => `Damp: ${from} → ${to}`,
  dampOf: (name: string, from: string, to: string) => `Damp: ${from} → ${to} (${name})`,
  damped: (name: string, from: string, to: string) => `${name} damped: ${from} → ${to}`,
  notInStack: 'Not in the stack of Create now.',
  useSettings: 'Use the settings of the picture',
  without: (name: string) => `The picture without ${name}`,
  map: (name: string) => `Where ${name} changed the picture`,
}
export type MutingWords = typeof mutingEn
