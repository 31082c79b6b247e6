// Stable Diffusion 2.x as it was published (Stability-AI/stablediffusion, configs/stable-diffusion/v2-inference*.yaml).
import type { TextEncoderConfig, UNetConfig } from '../config.ts'
import type { TextEncoderRule } from '../family.ts'
import { sd1UNet } from '../sd1/sizes.ts'
import { publishedVae } from '../unet/published-vae.ts'

// OpenCLIP ViT-H has 24 blocks; the model was trained on the output of the 23rd, so the last one is never loaded.
const text = {
  component: 'text_encoder',
  activation: 'gelu',
  dropped: 1,
  outputFromEnd: 2,
  outputNorm: true,
  padding: 'zero',
  tokenizer: 'clip',
} as const

export const sd2TextRule: TextEncoderRule = { ...text, pooled: false, trainedLayers: 24 }

export const sd2UNet: UNetConfig = {
  ...sd1UNet,
  contextWidth: 1024,
  heads: { width: 64 },
  linearProjection: true,
}

export const sd2TextEncoders: readonly TextEncoderConfig[] = [
  {
    ...text,
    width: 1024,
    layers: 23,
    heads: 16,
    mlpWidth: 4096,
    vocabulary: 49408,
    positions: 77,
    pooledWidth: null,
  },
]
export const sd2Vae = publishedVae(0.18215)
