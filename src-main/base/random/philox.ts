// The noise called "NV": Philox4×32-10 (Salmon et al. 2011), arranged as PyTorch's CUDA generator arranges it.
import type { NormalGenerator } from './normal-generator.ts'

const multiplier0 = 0xd2511f53
const multiplier1 = 0xcd9e8d57
const weyl0 = 0x9e3779b9
const weyl1 = 0xbb67ae85
const rounds = 10

/** 2^-32 in the digits and the precision (float32) that the original uses. */
const toUnit = Math.fround(2.3283064e-10)
const toCircle = Math.fround(2.3283064e-10 * 6.2831855)

export class PhiloxGenerator implements NormalGenerator {
  readonly #key0: number
  readonly #key1: number
  /** Counts the calls; it is the first word of the counter. */
  #call = 0

  /** All 64 bits of the seed count. */
  constructor(seed: bigint) {
    this.#key0 = Number(BigInt.asUintN(32, seed))
    this.#key1 = Number(BigInt.asUintN(32, seed >> 32n))
  }

  normal(count: number): Float32Array {
    const values = new Float32Array(count)
    const words = new Uint32Array(2)
    for (let i = 0; i < count; i++) {
      encrypt(this.#call, i, this.#key0, this.#key1, words)
      const u = words[0]! * toUnit + toUnit / 2
      const v = words[1]! * toCircle + toCircle / 2
      values[i] = Math.sqrt(-2 * Math.log(u)) * Math.sin(v)
    }
    this.#call++
    return values
  }
}

/** Encrypts the counter [call, 0, element, 0]; only the first two of its four words are used. */
function encrypt(call: number, element: number, key0: number, key1: number, words: Uint32Array): void {
  let c0 = call
  let c1 = 0
  let c2 = element
  let c3 = 0
  let k0 = key0
  let k1 = key1
  for (let round = 0; round < rounds; round++) {
    const high0 = multiplyHigh(multiplier0, c0)
    const low0 = Math.imul(multiplier0, c0)
    const high1 = multiplyHigh(multiplier1, c2)
    const low1 = Math.imul(multiplier1, c2)
    c0 = (high1 ^ c1 ^ k0) >>> 0
    c1 = low1 >>> 0
    c2 = (high0 ^ c3 ^ k1) >>> 0
    c3 = low0 >>> 0
    k0 = (k0 + weyl0) >>> 0
    k1 = (k1 + weyl1) >>> 0
  }
  words[0] = c0
  words[1] = c1
}

/** The upper 32 bits of the 64-bit product of two unsigned 32-bit numbers, without BigInt. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff
  const aHigh = a >>> 16
  const bLow = b & 0xffff
  const bHigh = b >>> 16
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16)
  const carry = (middle % 0x10000) + aLow * bHigh
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0
}
