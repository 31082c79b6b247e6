// How each number of a picture may be set and stepped.
import { limits } from '../../../src-main/contract/generation.ts'
import type { NumberRules } from '../../ui/number-rules.ts'

const whole = { step: 1, shiftStep: 10, grain: 1 }

export const sizeRules: NumberRules = {
  min: limits.size.min,
  max: limits.size.max,
  step: 64,
  shiftStep: 8,
  grain: limits.size.multipleOf,
  page: 256,
}
export const stepsRules: NumberRules = { ...limits.steps, ...whole }
export const guidanceRules: NumberRules = { ...limits.guidance, step: 0.5, shiftStep: 0.1, grain: 0.01 }
export const batchRules: NumberRules = { ...limits.batch, ...whole }
export const clipSkipRules: NumberRules = { ...limits.clipSkip, ...whole }
