// Stable Diffusion 1.x as it was published (CompVis/stable-diffusion, configs/stable-diffusion/v1-inference.yaml).
import type { UNetConfig, TextEncoderConfig } from '../config.ts'
import type { TextEncoderRule } from '../family.ts'
import { publishedVae } from '../unet/published-vae.ts'

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

const text = {
  component: 'text_encoder',
  activation: 'quickGelu',
  dropped: 0,
  outputFromEnd: 1,
  outputNorm: true,
  padding: 'eos',
  tokenizer: 'clip',
} as const

export const sd1TextRule: TextEncoderRule = { ...text, pooled: false }

export const sd1UNet: UNetConfig = {
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
}

export const sd1TextEncoders: readonly TextEncoderConfig[] = [{ ...publishedClipL, ...text }]
export const sd1Vae = publishedVae(0.18215)
