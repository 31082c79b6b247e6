// What a slider marks of an adapter, and the sentences that say how it is known.
import type { WeightMark } from '../../../src-main/contract/weight-mark.ts'
import type { WeightRange } from '../../../src-main/contract/weights.ts'
import type { Look } from '../look.svelte.ts'

export type ToldMark = { readonly weight: number; readonly range: WeightRange; readonly text: string }

/** Null where there is nothing to mark. */
export function toldMark(mark: WeightMark | null, look: Look): ToldMark | null {
  if (!mark?.usual) return null
  const { weight, range, of } = mark.usual
  const words = look.words.weightMark
  const said = (value: number): string =>
    look.number(value, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  const parts = [words.usual(said(weight), of), words.usualRange(said(range.min), said(range.max))]
  return {
    weight: rounded(weight),
    range: { min: rounded(range.min), max: rounded(range.max) },
    text: words.sentence(parts.join(words.and)),
  }
}

/** How strong it is of itself; null where nothing is known. */
export function toldStrength(mark: WeightMark | null, look: Look): string | null {
  if (mark === null) return null
  const words = look.words.weightMark
  if (mark.strength === null) return words.unknown
  const { total, most } = mark.strength
  return words.sentence(
    [
      words.strength(look.percent(total)),
      ...(most === null ? [] : [words.most(most.block, look.percent(most.strength))]),
    ].join(words.and),
  )
}

/** As a person would type it. */
function rounded(weight: number): number {
  return Math.round(weight * 100) / 100
}
