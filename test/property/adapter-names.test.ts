// Laws of adapter names: no name is two modules, every module has a name in every
// dialect, and reading finds what was written.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  baseModules,
  publishedModules,
  type BaseModules,
} from '../../src-main/adapters/reading/base-modules.ts'
import { aliasesOf } from '../support/aliases-of.ts'
import { sortNames } from '../../src-main/adapters/names/sort-names.ts'
import { partFamilies, suffixes, type Part } from '../../src-main/adapters/names/suffixes.ts'
import { moduleName } from '../../src-main/adapters/names/write-names.ts'
import { readAdapter } from '../../src-main/adapters/reading/read-adapter.ts'
import { headerFile, madeUpShapes, type MadeUpDialect } from '../support/made-up-adapter.ts'
import { families, modelOfSizes, published, type Sizes } from '../support/families.ts'

const architectures = ['sd1', 'sd2', 'sdxl'] as const
const written = ['kohya', 'diffusers', 'peft'] as const
const parts = Object.values(partFamilies).flat()

function factorOf(name: string): { path: string; part: Part } | undefined {
  return sortNames({ tensors: new Map([[name, { shape: [] }]]), metadata: new Map() }).factors[0]
}

describe.each(architectures)('%s, published', (architecture) => {
  const base = publishedModules(families[architecture])
  const aliases = aliasesOf(base)

  it('no name is two modules, and every module has names', () => {
    // Making the table throws where a name would be two modules.
    expect(new Set([...aliases.values()].map(({ module }) => module)).size).toBe(
      [...base.modules.values()].reduce((sum, modules) => sum + modules.length, 0),
    )
    expect(aliases.size).toBeGreaterThan({ sd1: 6266, sd2: 7204, sdxl: 17409 }[architecture])
  })

  it.each(written)('written as %s and read again: a bijection', (dialect) => {
    const names = new Set<string>()
    for (const [component, modules] of base.modules) {
      for (const module of modules) {
        const name = moduleName(dialect, component, module, families[architecture])
        expect(names.has(name), name).toBe(false)
        names.add(name)
        const read = factorOf(`${name}.lora_down.weight`)
        const found = aliases.get(read?.path ?? '')
        expect(found?.module, name).toBe(module)
        expect(found?.component).toBe(component)
      }
    }
  })

  it('every spelling of every factor, on any module under any of its names, is read as that factor', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...aliases.keys()),
        fc.constantFrom(...parts),
        fc.nat(),
        (alias, part, which) => {
          const spellings = suffixes[part]
          const read = factorOf(`${alias}.${spellings[which % spellings.length] ?? ''}`)
          expect(read?.part).toBe(part)
          expect(aliases.get(read?.path ?? '')?.module).toBe(aliases.get(alias)?.module)
        },
      ),
      { numRuns: 1000, seed: 4 },
    )
  })
})

const depth = fc.integer({ min: 0, max: 2 })
const unusual = fc
  .record({
    architecture: fc.constantFrom(...architectures),
    channels: fc.array(fc.constantFrom(32, 64, 128), { minLength: 2, maxLength: 4 }),
    layers: fc.integer({ min: 1, max: 3 }),
    depths: fc.array(depth, { minLength: 4, maxLength: 4 }),
    textLayers: fc.integer({ min: 2, max: 14 }),
  })
  .map(({ architecture, channels, layers, depths, textLayers }): BaseModules => {
    const { unet, textEncoders } = published[architecture]
    const repeat = (value: number, times: number): number[] => Array.from({ length: times }, () => value)
    const levels = depths.slice(0, channels.length)
    const sizes: Sizes = {
      unet: {
        ...unet,
        channels,
        layers,
        downDepths: levels.map((value) => repeat(value, layers)),
        upDepths: levels.toReversed().map((value) => repeat(value, layers + 1)),
      },
      textEncoders: textEncoders.map((encoder) => ({
        ...encoder,
        width: 64,
        heads: 1,
        mlpWidth: 256,
        layers: textLayers,
      })),
      vae: null,
    }
    return baseModules(families[architecture], modelOfSizes(sizes))
  })

const dialects: readonly MadeUpDialect[] = ['kohya', 'diffusers', 'peft', 'processor', 'dotted', 'oneTrainer']

it('models of any size: what is written in any dialect fits completely', async () => {
  await fc.assert(
    fc.asyncProperty(unusual, fc.constantFrom(...dialects), async (base, dialect) => {
      const modules = (component: string, { path }: { path: string }): boolean =>
        (component === 'unet' ? /\.to_\w+(\.0)?$/ : /self_attn/).test(path)
      const shapes = madeUpShapes({ base, dialect, modules })
      fc.pre(shapes.size > 0)
      const { unmatched, modules: matched } = await readAdapter(headerFile(shapes), base)
      expect(unmatched).toEqual([])
      expect(matched.length).toBe(
        [...base.modules].flatMap(([component, list]) => list.filter((module) => modules(component, module)))
          .length,
      )
    }),
    { numRuns: 60, seed: 4 },
  )
})
