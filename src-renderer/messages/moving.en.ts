// English: files of the library that get new names and places, and the trash.
const files = (n: number): string => (n === 1 ? '1 file' : `${new Intl.NumberFormat('en').format(n)} files`)

export const movingEn = {
  open: 'Rename or move…',
  title: (n: number) => `Rename or move ${files(n)}`,
  hint: 'Everything is shown before it is done, and undone as a whole.',
  template: 'Template',
  into: 'Begins in',
  places: {
    'own-folder': 'the folder it lies in',
    'model-folder': 'its model folder',
  },
  words: 'Words',
  word: {
    name: 'file name',
    title: 'title',
    version: 'version in its name',
    base: 'architecture',
    line: 'what it was made for',
    kind: 'kind',
    rank: 'rank',
    tag: 'first tag',
    collection: 'first collection',
    rating: 'rating',
    date: 'day it was found',
    hash: 'hash (AutoV2)',
  },
  table: 'New names',
  now: 'Now',
  then: 'Then',
  along: (names: string) => `with ${names}`,
  same: 'stays',
  summary: ({ going, staying, conflicts }: { going: number; staying: number; conflicts: number }) =>
    [
      `${files(going)} to rename`,
      ...(staying > 0 ? [`${files(staying)} called so already`] : []),
      ...(conflicts > 0 ? [`${files(conflicts)} with a conflict`] : []),
    ].join(', '),
  left: (folders: string, more: number) =>
    `Left empty, and gone with it: ${folders}${more === 0 ? '' : `, and ${new Intl.NumberFormat('en').format(more)} more`}`,
  solve: 'Solve the conflicts first: nothing is done by halves.',
  more: (n: number) => `Show ${files(n)} more`,
  run: (n: number) => `Rename ${files(n)}`,
  lies: (n: number, size: string, since: string) => `${files(n)}, ${size}, since ${since}`,
  volume: 'What lies in the trash of this disk',
  handOver: 'Move to the system’s trash',
  givenBackThere: 'The system’s trash brings them back to where they were',
  discard: 'Delete for good…',
  noSystemTrash: 'The system has no trash for this disk.',
  handedOver: (n: number) => `${files(n)} moved to the system’s trash.`,
  discarded: (n: number) => `${files(n)} deleted for good.`,
  discardTitle: (n: number) => `Delete ${files(n)} for good?`,
  discardText: 'They leave the disk, and nothing brings them back. What you wrote about them is kept.',
  discardYes: 'Delete for good',
  renamed: (n: number) => `${files(n)} renamed.`,
}
export type MovingWords = typeof movingEn
