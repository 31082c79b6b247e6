// How much one adapter does what another does, in plain words. Pure.
import type { Alikeness, FoundItem, SamePlace } from '../../../src-main/contract/find.ts'
import type { AlikeWords } from '../../messages/alike.en.ts'

/** Least cosines of each degree. */
const degrees = [
  ['nearly', 0.95],
  ['very', 0.7],
  ['alike', 0.35],
  ['little', 0.15],
] as const
/** Fingerprints of unrelated adapters are alike by chance up to here. */
const leastEstimate = 0.3

/** `nearly the same`. */
function alikeText({ cosine, proof, why }: Alikeness, words: AlikeWords): string {
  if (proof === 'self') return words.self
  if (why !== null) return words.why[why]
  if (proof === 'estimate' && Math.abs(cosine) < leastEstimate) return words.degrees.unrelated
  const degree = degrees.find(([, least]) => cosine >= least)?.[0]
  return words.degrees[degree ?? (cosine > -degrees[3][1] ? 'unrelated' : 'against')]
}

/** `0.97`, `about 0.6`; what is not the same never reads as 1. Null for the one itself. */
function cosineText({ cosine, proof, why }: Alikeness, words: AlikeWords): string | null {
  if (proof === 'self') return null
  if (proof === 'estimate') return words.estimate(signed(cosine, 1))
  const isOne = why === 'same-tensors' || cosine === 1
  return isOne ? '1' : signed(Math.min(0.9999, cosine), cosine > 0.99 ? 4 : 2)
}

/** What a card says of its effect where the search is by it; null elsewhere. */
export function effectMark(
  { alike, same }: Pick<FoundItem, 'alike' | 'same'>,
  words: AlikeWords,
): { text: string; cosine: string | null } | null {
  const told = alike ?? (same === undefined ? undefined : withBest(same))
  if (told === undefined) return null
  if (same?.place === 0) return { text: words.bestOf(same.of), cosine: null }
  return { text: alikeText(told, words), cosine: cosineText(told, words) }
}

function withBest({ why, cosine }: SamePlace): Alikeness {
  return { cosine: cosine ?? 1, proof: 'exact', why }
}

/** With a true minus sign; never `−0`. */
function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits)
  return value < 0 && Number(text) !== 0 ? `−${text}` : text
}
