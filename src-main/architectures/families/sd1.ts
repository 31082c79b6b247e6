// Stable Diffusion 1.x (CompVis/stable-diffusion, configs/stable-diffusion/v1-inference.yaml).
import type { Family, TextEncoderConfig, TextEncoderRule } from './config.ts'
import { publishedVae } from './published-vae.ts'

const text = {
  component: 'text_encoder',
  activation: 'quickGelu',
  dropped: 0,
  outputFromEnd: 1,
  outputNorm: true,
  padding: 'eos',
} as const satisfies Omit<TextEncoderRule, 'pooled'>

/** OpenAI's CLIP ViT-L/14 text model; SDXL uses it too, with another output. */
export const publishedClipL: Omit<TextEncoderConfig, keyof TextEncoderRule> = {
  width: 768,
  layers: 12,
  heads: 12,
  mlpWidth: 3072,
  vocabulary: 49408,
  positions: 77,
  pooledWidth: null,
}

export const sd1: Family = {
  architecture: 'sd1',
  label: 'SD 1.5',
  heads: { count: 8 },
  linearProjection: false,
  latentScale: 0.18215,
  defaultSize: { epsilon: 512, v: 512 },
  textEncoders: [{ ...text, pooled: false }],
  published: {
    unet: {
      inChannels: 4,
      outChannels: 4,
      channels: [320, 640, 1280, 1280],
      layers: 2,
      downDepths: [
        [1, 1],
        [1, 1],
        [1, 1],
        [0, 0],
      ],
      upDepths: [
        [0, 0, 0],
        [1, 1, 1],
        [1, 1, 1],
        [1, 1, 1],
      ],
      middle: { resnets: 2, depth: 1 },
      contextWidth: 768,
      heads: { count: 8 },
      linearProjection: false,
      sinusoidWidth: 320,
      timeWidth: 1280,
      added: null,
    },
    textEncoders: [{ ...publishedClipL, ...text }],
    vae: publishedVae(0.18215),
  },
}
