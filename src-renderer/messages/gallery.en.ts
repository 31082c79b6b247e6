// English: the gallery.
const number = (n: number): string => new Intl.NumberFormat('en').format(n)
const pictures = (n: number): string => (n === 1 ? '1 picture' : `${number(n)} pictures`)

export const galleryEn = {
  grid: 'Pictures',
  count: pictures,
  sorts: { newest: 'Newest', oldest: 'Oldest' },
  today: 'Today',
  yesterday: 'Yesterday',
  favourite: 'Favourite',
  emptyTitle: 'Every picture you make comes here',
  emptyBody: 'Make the first one in Create.',
  toCreate: 'Go to Create',
  details: 'The picture',
  noPicture: 'Pick a picture to see what it was made with.',
  useSettings: 'Use settings',
  compare: 'Compare',
  compareHint: 'Pick two to four pictures to compare them.',
  compared: 'Compared pictures',
  replay: {
    title: 'Replay',
    first: 'Kept',
    again: 'Made again',
    waiting: 'Waits for its turn',
    comparing: 'Comparing the pixels',
    equal: 'Equal: every pixel is the same.',
    otherSize: 'Not equal: it has another size.',
    differs: (n: string, of: string, largest: string) =>
      `Not equal: ${n} of ${of} pixels differ, by up to ${largest} of 255.`,
    nothingKnown: 'Nothing that is known of it is different.',
    keep: 'Keep this one, too',
  },
  trash: 'Move to trash',
  trashed: (n: number) => `${pictures(n)} moved to the trash.`,
  reveal: 'Show in folder',
  model: 'Model',
  adapters: 'Adapters',
  steps: 'Steps',
  guidance: 'Guidance',
  seed: 'Seed',
  size: 'Size',
  made: 'Made',
  negative: 'Negative prompt',
  file: 'File',
  selection: 'Selected pictures',
}
export type GalleryWords = typeof galleryEn
