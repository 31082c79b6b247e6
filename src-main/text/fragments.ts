// What a prompt is made of once its weights are read: pieces of text, and the places where a new chunk is forced.

export type TextFragment = { readonly kind: 'text'; readonly text: string; readonly weight: number }
export type BreakFragment = { readonly kind: 'break' }
export type Fragment = TextFragment | BreakFragment

const largestWeight = 3.4e38

/** A weight as float32 can hold it. Not a number (`1.5.2`, nothing at all) is undefined. */
export function readWeight(written: string): number | undefined {
  const text = written.trim()
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return undefined
  return clampWeight(Number(text))
}

/** Keeps products of absurd weights finite. */
export function clampWeight(weight: number): number {
  return Math.min(largestWeight, Math.max(-largestWeight, weight))
}

/** Neighbours of equal weight become one fragment, so that their text is tokenized together. */
export function joinEqualWeights(fragments: readonly Fragment[]): Fragment[] {
  const joined: Fragment[] = []
  for (const fragment of fragments) {
    const last = joined.at(-1)
    if (fragment.kind === 'text' && last?.kind === 'text' && last.weight === fragment.weight) {
      joined[joined.length - 1] = { ...last, text: last.text + fragment.text }
    } else joined.push(fragment)
  }
  return joined
}
