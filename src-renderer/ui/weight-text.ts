// How weights are written and what their fields accept.
import type { NumberRules } from './number-rules.ts'

/** Any number that float32 holds: sliders widen, fields take what is typed. */
export const weightRules: NumberRules = {
  min: -3.4e38,
  max: 3.4e38,
  step: 0.05,
  shiftStep: 0.01,
  grain: 0.001,
}
export const usualRange = { min: -0.5, max: 1.5 } as const

/** Two decimals, more where there are more: what is shown can be typed back. */
export function weightText(value: number): string {
  const shortest = String(value)
  const digits = shortest.split('.')[1]?.length ?? 0
  return digits >= 2 || shortest.includes('e') ? shortest : value.toFixed(2)
}
