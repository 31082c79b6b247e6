// Every value of every small float type, and how float32 is rounded to them.
import { describe, expect, test } from 'vitest'
import { toBfloat16, toFloat16, widen } from '../../../src-main/base/half.ts'

const every16 = Uint16Array.from({ length: 0x10000 }, (_, bits) => bits)
const every8 = Uint8Array.from({ length: 0x100 }, (_, bits) => bits)

/** IEEE 754, written out: sign, exponent and fraction of any width. */
function decode(bits: number, exponentBits: number, fractionBits: number): number {
  const sign = (bits >>> (exponentBits + fractionBits)) & 1 ? -1 : 1
  const largest = (1 << exponentBits) - 1
  const exponent = (bits >>> fractionBits) & largest
  const fraction = (bits & ((1 << fractionBits) - 1)) / 2 ** fractionBits
  const bias = largest >> 1
  if (exponent === largest) return fraction === 0 ? sign * Infinity : NaN
  return exponent === 0 ? sign * fraction * 2 ** (1 - bias) : sign * (1 + fraction) * 2 ** (exponent - bias)
}

describe('widening', () => {
  test('all 65 536 float16', () =>
    expect(widen(every16, 'f16')).toEqual(Float32Array.from(every16, (bits) => decode(bits, 5, 10))))

  test('all 65 536 bfloat16', () =>
    expect(widen(every16, 'bf16')).toEqual(Float32Array.from(every16, (bits) => decode(bits, 8, 7))))

  test('all 256 float8 e5m2', () =>
    expect(widen(every8, 'f8_e5m2')).toEqual(Float32Array.from(every8, (bits) => decode(bits, 5, 2))))

  test('all 256 float8 e4m3: no infinity, and NaN only where all bits are set', () => {
    const expected = Float32Array.from(every8, (bits) => {
      if ((bits & 0x7f) === 0x7f) return NaN
      const isTop = (bits & 0x78) === 0x78
      return isTop ? (bits & 0x80 ? -1 : 1) * (1 + (bits & 7) / 8) * 2 ** 8 : decode(bits, 4, 3)
    })
    expect(widen(every8, 'f8_e4m3')).toEqual(expected)
    expect(Math.max(...expected.filter((value) => !Number.isNaN(value)))).toBe(448)
  })

  test('negative zero keeps its sign', () => {
    expect(Object.is(widen(Uint16Array.of(0x8000), 'f16')[0], -0)).toBe(true)
    expect(Object.is(widen(Uint8Array.of(0x80), 'f8_e4m3')[0], -0)).toBe(true)
  })

  test.each([
    ['f64', Float64Array.of(0.1, -2, 1e300), [Math.fround(0.1), -2, Infinity]],
    ['f32', Float32Array.of(0.5, -2), [0.5, -2]],
    ['i64', BigInt64Array.of(-1n, 76n, -(2n ** 40n), 2n ** 62n), [-1, 76, -(2 ** 40), 2 ** 62]],
    ['u64', BigUint64Array.of(2n ** 63n, 7n), [2 ** 63, 7]],
    ['i32', Int32Array.of(-5, 2 ** 30), [-5, 2 ** 30]],
    ['u32', Uint32Array.of(2 ** 31), [2 ** 31]],
    ['i16', Int16Array.of(-5), [-5]],
    ['u16', Uint16Array.of(65535), [65535]],
    ['i8', Int8Array.of(-5), [-5]],
    ['u8', Uint8Array.of(255), [255]],
    ['bool', Uint8Array.of(0, 1, 2), [0, 1, 1]],
  ] as const)('%s', (dtype, data, expected) => expect([...widen(data, dtype)]).toEqual(expected))

  test('bytes that do not lie where their numbers would', () => {
    const bytes = new Uint8Array(9)
    bytes.set(new Uint8Array(Float32Array.of(1.5, -3).buffer), 1)
    expect([...widen(bytes.subarray(1), 'f32')]).toEqual([1.5, -3])
  })

  test('aligned float32 is not copied', () => {
    const bytes = new Uint8Array(16)
    expect(widen(bytes.subarray(4, 12), 'f32').buffer).toBe(bytes.buffer)
  })
})

describe('rounding to 16 bits', () => {
  test('every float16 comes back as it was', () => {
    const numbers = every16.filter((bits) => !Number.isNaN(decode(bits, 5, 10)))
    expect(toFloat16(widen(numbers, 'f16'))).toEqual(numbers)
  })

  test('every bfloat16 comes back as it was', () => {
    const numbers = every16.filter((bits) => !Number.isNaN(decode(bits, 8, 7)))
    expect(toBfloat16(widen(numbers, 'bf16'))).toEqual(numbers)
  })

  // Between each pair of neighbours: the middle goes to the even one, everything else to the nearer one.
  test.each([
    ['f16', 5, 10, 0x7bff, toFloat16],
    ['bf16', 8, 7, 0x7f7f, toBfloat16],
  ] as const)('%s: nearest, ties to even', (_, exponentBits, fractionBits, largest, round) => {
    const value = (bits: number): number => decode(bits, exponentBits, fractionBits)
    const lower = every16.subarray(0, largest)
    const middles = Float32Array.from(lower, (bits) => (value(bits) + value(bits + 1)) / 2)
    expect(round(middles)).toEqual(lower.map((bits) => bits + (bits & 1)))
    const near = Float32Array.from(lower, (bits) => value(bits) * 0.75 + value(bits + 1) * 0.25)
    expect(round(near)).toEqual(lower)
    const far = Float32Array.from(lower, (bits) => -(value(bits) * 0.25 + value(bits + 1) * 0.75))
    expect(round(far)).toEqual(lower.map((bits) => (bits + 1) | 0x8000))
  })

  test('too large is infinite, and NaN stays NaN', () => {
    const values = Float32Array.of(65520, -65520, 65519, NaN)
    expect([...toFloat16(values).subarray(0, 3)]).toEqual([0x7c00, 0xfc00, 0x7bff])
    expect(widen(toFloat16(values), 'f16')[3]).toBeNaN()
    expect([...toBfloat16(Float32Array.of(3.4e38, NaN, -Infinity))]).toEqual([0x7f80, 0x7fc0, 0xff80])
  })
})
