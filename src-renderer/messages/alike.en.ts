// English: adapters by what they do.
const number = (n: number): string => new Intl.NumberFormat('en').format(n)

export const alikeEn = {
  find: 'Find others like this one',
  /** After the name. */
  order: (name: string) => `By effect, most like ${name} first`,
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
