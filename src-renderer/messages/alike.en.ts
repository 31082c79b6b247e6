// English: adapters by what they do.
const number = (n: number): string => new Intl.NumberFormat('en').format(n)

export const alikeEn = {
  find: 'Find others like this one',
  /** After the name. */
  order: (name: string) => `By effect, most like ${name} first`,
  groups: 'Same effect twice, group by group, the best of each first',
  noGroups: 'No two adapters are known to do the same.',
  bestOf: (n: number) => `best of ${number(n)}`,
  spare: 'Select all but the best',
  spareHint:
    'Of each group a favourite stays, else the best rating, the highest rank, the largest file. Nothing is moved before you say so.',
  byEffect: 'By effect',
  left: (n: number) =>
    n === 1 ? '1 adapter is not compared yet.' : `${number(n)} adapters are not compared yet.`,
  self: 'this one',
  why: {
    'same-tensors': 'the same numbers',
    'same-change': 'the same, saved otherwise',
    resized: 'the same, cut to another rank',
  },
  degrees: {
    nearly: 'nearly the same',
    very: 'very alike',
    alike: 'alike',
    little: 'a little alike',
    unrelated: 'unrelated',
    against: 'works against it',
  },
  estimate: (cosine: string) => `about ${cosine}`,
  cosine: 'Cosine of the two changes',
}
export type AlikeWords = typeof alikeEn
