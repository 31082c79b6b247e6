// Denoising networks of a few thousand parameters, one per family, with made-up weights: for what must run often.
import { parametersOf } from '../../src-main/architectures/modules/module.ts'
import type { UNetConfig } from '../../src-main/architectures/families/config.ts'
import { unetModules } from '../../src-main/architectures/networks/unet.ts'
import type { ParameterSource } from '../../src-main/graph/parameter-source.ts'
import { createRandom } from './random-tensor.ts'
import { type Architecture } from './families.ts'

const sd1: UNetConfig = {
  inChannels: 4,
  outChannels: 4,
  channels: [32, 64],
  layers: 1,
  downDepths: [[1], [0]],
  upDepths: [
    [0, 1],
    [1, 1],
  ],
  middle: { resnets: 2, depth: 1 },
  contextWidth: 8,
  heads: { count: 2 },
  linearProjection: false,
  sinusoidWidth: 32,
  timeWidth: 32,
  added: null,
}

export const smallUNets: Readonly<Record<Architecture, UNetConfig>> = {
  sd1,
  sd2: { ...sd1, heads: { width: 16 }, linearProjection: true },
  sdxl: {
    ...sd1,
    heads: { width: 16 },
    linearProjection: true,
    middle: { resnets: 2, depth: 2 },
    added: { pooledWidth: 6, idCount: 6, idWidth: 4 },
  },
}

/** Weights that keep activations near unit variance, the same for the same seed. */
export function smallUNetSource(config: UNetConfig, seed: number): ParameterSource {
  const random = createRandom(seed)
  const made = new Map(
    parametersOf('unet', unetModules(config)).map(({ name, kind, module, shape }) => {
      const fanIn = shape.slice(1).reduce((product, extent) => product * extent, 1)
      const bound = kind === 'bias' ? 0.1 : Math.sqrt(3 / fanIn)
      const centre = kind === 'weight' && module.type.endsWith('Norm') ? 1 : 0
      const spread = centre === 1 ? 0.2 : bound
      return [name, { shape, data: random.between(shape, centre - spread, centre + spread).data }] as const
    }),
  )
  const list = [...made].map(([name, { shape }]) => ({ name, shape, dtype: 'f32' as const }))
  return {
    id: `small-${seed}`,
    list: () => list,
    get: (name) => list.find((info) => info.name === name),
    read: (name) => Promise.resolve(Float32Array.from(made.get(name)!.data)),
  }
}
