// Laws of parameter names: every parameter is one place in a file, every place belongs to one parameter, in any layout.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { detectCheckpoint, modelOf } from '../../src-main/architectures/recognising/detect.ts'
import { folder, madeUpTable, singleFile } from '../support/made-up-table.ts'
import { modelOfSizes, published, type Sizes, sizesOfModel } from '../support/families.ts'
import { modelParameters } from '../support/model-parameters.ts'

const levels = 3
const depth = fc.integer({ min: 0, max: 3 })
const channels = fc.integer({ min: 1, max: 5 }).map((count) => 64 * count)

/** SDXL-shaped models of many sizes. */
const model = fc
  .record({
    channels: fc.array(channels, { minLength: levels, maxLength: levels }),
    layers: fc.integer({ min: 1, max: 3 }),
    down: fc.array(depth, { minLength: levels, maxLength: levels }),
    up: fc.array(depth, { minLength: levels, maxLength: levels }),
    middle: fc.constantFrom(
      { resnets: 2, depth: 2 },
      { resnets: 1, depth: null },
      { resnets: 0, depth: null },
    ),
    vaeChannels: fc.array(channels, { minLength: 1, maxLength: 4 }),
    textLayers: fc.integer({ min: 2, max: 4 }),
  })
  // Without any attention there is no conditioning to tell the family by.
  .filter(({ down }) => down.some((value) => value > 0))
  .map((sizes): Sizes => {
    const { unet, textEncoders, vae } = published.sdxl
    const repeat = (value: number, times: number): number[] => Array.from({ length: times }, () => value)
    return {
      unet: {
        ...unet,
        channels: sizes.channels,
        layers: sizes.layers,
        downDepths: sizes.down.map((value) => repeat(value, sizes.layers)),
        upDepths: sizes.up.map((value) => repeat(value, sizes.layers + 1)),
        middle: sizes.middle,
      },
      textEncoders: textEncoders.map((encoder) => ({ ...encoder, layers: sizes.textLayers })),
      vae: { ...vae, channels: sizes.vaeChannels, factor: 2 ** (sizes.vaeChannels.length - 1) },
    }
  })

it('the sizes written into a file are the sizes read back, from either layout', () => {
  fc.assert(
    fc.property(model, fc.constantFrom(singleFile.sdxl, folder), (config, layouts) => {
      const detection = detectCheckpoint(madeUpTable(config, layouts))
      expect(sizesOfModel(modelOf(detection))).toEqual(config)
      expect(detection.tensors.leftovers).toEqual([])
    }),
    { numRuns: 60 },
  )
})

it('parameters ⇄ places in the file is a bijection', () => {
  fc.assert(
    fc.property(model, fc.constantFrom(singleFile.sdxl, folder), (config, layouts) => {
      const table = madeUpTable(config, layouts)
      const { used } = detectCheckpoint(table).tensors
      expect([...used.keys()].sort()).toEqual([...modelParameters(modelOfSizes(config)).keys()].sort())
      const places = [...used.values()].map(({ tensor, rows }) => `${tensor} ${rows?.join('-') ?? ''}`)
      expect(new Set(places).size).toBe(places.length)
      expect(new Set([...used.values()].map(({ tensor }) => tensor))).toEqual(new Set(table.tensors.keys()))
    }),
    { numRuns: 60 },
  )
})

it('any single tensor taken away is noticed', () => {
  const names = [...madeUpTable(published.sd1, singleFile.sd1).tensors.keys()]
  fc.assert(
    fc.property(fc.constantFrom(...names), (name) => {
      const table = madeUpTable(published.sd1, singleFile.sd1)
      table.tensors.delete(name)
      let problem: unknown
      try {
        const detection = detectCheckpoint(table)
        // A VAE that is not recognised without this tensor is reported as having none.
        problem = detection.problem ?? (detection.hasVae ? null : 'no VAE')
      } catch (error) {
        problem = error
      }
      expect(problem, name).not.toBeNull()
    }),
    { numRuns: 200 },
  )
})
