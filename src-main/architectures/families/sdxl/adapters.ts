// How adapters of SDXL are called, and the lines of models they are made for.
import type { AdapterHabits } from '../adapter-habits.ts'

export const sdxlAdapters: AdapterHabits = {
  claims: [
    { key: 'ss_base_model_version', pattern: /^sdxl_/ },
    { key: 'modelspec.architecture', pattern: /^stable-diffusion-xl-v1-(base|edit)/ },
  ],
  names: [
    {
      pattern: /^(lora_te2_|text_encoder_2\.|text_encoders\.clip_g\.|clip_g\.)/,
      why: 'second-encoder',
    },
    { pattern: /^lora_te1_/, why: 'numbered-encoder' },
  ],
  lastHope: null,
  // The refiner's conditioning is as wide as the second text encoder alone.
  relative: ({ path }, shape) => (/\.attn2\.to_[kv]$/.test(path) && shape?.[1] === 1280 ? 'refiner' : null),
  shortNames: { text_encoder: ['clip_l'], text_encoder_2: ['clip_g'] },
  kohyaPrefixes: {
    unet: ['lora_unet_', 'lora_unet__', 'oft_unet_'],
    text_encoder: ['lora_te1_', 'lora_te_'],
    text_encoder_2: ['lora_te2_'],
  },
  kohyaSingleNames: true,
  // kohya's SDXL UNet calls its outer layers otherwise, and LyCORIS finds them by name.
  lycorisOuterLayers: false,
  metadata: {
    version: 'sdxl_base_v1-0',
    specification: 'stable-diffusion-xl-v1-base/lora',
    implementation: 'https://github.com/Stability-AI/generative-models',
    side: 1024,
    isVersion2: false,
    encoderLayer: false,
  },
  baseLines: [
    // Separators of file names count as none: `noob-ai`, `NoobAI`, `noob_ai`.
    { name: 'NoobAI', names: /noob[\s._-]*ai|noob[\s._-]*(xl|vpred)|\bnoob\b/i },
    {
      name: 'Illustrious',
      names: /illustrious|wai[\s._-]*(nsfw[\s._-]*)?illu|\bilxl\b|illu[\s._-]*xl/i,
    },
    {
      name: 'Pony',
      names: /pony[\s._-]*(diffusion|xl|v?6|realism|faetality)|autismmix|\bpdxl\b|\bpony\b/i,
      sha256: ['67ab2fd8ec439a89b3fedb15cc65f54336af163c7eb5e4f2acc98f090a29b0b3'],
    },
    {
      name: 'Animagine XL',
      names: /animagine/i,
      sha256: [
        '1449e5b0b9de87b0f414c5f29cb11ce3b3dc61fa2b320e784c9441720bf7b766',
        'e3c47aedb06418c6c331443cd89f2b3b3b34b7ed2102a3d4c4408a8d35aad6b0',
      ],
    },
    { name: 'Kohaku XL', names: /kohaku[\s._-]*xl/i },
    { name: 'SDXL Lightning', names: /(sd)?xl[\s._-]*lightning/i },
    { name: 'SDXL Turbo', names: /(sd)?[\s._-]*xl[\s._-]*turbo/i },
    {
      name: 'SDXL 1.0',
      names: /sd[\s._-]*xl[\s._-]*(base)?[\s._-]*(v?1[\s._-]0|0[\s._-]9)|stable-diffusion-xl-base/i,
      sha256: ['31e35c80fc4829d14f90153f4c74cd59c90b779f6afe05a74cd6120b893f7e5b'],
      autoV1: ['be9edd61'],
    },
  ],
}
