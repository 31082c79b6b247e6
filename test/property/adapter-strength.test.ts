// How strong an adapter is beside what it changes: twice ΔW is marked at half the weight, and a copy where its original is.
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { readAdapter } from '../../src-main/adapters/reading/read-adapter.ts'
import type { BaseModules } from '../../src-main/adapters/reading/base-modules.ts'
import { calibrationOf, relativeStrength } from '../../src-main/adapters/strength/calibration.ts'
import { adapterEnergies } from '../../src-main/adapters/strength/module-energies.ts'
import type { Tensor } from '../../src-main/base/dtype.ts'
import { expectNear } from '../support/close.ts'
import { demoBase } from '../support/demo-base.ts'
import { madeUpTensors, memoryFile, type MadeUpAdapter } from '../support/made-up-adapter.ts'
import { tolerances } from '../support/tolerances.ts'
import { resized } from '../support/written-adapter.ts'

const modules: NonNullable<MadeUpAdapter['modules']> = (_, { path }) =>
  /mid_block.*attn2\.to_[qv]$/.test(path)

let base: BaseModules
beforeAll(async () => {
  base = await demoBase()
})

type Options = Omit<MadeUpAdapter, 'base' | 'modules'>
const made = (options: Options): Map<string, Tensor> => madeUpTensors({ base, modules, ...options })

/** Against a base whose every module has ‖W‖ = 3. */
async function strengthOf(
  tensors: ReadonlyMap<string, Tensor>,
): Promise<ReturnType<typeof relativeStrength>> {
  const file = memoryFile(tensors)
  const { modules: own } = await readAdapter(file, base, {})
  expect(own.length).toBeGreaterThan(0)
  const energies = await adapterEnergies(file, own, base)
  return relativeStrength(energies, new Map(energies.map(({ name }) => [name, 9])))
}
const markOf = async (tensors: ReadonlyMap<string, Tensor>): Promise<number> =>
  calibrationOf((await strengthOf(tensors))!.total, [0.1, 0.2, 0.7])!.weight

describe('the mark', () => {
  it.each(['lora', 'loha', 'lokr'] as const)(
    'of a %s that is c times as strong is at 1/c of the weight',
    async (kind) => {
      await fc.assert(
        fc.asyncProperty(
          fc.double({ min: 0.05, max: 20, noNaN: true }),
          fc.integer({ min: 1, max: 99 }),
          async (c, seed) => {
            const [plain, scaled] = await Promise.all([
              markOf(made({ kind, seed, alpha: 4 })),
              markOf(made({ kind, seed, alpha: 4 * c })),
            ])
            expectNear(scaled * c, plain, tolerances.float32)
          },
        ),
        { numRuns: 15 },
      )
    },
  )

  it('is where it was for a copy in another spelling, and one cut to the rank it really has', async () => {
    const ink = made({ seed: 3, rank: 2 })
    const mark = await markOf(ink)
    expectNear(await markOf(made({ seed: 3, rank: 2, dialect: 'dotted' })), mark, tolerances.float32)
    expectNear(await markOf(made({ seed: 3, rank: 2, dialect: 'diffusers' })), mark, tolerances.float32)
    expectNear(await markOf(resized(ink, 2)), mark, tolerances.energy)
  })

  it('is where the middle one is at 1, between the quarters of all', () => {
    expect(calibrationOf(0.5, [0.75, 0.25, 0.5])).toEqual({ weight: 1, range: { min: 0.75, max: 1.25 } })
    expect(calibrationOf(0.2, [0.1, 0.3]), 'two are not enough to say what is usual').toBeNull()
  })
})

describe('a strength', () => {
  it('is the root of sums, over everything and block by block', () => {
    const of = (name: string, block: number | null, energy: number) => ({ name, block, energy })
    const own = new Map([
      ['unet.a', 100],
      ['unet.b', 300],
      ['text.c', 600],
      ['unet.untouched', 1e9],
    ])
    const strength = relativeStrength([of('unet.a', 4, 1), of('unet.b', 4, 3), of('text.c', null, 6)], own)!
    expectNear(strength.total, 0.1, tolerances.float64)
    expect([...strength.blocks.keys()]).toEqual([4])
    expectNear(strength.blocks.get(4)!, 0.1, tolerances.float64)
  })

  it('is unknown where a change depends on the base, where nothing acts, and where nothing is changed', async () => {
    expect(await strengthOf(made({ dora: 'output' }))).toBeNull()
    expect(await strengthOf(made({ kind: 'ia3' }))).toBeNull()
    expect(relativeStrength([], new Map())).toBeNull()
    expect(await strengthOf(made({ amplitude: 0 }))).toBeNull()
  })
})
