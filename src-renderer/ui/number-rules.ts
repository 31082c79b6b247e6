// What a number field accepts and how far its keys step. Pure, so that every field behaves the same.
import { evaluate } from './arithmetic.ts'

export type NumberRules = {
  min: number
  max: number
  step: number
  /** With Shift: ×10 for whole numbers, finer for others. */
  shiftStep: number
  /** Values are multiples of this (1 for whole numbers, 8 for picture sizes, 0.01 for weights). */
  grain: number
  /** PageUp and PageDown; ten steps where it is not given. */
  page?: number
  /** Where Home and End go, if not to `min` and `max`. */
  ends?: { min: number; max: number }
}

export type NumberProblem = 'not-a-number' | 'out-of-range' | 'not-whole' | 'not-multiple'
export type NumberReading = { value: number; problem: null } | { value: null; problem: NumberProblem }

const plainPattern = /^\s*[-+]?[\d.,]+\s*$/

/** One number, as against a sum. */
export function isPlainNumber(text: string): boolean {
  return plainPattern.test(text)
}

/** Reads typed text. A sum is rounded to the grain; a plain number that is off it is a problem, not a surprise. */
export function readNumber(text: string, rules: NumberRules): NumberReading {
  const value = evaluate(text)
  if (value === null) return { value: null, problem: 'not-a-number' }
  const onGrain = toGrain(value, rules.grain)
  const isSum = !isPlainNumber(text)
  if (!isSum && rules.grain >= 1 && onGrain !== value) {
    return { value: null, problem: rules.grain === 1 ? 'not-whole' : 'not-multiple' }
  }
  const settled = isSum || rules.grain < 1 ? onGrain : value
  if (settled < rules.min || settled > rules.max) return { value: null, problem: 'out-of-range' }
  return { value: settled, problem: null }
}

/** One press of an arrow key: to the next multiple of the step, never outside the range. */
export function stepNumber(value: number, direction: 1 | -1, rules: NumberRules, shift = false): number {
  const step = shift ? rules.shiftStep : rules.step
  return clampNumber(toGrain(value + direction * step, rules.grain), rules)
}

/** PageUp and PageDown. */
export function pageNumber(value: number, direction: 1 | -1, rules: NumberRules): number {
  const { page = rules.step * 10, grain } = rules
  return clampNumber(toGrain(value + direction * page, grain), rules)
}

/** A bound that means something to a person; others are only what a number can hold. */
export function isBound(bound: number): boolean {
  return Math.abs(bound) < 1e12
}

export function clampNumber(value: number, rules: NumberRules): number {
  return Math.min(rules.max, Math.max(rules.min, value))
}

function toGrain(value: number, grain: number): number {
  const steps = Math.round(value / grain)
  // A grain of 0.01 has two decimals; dividing by its inverse keeps 0.1 + 0.2 out of the field.
  return grain < 1 ? steps / Math.round(1 / grain) : steps * grain
}
