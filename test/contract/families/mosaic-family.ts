// A family that nobody published: a transformer of four blocks, flow matching,
// eight latent channels, a VAE of factor 4.
import type { Family } from '../../../src-main/architectures/families/family.ts'
import { roleOf } from '../../../src-main/architectures/families/component.ts'
import type { TextEncoderConfig, VaeConfig } from '../../../src-main/architectures/families/config.ts'
import type { Blocks } from '../../../src-main/contract/blocks.ts'
import { remark } from '../../../src-main/messages/table.ts'
import { component, mosaicDenoiser } from './mosaic-denoiser.ts'
import { flow, flowSchedule } from './mosaic-noise.ts'

const text = {
  component: 'text_encoder',
  activation: 'gelu',
  dropped: 0,
  outputFromEnd: 1,
  outputNorm: true,
  padding: 'eos',
  tokenizer: 'clip',
} as const

const names = ['WORDS', 'T00', 'T01', 'T02', 'T03']
const blocks: Blocks = {
  names,
  forms: { 3: ['WORDS', 'T00', 'T03'], 5: names },
  presets: [{ name: 'ALL', weights: names.map(() => 1) }],
}

const textEncoder: TextEncoderConfig = {
  ...text,
  width: 64,
  layers: 2,
  heads: 1,
  mlpWidth: 128,
  vocabulary: 49408,
  positions: 77,
  pooledWidth: null,
}

const vae: VaeConfig = {
  imageChannels: 3,
  latentChannels: 8,
  channels: [32, 32, 64],
  encoderLayers: 1,
  decoderLayers: 2,
  latentScale: 0.5,
  factor: 4,
}

export const mosaic: Family = {
  id: 'mosaic',
  label: 'Mosaic',
  blocks,
  text: { tokenizer: 'clip', capacity: 75 },
  trainedShapes: null,
  components: {
    denoiser: {
      component,
      layouts: [{ style: 'canonical', prefix: 'transformer.', probe: 'tiles.0.norm.weight' }],
      read(table, { prefix }) {
        const shape = (name: string): readonly number[] => table.tensors.get(prefix + name)?.shape ?? []
        const [width = 0, latentChannels = 0] = shape('pixels_in.weight')
        let blocks = 0
        while (table.tensors.has(`${prefix}tiles.${blocks}.norm.weight`)) blocks++
        const contextWidth = shape('words_in.weight')[1] ?? 0
        return mosaicDenoiser({ latentChannels, width, blocks, contextWidth })
      },
      refuse: (_, __, families) => remark('checkpoint/takes-no-text', { families }),
    },
    encoders: [
      {
        layouts: [
          {
            style: 'canonical',
            prefix: 'text_encoder.',
            probe: 'text_model.embeddings.token_embedding.weight',
          },
        ],
        rule: { ...text, pooled: false },
      },
    ],
    decoder: {
      component: 'vae',
      layouts: [{ style: 'canonical', prefix: 'vae.', probe: 'decoder.mid_block.resnets.0.conv1.weight' }],
      latentScale: vae.latentScale,
    },
  },
  recognise: () => ({
    variant: 'base',
    why: remark('recognition/names', { family: 'Mosaic' }),
    isSure: true,
  }),
  parameterisations: { flow },
  predict: () => ({
    type: 'flow',
    source: 'assumed',
    why: remark('prediction/assumed', { prediction: 'flow' }),
  }),
  predictionProbe: null,
  emptyIsZero: false,
  beyondHalf: new Set(),
  folderSettings: {},
  noiseOf: () => ({ zeroTerminalSnr: false }),
  noiseSchedule: () => flowSchedule(),
  defaultSide: () => 64,
  blockOf(of, { path }) {
    if (roleOf(of) !== 'denoiser') return roleOf(of) === 'encoder' ? 0 : null
    const [, index] = /^tiles\.(\d+)\./.exec(path) ?? []
    return index === undefined ? null : 1 + Number(index)
  },
  adapters: {
    claims: [],
    names: [],
    lastHope: null,
    relative: () => null,
    shortNames: {},
    kohyaPrefixes: { [component]: ['lora_transformer_'], text_encoder: ['lora_te_'] },
    kohyaSingleNames: false,
    lycorisOuterLayers: true,
    metadata: {
      version: 'mosaic_v1',
      specification: 'mosaic-v1/lora',
      implementation: 'Lamina',
      side: 64,
      isVersion2: false,
      encoderLayer: true,
    },
    baseLines: [],
  },
  published: {
    denoiser: mosaicDenoiser({ latentChannels: 8, width: 32, blocks: 4, contextWidth: 64 }),
    textEncoders: [textEncoder],
    vae,
  },
}
