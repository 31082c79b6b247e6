// How weights are written and what their fields accept.
import { usualWeights, type WeightRange } from '../../src-main/contract/weights.ts'
import type { NumberRules } from './number-rules.ts'

/** Any number that float32 holds: fields take what is typed. */
export const weightRules: NumberRules = {
  min: -3.4e38,
  max: 3.4e38,
  step: 0.05,
  shiftStep: 0.01,
  grain: 0.001,
  page: 0.25,
  ends: usualWeights,
}

/** Home and End go where the slider's ends are. */
export function weightRulesWithin(ends: WeightRange): NumberRules {
  return { ...weightRules, ends }
}

/** Two decimals, more where there are more: what is shown can be typed back. */
export function weightText(value: number): string {
  const shortest = String(value)
  const digits = shortest.split('.')[1]?.length ?? 0
  return digits >= 2 || shortest.includes('e') ? shortest : value.toFixed(2)
}
