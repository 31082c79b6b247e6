// Where each program takes its noise from, and in which order.
import { describe, expect, test } from 'vitest'
import { createGenerator } from '../../../src-main/base/random/create-generator.ts'
import type { Profile } from '../../../src-main/contract/generation.ts'
import { imageSeeds, type NoiseOptions } from '../../../src-main/sampling/noise.ts'
import { samplingProfiles } from '../../../src-main/sampling/profiles/table.ts'

const shape = [4, 2, 2] as const
const size = 16
const base = { shape, sigmaMin: 0.03, sigmaMax: 14.6 } as const

function create({ profile, ...options }: Pick<NoiseOptions, 'source' | 'seeds'> & { profile: Profile }) {
  return samplingProfiles[profile].noise({ ...base, ...options })
}

test('seeds of a batch count up and wrap at 2^64', () => {
  expect(imageSeeds(7n, 3)).toEqual([7n, 8n, 9n])
  expect(imageSeeds(2n ** 64n - 1n, 2)).toEqual([2n ** 64n - 1n, 0n])
})

describe.each(['cpu', 'nv'] as const)('A1111, %s', (source) => {
  test('every draw of a picture continues its own generator', () => {
    const noise = create({ source, seeds: [3n, 4n], profile: 'a1111' })
    const [three, four] = [createGenerator(source, 3n), createGenerator(source, 4n)]
    for (const drawn of [noise.initial(), noise.next(), noise.next()]) {
      expect(drawn).toEqual(Float32Array.of(...three.normal(size), ...four.normal(size)))
    }
  })

  test('the Brownian tree uses the chosen source', () => {
    const other = source === 'cpu' ? 'nv' : 'cpu'
    const own = create({ source, seeds: [3n], profile: 'a1111' }).between(2, 1)
    expect(create({ source: other, seeds: [3n], profile: 'a1111' }).between(2, 1)).not.toEqual(own)
  })
})

describe('ComfyUI', () => {
  test('one draw fills the batch, from the CPU generator whatever the source', () => {
    const whole = createGenerator('cpu', 5n).normal(2 * size)
    for (const source of ['cpu', 'nv'] as const) {
      expect(create({ source, seeds: [5n, 6n], profile: 'comfyui' }).initial()).toEqual(whole)
    }
  })

  test('the sampler draws from a new generator, on the CPU with the next seed', () => {
    const onCpu = create({ source: 'cpu', seeds: [2n ** 64n - 1n], profile: 'comfyui' })
    expect(onCpu.initial()).not.toEqual(onCpu.next())
    expect(onCpu.next()).toEqual(createGeneratorAfterOne('cpu', 0n))
    const onCard = create({ source: 'nv', seeds: [5n], profile: 'comfyui' })
    expect(onCard.next()).toEqual(createGenerator('nv', 5n).normal(size))
  })

  test('the Brownian tree is one for the batch and drawn on the CPU', () => {
    const [cpu, card] = (['cpu', 'nv'] as const).map((source) =>
      create({ source, seeds: [5n, 6n], profile: 'comfyui' }).between(2, 1),
    )
    expect(cpu).toEqual(card)
    expect(cpu).toHaveLength(2 * size)
  })
})

function createGeneratorAfterOne(source: 'cpu' | 'nv', seed: bigint): Float32Array {
  const generator = createGenerator(source, seed)
  generator.normal(size)
  return generator.normal(size)
}
