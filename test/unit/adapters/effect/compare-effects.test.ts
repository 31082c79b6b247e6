// Whole files against each other: dialects are one, scales count, and what depends on the base is said, not guessed.
import { describe, expect, it } from 'vitest'
import { comparedModules } from '../../../../src-main/adapters/effect/compare-effects.ts'
import {
  cosineOf,
  effectMatrix,
  productsOf,
  type EffectMatrix,
} from '../../../../src-main/adapters/effect/effect-matrix.ts'
import { conflictsOf } from '../../../../src-main/adapters/effect/conflicts.ts'
import { likenessOf, type Likeness } from '../../../../src-main/adapters/effect/likeness.ts'
import { publishedModules } from '../../../../src-main/adapters/reading/base-modules.ts'
import { readAdapter } from '../../../../src-main/adapters/reading/read-adapter.ts'
import { blockProfile } from '../../../../src-main/adapters/strength/block-profile.ts'
import type { TensorFile } from '../../../../src-main/formats/tensor-file.ts'
import { families } from '../../../support/families.ts'
import { madeUpTensors, memoryFile, type MadeUpAdapter } from '../../../support/made-up-adapter.ts'
import { tolerances } from '../../../support/tolerances.ts'

const base = publishedModules(families.sd1)
const few: NonNullable<MadeUpAdapter['modules']> = (component, { path }) =>
  /attn2\.to_[qv]$/.test(path) && /down_blocks\.[01]|mid_block/.test(path) && component === 'unet'

function madeUp(options: Omit<MadeUpAdapter, 'base'> = {}): TensorFile {
  return memoryFile(madeUpTensors({ base, modules: few, ...options }))
}

async function opened(file: TensorFile) {
  return { file, modules: (await readAdapter(file, base)).modules }
}

async function likeness(a: TensorFile, b: TensorFile): Promise<Likeness> {
  return likenessOf(comparedModules([await opened(a), await opened(b)], base))
}

async function matrix(...files: readonly TensorFile[]): Promise<EffectMatrix> {
  const adapters = await Promise.all(files.map(opened))
  return effectMatrix(files.length, comparedModules(adapters, base))
}

const near = (value: number | null, wanted: number): void =>
  expect(Math.abs((value ?? NaN) - wanted)).toBeLessThanOrEqual(
    tolerances.float64.abs + tolerances.float64.rel * Math.abs(wanted),
  )

describe('two adapters', () => {
  it('are the same in every dialect that names the same modules', async () => {
    const kohya = madeUp({ dialect: 'kohya', alpha: 4 })
    for (const dialect of ['diffusers', 'lycoris', 'dotted', 'processor', 'oneTrainer'] as const) {
      const alike = await likeness(kohya, madeUp({ dialect, alpha: dialect === 'diffusers' ? null : 4 }))
      near(alike.cosine, 1)
      expect(alike.isSame, dialect).toBe(true)
    }
  })

  it('with another scale point the same way, and the strength says by how much', async () => {
    const alike = await likeness(madeUp({ alpha: 4 }), madeUp({ alpha: 2 }))
    near(alike.cosine, 1)
    near(alike.strength, 0.5)
    near(alike.spread, 0)
    expect(alike.isSame).toBe(false)
    near(alike.lengths[0], 2 * alike.lengths[1])
  })

  it('made of other numbers have nothing in common but a little chance', async () => {
    const { cosine, isSame } = await likeness(madeUp({ seed: 1 }), madeUp({ seed: 2 }))
    expect(Math.abs(cosine!)).toBeLessThan(0.05)
    expect(isSame).toBe(false)
  })

  it('of unlike kinds are compared all the same', async () => {
    const modules: NonNullable<MadeUpAdapter['modules']> = (_, { path }) =>
      /^mid_block.*attn2\.to_q$/.test(path)
    const kinds = ['lora', 'lokr', 'loha', 'full'] as const
    const all = productsOf(
      (await matrix(...kinds.map((kind) => madeUp({ kind, modules })))).parts,
      kinds.length,
    )
    for (let i = 0; i < 4; i++)
      for (let j = 0; j < i; j++) expect(Math.abs(cosineOf(all, i, j)!)).toBeLessThan(0.2)
  })

  it('that change other modules have a cosine of 0', async () => {
    const other = madeUp({
      modules: (component, { path }) => component === 'unet' && /attn1\.to_q$/.test(path),
    })
    near((await likeness(madeUp(), other)).cosine, 0)
  })

  it('whose changes depend on the base have no cosine, unless their numbers are the same', async () => {
    for (const options of [
      { kind: 'oft' },
      { kind: 'boft' },
      { kind: 'glora' },
      { kind: 'ia3' },
      { dora: 'output' },
    ] as const) {
      const untold = await likeness(madeUp({ ...options, seed: 1 }), madeUp({ ...options, seed: 2 }))
      expect(untold.cosine, JSON.stringify(options)).toBeNull()
      expect(untold.dependent.untold).toBeGreaterThan(0)
      const same = await likeness(madeUp(options), madeUp(options))
      expect(same).toMatchObject({ cosine: 1, isSame: true, dependent: { untold: 0 } })
    }
  })
})

describe('sums over blocks', () => {
  it('have the lengths of a block profile, and add up to the whole', async () => {
    const file = madeUp({
      kind: 'locon',
      modules: (component, { path }) => component === 'unet' && /resnets\.0\.conv1$|attn2\.to_q$/.test(path),
    })
    const { parts } = await matrix(file, madeUp({ seed: 5 }))
    const { blocks: profile, total } = await blockProfile(file, (await readAdapter(file, base)).modules, base)
    const { rel, abs } = tolerances.energy
    const all = productsOf(parts, 2)
    const length = Math.sqrt(all[0]![0]!)
    expect(Math.abs(length - total!)).toBeLessThanOrEqual(abs + rel * total!)
    const lengths = profile!.map((_, block) =>
      Math.sqrt(parts.find((part) => part.block === block)?.products[0]![0] ?? 0),
    )
    const largest = Math.max(...lengths)
    profile!.forEach((value, block) =>
      expect(Math.abs(lengths[block]! / largest - value)).toBeLessThanOrEqual(rel + abs),
    )
    const sum = parts.reduce((total, { products }) => total + products[0]![1]!, 0)
    near(sum / length, all[0]![1]! / length)
    expect(new Set(parts.map(({ component }) => component))).toEqual(new Set(['unet']))
  })
})

describe('a stack', () => {
  const weights = (first: number, second: number) => (adapter: number) => (adapter === 0 ? first : second)

  it('says who adds to whom and who takes away, by weight, with the sign of the weights', async () => {
    const effects = await matrix(madeUp(), madeUp())
    const [together] = conflictsOf(effects, 2, weights(1, 0.5))
    near(together!.cosine, 1)
    near(together!.shares![0], 0.5)
    near(together!.shares![1], 2)
    const [against] = conflictsOf(effects, 2, weights(1, -0.5))
    near(against!.cosine, -1)
    near(against!.shares![0], -0.5)
    for (const { cosine } of against!.blocks) near(cosine, -1)
    const [nothing] = conflictsOf(effects, 2, weights(1, 0))
    expect(nothing).toMatchObject({ cosine: null, shares: null })
  })

  it('has one weight for each block', async () => {
    const effects = await matrix(madeUp(), madeUp())
    const mid = base.family.blocks.names.indexOf('MID')
    const [pair] = conflictsOf(effects, 2, (adapter, { block }) => (adapter === 1 && block === mid ? -1 : 1))
    const cosines = new Map(pair!.blocks.map(({ block, cosine }) => [block, cosine]))
    near(cosines.get(mid) ?? null, -1)
    for (const [block, cosine] of cosines) if (block !== mid) near(cosine, 1)
  })
})
