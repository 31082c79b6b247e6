// Which of the conflicts of a stack is said in its one line: what takes away goes before what is the same or adds.
import type { StackConflict, StackConflicts } from '../../../src-main/contract/effects.ts'

/** `other` adds to what `one` does, takes from it, or does the same; ids of entries. */
export type ToldConflict =
  | { kind: 'adds'; one: string; other: string; share: number }
  | { kind: 'takes'; one: string; other: string; share: number }
  | { kind: 'same'; one: string; other: string }
  /** Over everything they leave each other alone, in this block they do not. */
  | { kind: 'block'; one: string; other: string; block: string }
  | { kind: 'free' }
  | { kind: 'untold' }

/** Less of an adapter's own effect is not seen in a picture. */
const leastShare = 0.1
/** Two that have less in common have it by chance, however large one of them is. */
const leastCosine = 0.05
const sameCosine = 0.9
/** In a single block it takes more to be seen. */
const leastBlockCosine = -0.3

export function toldConflict({ pairs, blocks }: StackConflicts): ToldConflict {
  const compared = pairs.filter(({ cosine, shares }) => cosine !== null && shares !== null)
  if (compared.length === 0) return { kind: 'untold' }
  const shares = compared.filter(({ cosine }) => Math.abs(cosine!) >= leastCosine).map(shareOf)
  const taking = most(shares, ({ share }) => -share)
  if (taking !== undefined && taking.share <= -leastShare)
    return { kind: 'takes', ...taking, share: -taking.share }
  const nearest = most(compared, ({ cosine }) => cosine!)
  if (nearest !== undefined && nearest.cosine! >= sameCosine)
    return { kind: 'same', one: nearest.first, other: nearest.second }
  const adding = most(shares, ({ share }) => share)
  if (adding !== undefined && adding.share >= leastShare) return { kind: 'adds', ...adding }
  const inBlocks = compared.flatMap(({ first, second, blocks: own }) =>
    own.map((cosine, at) => ({ one: first, other: second, block: blocks[at] ?? '', cosine: cosine ?? 0 })),
  )
  const worst = most(inBlocks, ({ cosine }) => -cosine)
  if (worst !== undefined && worst.cosine <= leastBlockCosine) {
    const { one, other, block } = worst
    return { kind: 'block', one, other, block }
  }
  return { kind: 'free' }
}

/** Of the two, the one to whom more is done. */
function shareOf({ first, second, shares }: StackConflict): { one: string; other: string; share: number } {
  const [ofFirst, ofSecond] = shares!
  return Math.abs(ofFirst) >= Math.abs(ofSecond)
    ? { one: first, other: second, share: ofFirst }
    : { one: second, other: first, share: ofSecond }
}

function most<Item>(all: readonly Item[], measure: (item: Item) => number): Item | undefined {
  return all.reduce<Item | undefined>(
    (best, item) => (best === undefined || measure(item) > measure(best) ? item : best),
    undefined,
  )
}
