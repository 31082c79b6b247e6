// Stable Diffusion 2.x (Stability-AI/stablediffusion, configs/stable-diffusion/v2-inference*.yaml).
import type { Family, TextEncoderRule } from './config.ts'
import { publishedVae } from './published-vae.ts'
import { sd1 } from './sd1.ts'

// OpenCLIP ViT-H has 24 blocks; the model was trained on the output of the 23rd, so the last one is never loaded.
const text = {
  component: 'text_encoder',
  activation: 'gelu',
  dropped: 1,
  outputFromEnd: 2,
  outputNorm: true,
  padding: 'zero',
} as const satisfies Omit<TextEncoderRule, 'pooled'>

export const sd2: Family = {
  architecture: 'sd2',
  label: 'SD 2',
  heads: { width: 64 },
  linearProjection: true,
  latentScale: 0.18215,
  defaultSize: { epsilon: 512, v: 768 },
  textEncoders: [{ ...text, pooled: false, trainedLayers: 24 }],
  published: {
    unet: {
      ...sd1.published.unet,
      contextWidth: 1024,
      heads: { width: 64 },
      linearProjection: true,
    },
    textEncoders: [
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
    ],
    vae: publishedVae(0.18215),
  },
}
