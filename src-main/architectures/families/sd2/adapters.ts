// How adapters of Stable Diffusion 2.x are called, and the lines of models they are made for.
import type { AdapterHabits } from '../adapter-habits.ts'

export const sd2Adapters: AdapterHabits = {
  claims: [
    { key: 'ss_base_model_version', pattern: /^sd_v2/ },
    { key: 'modelspec.architecture', pattern: /^stable-diffusion-v2/ },
    { key: 'ss_v2', pattern: /^true$/i },
  ],
  names: [],
  lastHope: null,
  relative: () => null,
  shortNames: { text_encoder: ['clip_h', 'clip_l'] },
  kohyaPrefixes: {
    unet: ['lora_unet_', 'lora_unet__', 'oft_unet_'],
    text_encoder: ['lora_te_', 'lora_te1_'],
  },
  kohyaSingleNames: false,
  lycorisOuterLayers: true,
  metadata: {
    version: 'sd_v2',
    specification: 'stable-diffusion-v2-768-v/lora',
    implementation: 'diffusers',
    side: 768,
    isVersion2: true,
    encoderLayer: true,
  },
  baseLines: [
    {
      name: 'SD 2.0',
      names: /\bsd[\s._-]*v?2[\s._-]0\b|stable-diffusion-2(-base)?$|\b(512-base|768-v)-ema/i,
    },
    { name: 'SD 2.1', names: /\bsd[\s._-]*v?2[\s._-]1\b|stable-diffusion-2-1|\bv2-1_/i },
  ],
}
