// When two adapters do the same: the same numbers, the same change stored otherwise, or one cut down to a smaller rank.
// The thresholds lie between what was measured of copies and of steps of one training: docs/decisions/0031.
import type { SameReason } from '../../contract/effects.ts'
import type { Likeness } from './likeness.ts'

/** Copies in 16 bits have 0.999995 and more. */
const leastCosine = 0.9999
/** Copies in 8 bits have 0.998 and more; steps of one training before its last few less than 0.9965. */
const leastCosine8 = 0.9975
/** Of a copy cut down further, little is left of what it does. */
export const leastResized = 0.65
/**
 * Files whose names are those of steps or versions belong to one training from here on: neighbouring steps of a training
 * have 0.76 and more, other trainings of the same pictures less than 0.15, and what is so much alike is always compared
 * exactly (docs/decisions/0042).
 */
export const leastOfTraining = 0.65
/** A cut has 0.0001, one saved in bf16 0.0006, steps of one training a fifth of the sine. */
const mostSpread = 0.001
const mostSpreadPerSine = 0.02

/** Null for two that are not known to do the same. `isEightBit`: whether either is stored in 8 bits a number. */
export function sameEffect(
  { cosine, isSame, spread, dependent }: Likeness,
  isEightBit: boolean,
): SameReason | null {
  if (isSame) return 'same-tensors'
  if (cosine === null || spread === null || dependent.untold > 0) return null
  if (cosine >= (isEightBit ? leastCosine8 : leastCosine)) return 'same-change'
  const sine = Math.sqrt(1 - cosine * cosine)
  return cosine >= leastResized && spread <= Math.max(mostSpread, mostSpreadPerSine * sine) ? 'resized' : null
}

/**
 * Fingerprints that are less alike than this are not compared exactly: those of unrelated adapters are within ±0.3,
 * those of copies cut down to 0.65 within 0.05 of it.
 */
export const leastNear = 0.58
