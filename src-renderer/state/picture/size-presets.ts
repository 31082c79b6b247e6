// Picture sizes worth offering: the shapes a network was trained at, around its own size.
import { factsOfFamily } from '../../../src-main/contract/families.ts'
import type { ModelSummary } from '../../../src-main/contract/studio.ts'

export type SizePreset = { readonly ratio: string; readonly width: number; readonly height: number }

type Shape = readonly [ratio: string, width: number, height: number]

const landscape: readonly Shape[] = [
  ['5:4', 5, 4],
  ['4:3', 4, 3],
  ['3:2', 3, 2],
  ['16:9', 16, 9],
]

const fallbackSize = { width: 512, height: 512 }

/** Square first, then wide, then tall; the area stays that of the model's own size. */
export function sizePresets(model: ModelSummary | null): SizePreset[] {
  const own = model?.defaultSize ?? fallbackSize
  const side = Math.sqrt(own.width * own.height)
  const grain = side >= 512 ? 64 : 8
  const toGrain = (length: number): number => Math.round(length / grain) * grain
  const trained = factsOfFamily(model?.architecture ?? '')?.trainedShapes ?? null
  const wide: readonly SizePreset[] =
    trained !== null && trained.side === side
      ? trained.wide
      : landscape.map(([ratio, across, down]) => ({
          ratio,
          width: toGrain(side * Math.sqrt(across / down)),
          height: toGrain(side * Math.sqrt(down / across)),
        }))
  const square = { ratio: '1:1', width: toGrain(side), height: toGrain(side) }
  const tall = wide.map(({ ratio, width, height }) => ({
    ratio: ratio.split(':').reverse().join(':'),
    width: height,
    height: width,
  }))
  const all = [square, ...wide, ...tall]
  // Small pictures round several shapes to one size; the plainest name keeps it.
  return all.filter(
    (preset, at) =>
      !all.some(
        (other, after) => after > at && other.width === preset.width && other.height === preset.height,
      ),
  )
}

/** What a size is called: a preset's ratio, else the reduced fraction when it is a short one. */
export function ratioName(width: number, height: number, presets: readonly SizePreset[]): string | null {
  const preset = presets.find((candidate) => candidate.width === width && candidate.height === height)
  if (preset) return preset.ratio
  const divisor = greatestCommonDivisor(width, height)
  const across = width / divisor
  const down = height / divisor
  return across <= 21 && down <= 21 ? `${across}:${down}` : null
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
