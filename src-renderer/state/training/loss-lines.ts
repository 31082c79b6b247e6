// The lines of the loss chart: smoothed, and thinned to what a screen can show without losing its peaks. Pure.
import type { TrainingStep } from '../../../src-main/contract/training.ts'

/** Aligned by index; null where the line has no point. */
export type LossLines = {
  steps: number[]
  raw: number[]
  smooth: number[]
  heldOut: (number | null)[]
}

/**
 * Exponential mean without the pull of its start: `share` 0 is the values themselves, near 1 the longest memory.
 * What is not a number (a step that failed) is passed over.
 */
export function smoothed(values: readonly number[], share: number): number[] {
  let mean = 0
  let weight = 0
  return values.map((value) => {
    if (Number.isFinite(value)) {
      mean = share * mean + (1 - share) * value
      weight = share * weight + (1 - share)
    }
    return weight === 0 ? value : mean / weight
  })
}

/** Indices that keep the shape: of each stretch the lowest and the highest, and both ends. Rising. */
export function thinned(values: readonly number[], most: number): number[] {
  const { length } = values
  if (length <= most || most < 4) return values.map((_, index) => index)
  const stretches = Math.floor((most - 2) / 2)
  const kept = new Set([0, length - 1])
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = Math.floor((stretch * length) / stretches)
    const end = Math.floor(((stretch + 1) * length) / stretches)
    let low = from
    let high = from
    for (let index = from; index < end; index++) {
      if (values[index]! < values[low]!) low = index
      if (values[index]! > values[high]!) high = index
    }
    kept.add(low).add(high)
  }
  return [...kept].toSorted((a, b) => a - b)
}

/** `most` counts the points of the lines; those where the kept pictures were measured stay besides. */
export function lossLines(log: readonly TrainingStep[], share: number, most: number): LossLines {
  const raw = log.map(({ loss }) => loss)
  const smooth = smoothed(raw, share)
  const measured = log.flatMap(({ heldOutLoss }, index) => (heldOutLoss === undefined ? [] : [index]))
  const kept = [...new Set([...thinned(raw, most), ...measured])].toSorted((a, b) => a - b)
  return {
    steps: kept.map((index) => log[index]!.step),
    raw: kept.map((index) => raw[index]!),
    smooth: kept.map((index) => smooth[index]!),
    heldOut: kept.map((index) => log[index]!.heldOutLoss ?? null),
  }
}

export type LossSummary = {
  last: number
  /** Of the last `over` steps. */
  mean: number
  over: number
  heldOut: number | null
  /** Of the network that learns most: the UNet, else the first there is. */
  rate: number | null
}

/** Null before the first step. */
export function lossSummary(log: readonly TrainingStep[]): LossSummary | null {
  const last = log.at(-1)
  if (last === undefined) return null
  const recent = log.slice(-50).map(({ loss }) => loss)
  return {
    last: last.loss,
    mean: recent.reduce((sum, loss) => sum + loss, 0) / recent.length,
    over: recent.length,
    heldOut: log.findLast(({ heldOutLoss }) => heldOutLoss !== undefined)?.heldOutLoss ?? null,
    rate: rateOf(last),
  }
}

export function rateOf({ rates }: TrainingStep): number | null {
  return rates['unet'] ?? Object.values(rates)[0] ?? null
}
