// The normal noise of PyTorch's CPU generator, so that a seed means the same picture here as there (within 2e-6).
import { MersenneTwister } from './mersenne-twister.ts'
import type { NormalGenerator } from './normal-generator.ts'

/** From this many values on, PyTorch fills the tensor in blocks instead of drawing pair by pair. */
const blockSize = 16
const half = blockSize / 2

export class TorchCpuGenerator implements NormalGenerator {
  readonly #twister: MersenneTwister
  /** The second value of the last pair, kept from call to call. Only small draws use it. */
  #spare: number | undefined

  /** PyTorch's engine ignores the upper 32 bits of the seed. */
  constructor(seed: bigint) {
    this.#twister = new MersenneTwister(Number(BigInt.asUintN(32, seed)))
  }

  /** As `torch.randn(count, generator=…)` in float32. */
  normal(count: number): Float32Array {
    return count < blockSize ? this.#pairs(count) : this.#blocks(count)
  }

  #pairs(count: number): Float32Array {
    const values = new Float32Array(count)
    for (let i = 0; i < count; i++) values[i] = this.#one()
    return values
  }

  #one(): number {
    if (this.#spare !== undefined) {
      const spare = this.#spare
      this.#spare = undefined
      return spare
    }
    const angle = 2 * Math.PI * this.#uniform53()
    const radius = Math.sqrt(-2 * Math.log1p(-this.#uniform53()))
    this.#spare = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }

  #blocks(count: number): Float32Array {
    const values = new Float32Array(count)
    for (let i = 0; i < count; i++) values[i] = this.#uniform24()
    for (let start = 0; start + blockSize <= count; start += blockSize) boxMuller(values, start)
    if (count % blockSize !== 0) {
      // The last sixteen places are drawn afresh, although most of them are finished already.
      const start = count - blockSize
      for (let i = start; i < count; i++) values[i] = this.#uniform24()
      boxMuller(values, start)
    }
    return values
  }

  #uniform24(): number {
    return (this.#twister.next() & 0xffffff) / 2 ** 24
  }

  #uniform53(): number {
    const high = this.#twister.next() & 0x1fffff
    return (high * 2 ** 32 + this.#twister.next()) / 2 ** 53
  }
}

/** Sixteen uniform values become sixteen normal ones: value j and value j + 8 make one pair. */
function boxMuller(values: Float32Array, start: number): void {
  for (let j = start; j < start + half; j++) {
    const radius = Math.sqrt(-2 * Math.log(1 - values[j]!))
    const angle = 2 * Math.PI * values[j + half]!
    values[j] = radius * Math.cos(angle)
    values[j + half] = radius * Math.sin(angle)
  }
}
