// The average follows the factors at its decay, and does not hang on to where it began.
import { describe, expect, it } from 'vitest'
import { averageFactors, decayOf } from '../../../src-main/training/average-factors.ts'

describe('an average', () => {
  it('keeps the decay of itself and takes the rest from the factors', () => {
    const average = Float32Array.of(1, 0)
    averageFactors(average, Float32Array.of(3, 8), 0.75)
    expect([...average]).toEqual([1.5, 2])
  })

  it('with decay 0 is the factors, with decay 1 it never moves', () => {
    const average = Float32Array.of(1, 2)
    averageFactors(average, Float32Array.of(5, 6), 1)
    expect([...average]).toEqual([1, 2])
    averageFactors(average, Float32Array.of(5, 6), 0)
    expect([...average]).toEqual([5, 6])
  })
})

describe('the decay', () => {
  it('rises from step to step up to the wanted one and stays there', () => {
    const steps = Array.from({ length: 20_000 }, (_, index) => decayOf(index + 1, 0.999))
    expect(steps[0]).toBe(2 / 11)
    expect(steps.every((decay, index) => index === 0 || decay >= steps[index - 1]!)).toBe(true)
    expect(steps.at(-1)).toBe(0.999)
    expect(Math.max(...steps)).toBe(0.999)
  })

  it('is the wanted one from the beginning where that is small', () => {
    expect(decayOf(1, 0.1)).toBe(0.1)
  })
})
