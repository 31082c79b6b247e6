// Brownian motion over sigma that is the same however it is asked: a tree of intervals, each halved by its own seed.
import { generateState } from '../base/random/seed-sequence.ts'
import { addInPlace } from './latent.ts'

export type BrownianTreeOptions = {
  seed: bigint
  /** Number of values in one draw. */
  size: number
  /** The interval in which increments are asked for, `from` < `to`. */
  from: number
  to: number
  /** `size` normal values from a fresh generator with the given 32-bit seed. */
  draw: (seed: bigint, size: number) => Float32Array
}

type Node = {
  start: number
  end: number
  key: bigint
  depth: bigint
  /** The motion's increment from start to end. */
  increment: Float32Array
  halves?: readonly [Node, Node]
  /** The number of the last question that passed through. */
  asked: number
}

/** As torchsde's BrownianTree: intervals end on whole millionths, seeds come from NumPy's SeedSequence. */
export class BrownianTree {
  readonly #options: BrownianTreeOptions
  readonly #root: Node
  #questions = 0

  constructor(options: BrownianTreeOptions) {
    const { seed, size, from, to, draw } = options
    const increment = draw(BigInt(generateState(seed, 1)[0]!), size)
    const spread = Math.sqrt(to - from)
    this.#options = options
    this.#root = {
      start: toMillionths(from),
      end: toMillionths(to),
      key: 0n,
      depth: 0n,
      increment: increment.map((value) => value * spread),
      asked: 0,
    }
  }

  /** Noise of unit variance for the step between two sigmas, in either direction. */
  between(sigma: number, sigmaNext: number): Float32Array {
    const low = this.#clamped(Math.min(sigma, sigmaNext))
    const high = this.#clamped(Math.max(sigma, sigmaNext))
    const sum = new Float32Array(this.#options.size)
    this.#questions++
    this.#collect(this.#root, low, high, sum)
    this.#forget(this.#root)
    const factor = (sigma > sigmaNext ? -1 : 1) / Math.sqrt(Math.abs(sigma - sigmaNext))
    return sum.map((value) => value * factor)
  }

  #clamped(sigma: number): number {
    return Math.min(this.#root.end, Math.max(this.#root.start, toMillionths(sigma)))
  }

  #collect(node: Node, low: number, high: number, sum: Float32Array): void {
    if (high <= node.start || node.end <= low) return
    node.asked = this.#questions
    if (low <= node.start && node.end <= high) {
      addInPlace(sum, 1, node.increment)
      return
    }
    node.halves ??= this.#halve(node)
    for (const half of node.halves) this.#collect(half, low, high, sum)
  }

  #halve({ start, end, key, depth, increment }: Node): readonly [Node, Node] {
    const { seed, size, draw } = this.#options
    const middle = toMillionths((start + end) / 2)
    const share = (middle - start) / (end - start)
    const spread = Math.sqrt((end - middle) * share)
    const state = generateState(seed, 1, { spawnKey: [key, depth] })
    const left = draw(BigInt(state[0]!), size)
    const right = new Float32Array(size)
    for (let i = 0; i < size; i++) {
      left[i] = share * increment[i]! + spread * left[i]!
      right[i] = increment[i]! - left[i]!
    }
    const next = { depth: depth + 1n, asked: 0 }
    return [
      { ...next, start, end: middle, key: 2n * key, increment: left },
      { ...next, start: middle, end, key: 2n * key + 1n, increment: right },
    ]
  }

  /** Keeps only the way to the last question, which the next one mostly shares; anything else can be drawn again. */
  #forget(node: Node): void {
    if (!node.halves) return
    if (node.asked === this.#questions) for (const half of node.halves) this.#forget(half)
    else delete node.halves
  }
}

/** Six decimals of the exact binary number, so that a tie is decided as Python's `round` decides it. */
function toMillionths(value: number): number {
  return Number(value.toFixed(6))
}
