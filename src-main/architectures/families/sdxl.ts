// Stable Diffusion XL (Stability-AI/generative-models, configs/inference/sd_xl_base.yaml).
import type { Family, TextEncoderRule } from './config.ts'
import { publishedVae } from './published-vae.ts'
import { publishedClipL } from './sd1.ts'

const clipL = {
  component: 'text_encoder',
  activation: 'quickGelu',
  dropped: 0,
  outputFromEnd: 2,
  outputNorm: false,
  padding: 'eos',
} as const satisfies Omit<TextEncoderRule, 'pooled'>

// Its last block is needed although the UNet sees the one before: the pooled vector comes from the end.
const openClipBigG = {
  component: 'text_encoder_2',
  activation: 'gelu',
  dropped: 0,
  outputFromEnd: 2,
  outputNorm: false,
  padding: 'zero',
} as const satisfies Omit<TextEncoderRule, 'pooled'>

/** original height and width, crop top and left, target height and width. */
export const sdxlIdCount = 6

export const sdxl: Family = {
  architecture: 'sdxl',
  label: 'SDXL',
  heads: { width: 64 },
  linearProjection: true,
  latentScale: 0.13025,
  defaultSize: { epsilon: 1024, v: 1024 },
  textEncoders: [
    { ...clipL, pooled: false },
    { ...openClipBigG, pooled: true },
  ],
  published: {
    unet: {
      inChannels: 4,
      outChannels: 4,
      channels: [320, 640, 1280],
      layers: 2,
      downDepths: [
        [0, 0],
        [2, 2],
        [10, 10],
      ],
      upDepths: [
        [10, 10, 10],
        [2, 2, 2],
        [0, 0, 0],
      ],
      middle: { resnets: 2, depth: 10 },
      contextWidth: 2048,
      heads: { width: 64 },
      linearProjection: true,
      sinusoidWidth: 320,
      timeWidth: 1280,
      added: { pooledWidth: 1280, idCount: sdxlIdCount, idWidth: 256 },
    },
    textEncoders: [
      { ...publishedClipL, ...clipL },
      {
        ...openClipBigG,
        width: 1280,
        layers: 32,
        heads: 20,
        mlpWidth: 5120,
        vocabulary: 49408,
        positions: 77,
        pooledWidth: 1280,
      },
    ],
    vae: publishedVae(0.13025),
  },
}
