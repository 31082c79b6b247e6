// Where a slider's thumb is, what a place on its track means, and what its marks attract. Pure.

export type SliderRange = { min: number; max: number }

/** The range that is shown: widened while the value lies outside, but never beyond `most`. */
export function rangeAround(range: SliderRange, value: number, most: SliderRange): SliderRange {
  const reached = within(most, value)
  return { min: Math.min(range.min, reached), max: Math.max(range.max, reached) }
}

/** 0 at the left end, 1 at the right; a value outside stands at the end. */
export function shareOf(value: number, { min, max }: SliderRange): number {
  return max === min ? 0 : Math.min(1, Math.max(0, (value - min) / (max - min)))
}

export function within({ min, max }: SliderRange, value: number): number {
  return Math.min(max, Math.max(min, value))
}

/**
 * The value under a pointer at `x` pixels of a track `width` wide; past an end it goes on at the same scale.
 * Within `reach` pixels of a mark it is the mark's, unless `free`.
 */
export function valueAt(
  x: number,
  width: number,
  range: SliderRange,
  marks: readonly number[],
  free: boolean,
  reach = 2,
): number {
  const span = range.max - range.min
  if (width <= 0) return range.min
  const value = range.min + (x / width) * span
  if (!free) {
    const near = marks.filter((mark) => Math.abs(shareOf(mark, range) * width - x) <= reach)
    const nearest = near.toSorted((a, b) => Math.abs(a - value) - Math.abs(b - value))[0]
    if (nearest !== undefined) return nearest
  }
  return Math.round(value * 100) / 100
}

const keySteps: Record<string, 1 | -1> = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }

/** The value after a key, or null for keys that a slider does not use. */
export function valueAfterKey(
  key: string,
  shift: boolean,
  value: number,
  { min, max }: SliderRange,
  step: { usual: number; fine: number; page: number },
): number | null {
  const round = (next: number): number => Math.round(next * 1000) / 1000
  const direction = keySteps[key]
  if (direction !== undefined) return round(value + direction * (shift ? step.fine : step.usual))
  if (key === 'PageUp') return round(value + step.page)
  if (key === 'PageDown') return round(value - step.page)
  if (key === 'Home') return min
  return key === 'End' ? max : null
}
