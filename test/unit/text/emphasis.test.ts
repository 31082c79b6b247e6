import { describe, expect, test } from 'vitest'
import { applyComfyEmphasis, applyEmphasis } from '../../../src-main/text/emphasis.ts'

// One chunk of two tokens, two wide; the numbers are exact in float32.
const shape = { texts: 1, chunks: 1, tokens: 2, width: 2 }
const z = Float32Array.of(1, 3, 2, 2)
const tripled = [1, 3]

describe('A1111', () => {
  test('no-norm multiplies', () => {
    expect([...applyEmphasis(z, shape, tripled, 'no-norm')]).toEqual([1, 3, 6, 6])
  })

  test('original keeps the mean', () => {
    expect([...applyEmphasis(z, shape, tripled, 'original')]).toEqual([0.5, 1.5, 3, 3])
  })

  test('ignore, and weights of 1, change nothing', () => {
    expect(applyEmphasis(z, shape, tripled, 'ignore')).toEqual(z)
    expect(applyEmphasis(z, shape, [1, 1], 'original')).toEqual(z)
  })

  test('the argument stays as it was', () => {
    const before = z.slice()
    applyEmphasis(z, shape, tripled, 'original')
    expect(z).toEqual(before)
  })

  test('each chunk has its own mean', () => {
    const chunks = Float32Array.of(...z, ...z)
    const result = applyEmphasis(chunks, { ...shape, chunks: 2 }, [...tripled, 1, 1], 'original')
    expect([...result]).toEqual([0.5, 1.5, 3, 3, 1, 3, 2, 2])
  })

  test('texts of one call share the mean', () => {
    const texts = Float32Array.of(...z, 0, 0, 4, 4)
    const result = applyEmphasis(texts, { ...shape, texts: 2 }, [...tripled, 1, 6], 'original')
    expect([...result]).toEqual([0.25, 0.75, 1.5, 1.5, 0, 0, 6, 6])
  })

  test('a mean of zero is no reason to divide by it', () => {
    const balanced = Float32Array.of(1, -1, 1, -1)
    expect([...applyEmphasis(balanced, shape, tripled, 'original')]).toEqual([1, -1, 3, -3])
  })
})

describe('ComfyUI', () => {
  const empty = Float32Array.of(1, 1, 0, 4)

  test('moves away from the empty prompt', () => {
    expect([...applyComfyEmphasis(z, shape, [1, 2], empty)]).toEqual([1, 3, 4, 0])
  })

  test('a weight of 0 is the empty prompt, 1 the prompt itself', () => {
    expect([...applyComfyEmphasis(z, shape, [1, 0], empty)]).toEqual([1, 3, 0, 4])
    expect(applyComfyEmphasis(z, shape, [1, 1], empty)).toEqual(z)
  })

  test('every chunk is compared with the same empty one', () => {
    const chunks = Float32Array.of(...z, ...z)
    const result = applyComfyEmphasis(chunks, { ...shape, chunks: 2 }, [1, 1, 1, 2], empty)
    expect([...result]).toEqual([1, 3, 2, 2, 1, 3, 4, 0])
  })
})

test('sizes that do not fit together are a bug', () => {
  expect(() => applyEmphasis(z, shape, [1], 'original')).toThrow(RangeError)
  expect(() => applyComfyEmphasis(z, shape, tripled, Float32Array.of(1))).toThrow(RangeError)
})
