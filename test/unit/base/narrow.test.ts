// Rounding to every float type: nearest with ties to even, which makes reading and writing each other's inverse.
import { expect, test } from 'vitest'
import { toFloat8, type Float8 } from '../../../src-main/base/float8.ts'
import { widen } from '../../../src-main/base/half.ts'
import { firstOverflow, floatTypes, narrow } from '../../../src-main/base/narrow.ts'

const every = Uint8Array.from({ length: 256 }, (_, bits) => bits)

test.each<Float8>(['f8_e4m3', 'f8_e5m2'])('%s: what is read is written again', (dtype) => {
  const values = widen(every, dtype)
  const again = toFloat8(values, dtype)
  for (const bits of every)
    if (!Number.isNaN(values[bits])) expect(again[bits], `bits ${bits}`).toBe(bits)
    else expect(widen(again.subarray(bits, bits + 1), dtype)[0]).toBeNaN()
})

test.each<Float8>(['f8_e4m3', 'f8_e5m2'])(
  '%s: between neighbours the nearest, at the middle the even one',
  (dtype) => {
    const values = widen(every, dtype)
    for (let bits = 0; Number.isFinite(values[bits + 1]); bits++) {
      const [low, high] = [values[bits]!, values[bits + 1]!]
      const middle = (low + high) / 2
      const nudge = (high - low) / 8
      const got = toFloat8(Float32Array.of(middle - nudge, middle, middle + nudge, -middle), dtype)
      const even = bits % 2 === 0 ? bits : bits + 1
      expect([...got]).toEqual([bits, even, bits + 1, 0x80 | even])
    }
  },
)

test('numbers too large are found, and infinities that were there before are not', () => {
  expect([...toFloat8(Float32Array.of(464, 465, -1e9), 'f8_e4m3')]).toEqual([0x7e, 0x7f, 0xff])
  expect([...toFloat8(Float32Array.of(61_439, 61_440, Infinity), 'f8_e5m2')]).toEqual([0x7b, 0x7c, 0x7c])
  for (const dtype of floatTypes) {
    const fine = Float32Array.of(1, -0.5, 0, Infinity, NaN)
    expect(firstOverflow(fine, narrow(fine, dtype), dtype)).toBeUndefined()
  }
  const large = Float32Array.of(1, -70_000)
  expect(firstOverflow(large, narrow(large, 'f16'), 'f16')).toBe(-70_000)
  expect(firstOverflow(large, narrow(large, 'bf16'), 'bf16')).toBeUndefined()
})
