// Stable Diffusion XL as it was published (Stability-AI/generative-models, configs/inference/sd_xl_base.yaml).
import type { TextEncoderConfig, UNetConfig } from '../config.ts'
import type { TextEncoderRule } from '../family.ts'
import { publishedClipL } from '../sd1/sizes.ts'
import { publishedVae } from '../unet/published-vae.ts'

const clipL = {
  component: 'text_encoder',
  activation: 'quickGelu',
  dropped: 0,
  outputFromEnd: 2,
  outputNorm: false,
  padding: 'eos',
  tokenizer: 'clip',
} as const

// Its last block is needed although the UNet sees the one before: the pooled vector comes from the end.
const openClipBigG = {
  component: 'text_encoder_2',
  activation: 'gelu',
  dropped: 0,
  outputFromEnd: 2,
  outputNorm: false,
  padding: 'zero',
  tokenizer: 'clip',
} as const

export const clipLRule: TextEncoderRule = { ...clipL, pooled: false }
export const openClipBigGRule: TextEncoderRule = { ...openClipBigG, pooled: true }

export const sdxlUNet: UNetConfig = {
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
  // Original height and width, crop top and left, target height and width.
  added: { pooledWidth: 1280, idCount: 6, idWidth: 256 },
}

export const sdxlTextEncoders: readonly TextEncoderConfig[] = [
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
]
export const sdxlVae = publishedVae(0.13025)
