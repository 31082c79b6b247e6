// What a training pass makes of a batch: picture weights, masks, resting parts, and the ways to make the same gradient.
import { describe, expect, it } from 'vitest'
import type { TrainableKind } from '../../../../src-main/adapters/acting/initial-factors.ts'
import { devicePlan } from '../../../../src-main/engine/runtime/devices.ts'
import { residentParameters } from '../../../../src-main/engine/runtime/resident-parameters.ts'
import { elementsOf } from '../../../../src-main/training/optimizers/optimizer.ts'
import { createDenoisingPass } from '../../../../src-main/training/pass/create-denoising-pass.ts'
import type {
  AdapterDropout,
  DenoisingBatch,
  DenoisingPass,
} from '../../../../src-main/training/pass/denoising-pass.ts'
import { adaptedLayers } from '../../../support/adapted-layers.ts'
import { expectCloseInScale } from '../../../support/close-arrays.ts'
import { unetDenoiser } from '../../../../src-main/architectures/networks/unet-denoiser.ts'
import { expectClose } from '../../../support/close.ts'
import { createRandom } from '../../../support/random-tensor.ts'
import { smallUNets, smallUNetSource } from '../../../support/small-unet.ts'
import { tolerances } from '../../../support/tolerances.ts'
import { type Architecture } from '../../../support/families.ts'

type Options = {
  architecture?: Architecture
  kind?: TrainableKind
  dora?: boolean
  dropout?: Partial<AdapterDropout>
  layout?: 'whole' | 'blocks'
}

const size = { batch: 2, height: 4, width: 8, tokens: 3 }
const never: AdapterDropout = { dropout: 0, rankDropout: 0, moduleDropout: 0 }

async function setUp({
  architecture = 'sd1',
  kind = 'lora',
  dora = false,
  dropout,
  layout = 'whole',
}: Options) {
  const config = smallUNets[architecture]
  const source = smallUNetSource(config, 5)
  const adapted = adaptedLayers(config, kind, /attentions\.0\.|downsamplers/, dora)
  const pass = await createDenoisingPass({
    denoiser: unetDenoiser(config),
    parameters: residentParameters(source, 'cpu'),
    plan: devicePlan('cpu'),
    adapted,
    size,
    dropout: { ...never, ...dropout },
    textGradient: true,
    layout,
  })
  const random = createRandom(3)
  const values = (count: number): Float32Array => Float32Array.from(random.normal([count]).data)
  const pixels = size.height * size.width
  const batch: DenoisingBatch = {
    latent: values(size.batch * 4 * pixels),
    timestep: Float32Array.of(10, 700),
    conditioning: values(size.batch * size.tokens * config.contextWidth),
    target: values(size.batch * 4 * pixels),
    weight: Float32Array.of(1, 1),
    mask: null,
    ...(config.added
      ? {
          pooled: values(size.batch * config.added.pooledWidth),
          timeIds: values(size.batch * config.added.idCount),
        }
      : {}),
  }
  const parameter = values(elementsOf(pass.segments)).map((value) => 0.3 * value)
  return { pass, batch, parameter, pixels }
}

async function using<Result>(
  options: Options,
  test: (of: Awaited<ReturnType<typeof setUp>>) => Promise<Result>,
): Promise<Result> {
  const made = await setUp(options)
  try {
    return await test(made)
  } finally {
    await made.pass.release()
  }
}

const changed = (a: Float32Array, b: Float32Array): number =>
  a.reduce((count, value, index) => count + (value === b[index] ? 0 : 1), 0)

describe('a pass', () => {
  it('weighs pictures one by one and leaves out what a mask leaves out', () =>
    using({}, async ({ pass, batch, parameter, pixels }) => {
      const { losses, loss } = await pass.loss(batch, parameter)
      expectClose([loss], [(losses[0]! + losses[1]!) / 2], tolerances.loss)
      const weighted = await pass.gradients({ ...batch, weight: Float32Array.of(3, 0) }, parameter, 0)
      expectClose([weighted.loss], [(3 * losses[0]!) / 2], tolerances.loss)
      expect(weighted.losses).toEqual(losses)
      // A picture that does not count sends nothing back to its text.
      const half = weighted.conditioning!.length / 2
      expect(weighted.conditioning!.subarray(0, half).some((value) => value !== 0)).toBe(true)
      expect(weighted.conditioning!.subarray(half).every((value) => value === 0)).toBe(true)

      const mask = new Float32Array(2 * pixels).fill(1, pixels)
      const masked = await pass.gradients({ ...batch, mask }, parameter, 0)
      expect(masked.losses[0]).toBe(0)
      expectClose([masked.losses[1]!], [losses[1]!], tolerances.loss)
      expect(masked.conditioning!.subarray(0, half).every((value) => value === 0)).toBe(true)
    }))

  it('without anything that rests does not depend on the seed', () =>
    using({}, async ({ pass, batch, parameter }) => {
      const [one, other] = [
        await pass.gradients(batch, parameter, 1),
        await pass.gradients(batch, parameter, 2),
      ]
      expect(one.gradient).toEqual(other.gradient)
    }))

  it.each([
    ['lora', { dropout: 0.5 }],
    ['lora', { rankDropout: 0.5 }],
    ['lora', { moduleDropout: 0.5 }],
    ['locon', { dropout: 0.3, rankDropout: 0.3, moduleDropout: 0.3 }],
    ['loha', { rankDropout: 0.5 }],
    ['loha', { moduleDropout: 0.5 }],
    ['lokr', { rankDropout: 0.5, moduleDropout: 0.5 }],
  ] as const)(
    'parts of %s rest: %j, drawn by the seed, never when the loss alone is measured',
    (kind, dropout) =>
      using({ kind, dropout }, async ({ pass, batch, parameter }) => {
        const first = await pass.gradients(batch, parameter, 1)
        expect((await pass.gradients(batch, parameter, 1)).gradient).toEqual(first.gradient)
        expect(changed((await pass.gradients(batch, parameter, 2)).gradient, first.gradient)).toBeGreaterThan(
          0,
        )
        const alone = await using({ kind }, ({ pass: full }) => full.loss(batch, parameter))
        expectClose((await pass.loss(batch, parameter)).losses, alone.losses, tolerances.loss)
      }),
  )

  it('a layer that rests as a whole has no gradient at all', () =>
    using({ dropout: { moduleDropout: 0.9 } }, async ({ pass, batch, parameter }) => {
      const { gradient } = await pass.gradients(batch, parameter, 4)
      const byLayer = layersOf(pass, gradient)
      const resting = byLayer.filter((part) => part.every((value) => value === 0)).length
      expect(resting).toBeGreaterThan(byLayer.length / 2)
      expect(resting).toBeLessThan(byLayer.length)
    }))

  it.each([
    ['sd1', 'locon', false],
    ['sd2', 'loha', true],
    ['sdxl', 'lora', true],
    ['sdxl', 'lokr', false],
  ] as const)(
    'is the same in one program and block by block: %s %s, DoRA %s',
    async (architecture, kind, dora) => {
      const dropout = { rankDropout: 0.4, moduleDropout: 0.2 }
      const options = { architecture, kind, dora, dropout }
      const [whole, blocks] = [
        await using({ ...options, layout: 'whole' }, gradientsOf),
        await using({ ...options, layout: 'blocks' }, gradientsOf),
      ]
      expectClose([blocks.loss], [whole.loss], tolerances.loss)
      const array = (data: Float32Array) => ({ shape: [data.length], data: Float64Array.from(data) })
      expectCloseInScale(array(blocks.gradient), array(whole.gradient), tolerances.blockGradient, 'factors')
      expectCloseInScale(
        array(blocks.conditioning!),
        array(whole.conditioning!),
        tolerances.blockGradient,
        'text',
      )
      if (architecture === 'sdxl')
        expectCloseInScale(array(blocks.pooled!), array(whole.pooled!), tolerances.blockGradient, 'pooled')
      expect(whole.gradient.some((value) => value !== 0)).toBe(true)
    },
  )

  it('refuses a batch of another size', () =>
    using({}, async ({ pass, batch, parameter }) => {
      const short = { ...batch, conditioning: batch.conditioning.subarray(1) }
      await expect(pass.loss(short, parameter)).rejects.toThrow('has the size')
    }))
})

const gradientsOf = ({ pass, batch, parameter }: Awaited<ReturnType<typeof setUp>>) =>
  pass.gradients(batch, parameter, 7)

/** The gradient cut into what belongs to one layer. */
function layersOf({ segments }: DenoisingPass, gradient: Float32Array): Float32Array[] {
  const layers = new Map<string, number[]>()
  let start = 0
  for (const segment of segments) {
    const size = elementsOf([segment])
    const layer = segment.name.slice(0, segment.name.lastIndexOf(':'))
    layers.set(layer, [...(layers.get(layer) ?? []), ...gradient.subarray(start, start + size)])
    start += size
  }
  return [...layers.values()].map((values) => Float32Array.from(values))
}
