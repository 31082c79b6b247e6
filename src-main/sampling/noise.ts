// The noise of a run: where each picture's random numbers come from, and in which order they are drawn.
import { joinedFloats } from '../base/joined.ts'
import { createGenerator } from '../base/random/create-generator.ts'
import type { NoiseSourceName } from '../contract/generation.ts'
import { BrownianTree } from './brownian-tree.ts'
import type { NoiseSampler } from './sampler.ts'

export type NoiseOptions = {
  source: NoiseSourceName
  /** One seed per picture of the batch (`imageSeeds`); ComfyUI uses only the first. */
  seeds: readonly bigint[]
  /** Channels, height and width of one latent. */
  shape: readonly [channels: number, height: number, width: number]
  /** The lowest sigma above 0 and the highest one of the run: the ends of the Brownian tree. */
  sigmaMin: number
  sigmaMax: number
}

/** `initial` is the noise the picture starts from, unit variance: to be drawn once, before anything else. */
export type RunNoise = NoiseSampler & { initial(): Float32Array }

/** Picture k of a batch has the request's seed + k, modulo 2^64. */
export function imageSeeds(seed: bigint, batch: number): bigint[] {
  return Array.from({ length: batch }, (_, k) => BigInt.asUintN(64, seed + BigInt(k)))
}

/** A1111: every picture has a generator and a Brownian tree of its own; all its draws come from the same stream. */
export function noisePerPicture({ source, seeds, shape, sigmaMin, sigmaMax }: NoiseOptions): RunNoise {
  const size = sizeOf(shape)
  const generators = seeds.map((seed) => createGenerator(source, seed))
  const next = () => joinedFloats(generators.map((generator) => generator.normal(size)))
  let trees: BrownianTree[] | undefined
  return {
    initial: next,
    next,
    between(sigma, sigmaNext) {
      trees ??= seeds.map((seed) => createTree(source, seed, size, sigmaMin, sigmaMax))
      return joinedFloats(trees.map((tree) => tree.between(sigma, sigmaNext)))
    },
  }
}

/**
 * ComfyUI: one draw for the whole batch. The first noise always comes from the CPU generator and so does the Brownian
 * tree; `source` stands for the device that the sampler draws on, where a new generator starts.
 */
export function noisePerBatch({ source, seeds, shape, sigmaMin, sigmaMax }: NoiseOptions): RunNoise {
  const size = sizeOf(shape) * seeds.length
  const seed = seeds[0] ?? 0n
  // On the CPU the same seed would add the first noise a second time, so ComfyUI takes the next one there.
  const generator = createGenerator(source, source === 'cpu' ? BigInt.asUintN(64, seed + 1n) : seed)
  let tree: BrownianTree | undefined
  return {
    initial: () => createGenerator('cpu', seed).normal(size),
    next: () => generator.normal(size),
    between(sigma, sigmaNext) {
      tree ??= createTree('cpu', seed, size, sigmaMin, sigmaMax)
      return tree.between(sigma, sigmaNext)
    },
  }
}

function createTree(
  source: NoiseSourceName,
  seed: bigint,
  size: number,
  from: number,
  to: number,
): BrownianTree {
  return new BrownianTree({
    seed,
    size,
    from,
    to,
    draw: (branchSeed, count) => createGenerator(source, branchSeed).normal(count),
  })
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1)
}
