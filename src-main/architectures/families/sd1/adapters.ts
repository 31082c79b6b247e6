// How adapters of Stable Diffusion 1.x are called, and the lines of models they are made for.
import type { AdapterHabits } from '../adapter-habits.ts'

export const sd1Adapters: AdapterHabits = {
  claims: [
    { key: 'ss_base_model_version', pattern: /^sd_v1/ },
    { key: 'modelspec.architecture', pattern: /^stable-diffusion-v1/ },
  ],
  names: [{ pattern: /^lora_te_/, why: 'plain-encoder' }],
  lastHope: {
    pattern: /(^|[._])transformer_blocks[._]0([._]|$)/,
    why: 'shallow',
  },
  relative: () => null,
  shortNames: { text_encoder: ['clip_l'] },
  kohyaPrefixes: {
    unet: ['lora_unet_', 'lora_unet__', 'oft_unet_'],
    text_encoder: ['lora_te_', 'lora_te1_'],
  },
  kohyaSingleNames: false,
  lycorisOuterLayers: true,
  metadata: {
    version: 'sd_v1',
    specification: 'stable-diffusion-v1/lora',
    implementation: 'diffusers',
    side: 512,
    isVersion2: false,
    encoderLayer: true,
  },
  baseLines: [
    {
      name: 'Anime-v3',
      names:
        /anime[\s._-]*full[\s._-]*(final|latest|prun)|\bnai\b|novel[\s._-]*ai|anything[\s._-]*v?3|anime[\s._-]*v?3\b/i,
      sha256: [
        '89d59c3dde4c56c6d5c41da34cc55ce479d93b4007046980934b14db71bdb2a8',
        '543bcbc21294831c6245cd74c8a7707761e28812c690f946cb81fef930d54b5e',
      ],
      autoV1: ['925997e9', '2700c435'],
    },
    { name: 'AnyLoRA', names: /any[\s._-]*lora/i },
    {
      name: 'SD 1.4',
      names: /\bsd[\s._-]*v?1[\s._-]4\b|stable-diffusion-v1-4|\bv1-4\b/i,
      autoV1: ['7460a6fa'],
    },
    {
      name: 'SD 1.5',
      names: /\bsd[\s._-]*v?1[\s._-]?5\b|stable-diffusion-v1-5|\bv1-5\b/i,
      sha256: ['6ce0161689b3853acaa03779ec93eafe75a02f4ced659bee03f50797806fa2fa'],
      autoV1: ['81761151'],
    },
  ],
}
