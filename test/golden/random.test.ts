// The random numbers of PyTorch's CPU generator, A1111's Philox and NumPy, as those programs drew them.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { MersenneTwister } from '../../src-main/base/random/mersenne-twister.ts'
import { PhiloxGenerator } from '../../src-main/base/random/philox.ts'
import { generateState } from '../../src-main/base/random/seed-sequence.ts'
import { TorchCpuGenerator } from '../../src-main/base/random/torch-cpu.ts'
import { BrownianTree } from '../../src-main/sampling/brownian-tree.ts'
import { expectClose } from '../support/close.ts'
import { tolerances } from '../support/tolerances.ts'

type Draws = {
  seed: string
  shape: number[]
  first_call: (number | string)[]
  second_call_first8: number[]
  sum_first_call: number
  sumsq_first_call?: number
}
type Vectors = {
  torch_cpu_randn: Draws[]
  philox_nv_randn: Draws[]
  mt19937_raw_u32: Record<string, number[]>
  numpy_seedsequence_pool24: { entropy: string; spawn_key: string[]; generate_state: number[] }[]
  brownian_tree_noise: {
    seed: number
    shape: number[]
    sigma_min: number
    sigma_max: number
    queries_in_order: { from: number; to: number; first8: number[]; sum: number }[]
  }
}
const vectors = JSON.parse(
  readFileSync(new URL('./vectors/rng_test_vectors.json', import.meta.url), 'utf8'),
) as Vectors

const sizeOf = (shape: number[]) => shape.reduce((product, length) => product * length, 1)
const sumOf = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0)

/** A long first call is recorded as its head, "...", and its tail. */
function expectFirstCall(actual: Float32Array, expected: (number | string)[]): void {
  const gap = expected.indexOf('...')
  const head = (gap < 0 ? expected : expected.slice(0, gap)) as number[]
  const tail = (gap < 0 ? [] : expected.slice(gap + 1)) as number[]
  expectClose(actual.subarray(0, head.length), head, tolerances.noise, 'head')
  expectClose(actual.subarray(actual.length - tail.length), tail, tolerances.noise, 'tail')
}

describe.each([
  {
    name: 'torch cpu',
    cases: vectors.torch_cpu_randn,
    create: (seed: bigint) => new TorchCpuGenerator(seed),
  },
  { name: 'philox', cases: vectors.philox_nv_randn, create: (seed: bigint) => new PhiloxGenerator(seed) },
])('$name', ({ cases, create }) => {
  test.each(cases)('seed $seed, shape $shape', (expected) => {
    const generator = create(BigInt(expected.seed))
    const size = sizeOf(expected.shape)
    const first = generator.normal(size)
    expectFirstCall(first, expected.first_call)
    expectClose([sumOf(first)], [expected.sum_first_call], tolerances.noiseSum, 'sum')
    if (expected.sumsq_first_call !== undefined) {
      const squares = first.reduce((sum, value) => sum + value * value, 0)
      expectClose([squares], [expected.sumsq_first_call], tolerances.noiseSum, 'sum of squares')
    }
    const second = generator.normal(size).subarray(0, 8)
    expectClose(second, expected.second_call_first8.slice(0, second.length), tolerances.noise, 'second call')
  })
})

test.each(Object.entries(vectors.mt19937_raw_u32))('raw words of the twister, seed %s', (seed, words) => {
  const twister = new MersenneTwister(Number(seed))
  expect(words.map(() => twister.next())).toEqual(words)
})

test.each(vectors.numpy_seedsequence_pool24)('seed sequence of $entropy, key $spawn_key', (expected) => {
  const state = generateState(BigInt(expected.entropy), expected.generate_state.length, {
    spawnKey: expected.spawn_key.map(BigInt),
  })
  expect(Array.from(state)).toEqual(expected.generate_state)
})

test('Brownian tree', () => {
  const { seed, shape, sigma_min, sigma_max, queries_in_order } = vectors.brownian_tree_noise
  const options = {
    seed: BigInt(seed),
    size: sizeOf(shape),
    from: sigma_min,
    to: sigma_max,
    draw: (branchSeed: bigint, size: number) => new TorchCpuGenerator(branchSeed).normal(size),
  }
  const tree = new BrownianTree(options)
  for (const { from, to, first8, sum } of queries_in_order) {
    const noise = tree.between(from, to)
    expectClose(noise.subarray(0, 8), first8, tolerances.brownianNoise, `${from} to ${to}`)
    expectClose([sumOf(noise)], [sum], tolerances.noiseSum, `sum of ${from} to ${to}`)
  }
})
