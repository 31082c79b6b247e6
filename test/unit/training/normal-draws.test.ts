import { describe, expect, it } from 'vitest'
import { normalDraws } from '../../../src-main/training/normal-draws.ts'

describe('normal draws', () => {
  it('are the same for the same keys and others for others', () => {
    expect(normalDraws(9, 1, 'noise', 3)).toEqual(normalDraws(9, 1, 'noise', 3))
    expect(normalDraws(9, 1, 'noise', 3)).not.toEqual(normalDraws(9, 1, 'noise', 4))
    expect(normalDraws(9, 1, 'noise', 3)).not.toEqual(normalDraws(9, 2, 'noise', 3))
  })

  it('begin alike however many are asked for', () => {
    expect(normalDraws(6, 1, 'a')).toEqual(normalDraws(9, 1, 'a').subarray(0, 6))
  })

  it('have mean 0, variance 1 and the tails of a normal distribution', () => {
    const values = normalDraws(100_000, 5, 'many')
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    const beyondTwo = values.filter((value) => Math.abs(value) > 2).length / values.length
    // Five standard errors each.
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(values.length))
    expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / values.length))
    expect(Math.abs(beyondTwo - 0.0455)).toBeLessThan(5 * Math.sqrt(0.0455 / values.length))
  })
})
