// MT19937, the 32-bit Mersenne Twister of Matsumoto and Nishimura (1998), seeded as its authors' init_genrand does.

const stateSize = 624
const shiftSize = 397

export class MersenneTwister {
  readonly #state = new Uint32Array(stateSize)
  #position = stateSize

  /** Only the low 32 bits of the seed count. */
  constructor(seed: number) {
    const state = this.#state
    state[0] = seed
    for (let i = 1; i < stateSize; i++) {
      const previous = state[i - 1]!
      state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i
    }
  }

  /** The next unsigned 32-bit number. */
  next(): number {
    if (this.#position === stateSize) this.#refill()
    let y = this.#state[this.#position++]!
    y ^= y >>> 11
    y ^= (y << 7) & 0x9d2c5680
    y ^= (y << 15) & 0xefc60000
    return (y ^ (y >>> 18)) >>> 0
  }

  #refill(): void {
    const state = this.#state
    for (let i = 0; i < stateSize; i++) {
      const joined = (state[i]! & 0x80000000) | (state[(i + 1) % stateSize]! & 0x7fffffff)
      state[i] = state[(i + shiftSize) % stateSize]! ^ (joined >>> 1) ^ (joined & 1 ? 0x9908b0df : 0)
    }
    this.#position = 0
  }
}
