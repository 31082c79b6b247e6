// What a slider marks of an adapter, and the sentences that say how it is known.
import type { WeightMark } from '../../../src-main/contract/weight-mark.ts'
import type { WeightRange } from '../../../src-main/contract/weights.ts'
import type { Look } from '../look.svelte.ts'

export type ToldMark = { readonly weight: number; readonly range: WeightRange; readonly text: string }

/** Pictures say more than weights do: where there are some, their mark is the one. Null where there is nothing to mark. */
export function toldMark(mark: WeightMark | null, look: Look): ToldMark | null {
  const shown = mark?.response ?? mark?.usual
  if (!mark || !shown) return null
  const words = look.words.weightMark
  return {
    weight: rounded(shown.weight),
    range: { min: rounded(shown.range.min), max: rounded(shown.range.max) },
    text: [byPictures(mark, look), byWeights(mark, look)].flat().map(words.sentence).join(' '),
  }
}

function byPictures({ response }: WeightMark, look: Look): string[] {
  if (response === null) return []
  const { weight, range, pictures } = response
  return [look.words.weightMark.response(said(weight, look), said(range.max, look), pictures)]
}

function byWeights({ usual }: WeightMark, look: Look): string[] {
  if (usual === null) return []
  const { weight, range, of } = usual
  const words = look.words.weightMark
  const parts = [
    words.usual(said(weight, look), of),
    words.usualRange(said(range.min, look), said(range.max, look)),
  ]
  return [parts.join(words.and)]
}

function said(weight: number, look: Look): string {
  return look.number(weight, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
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
