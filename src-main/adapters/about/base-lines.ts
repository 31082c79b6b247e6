// The base lines that adapters are made for, most special first: models of one architecture whose adapters
// work on each other's checkpoints only more or less.
import type { Architecture } from '../../architectures/families/config.ts'

export type BaseLine = {
  readonly name: string
  readonly architecture: Architecture
  /** Matches names of checkpoints: file stems, titles, addresses, words of catalogs. */
  readonly names: RegExp
  /** SHA-256 of well-known files of the line. */
  readonly sha256?: readonly string[]
  /** Their eight-digit hashes of old. */
  readonly autoV1?: readonly string[]
}

// Separators of file names count as none: `noob-ai`, `NoobAI`, `noob_ai`.
export const baseLines: readonly BaseLine[] = [
  { name: 'NoobAI', architecture: 'sdxl', names: /noob[\s._-]*ai|noob[\s._-]*(xl|vpred)|\bnoob\b/i },
  {
    name: 'Illustrious',
    architecture: 'sdxl',
    names: /illustrious|wai[\s._-]*(nsfw[\s._-]*)?illu|\bilxl\b|illu[\s._-]*xl/i,
  },
  {
    name: 'Pony',
    architecture: 'sdxl',
    names: /pony[\s._-]*(diffusion|xl|v?6|realism|faetality)|autismmix|\bpdxl\b|\bpony\b/i,
    sha256: ['67ab2fd8ec439a89b3fedb15cc65f54336af163c7eb5e4f2acc98f090a29b0b3'],
  },
  {
    name: 'Animagine XL',
    architecture: 'sdxl',
    names: /animagine/i,
    sha256: [
      '1449e5b0b9de87b0f414c5f29cb11ce3b3dc61fa2b320e784c9441720bf7b766',
      'e3c47aedb06418c6c331443cd89f2b3b3b34b7ed2102a3d4c4408a8d35aad6b0',
    ],
  },
  { name: 'Kohaku XL', architecture: 'sdxl', names: /kohaku[\s._-]*xl/i },
  { name: 'SDXL Lightning', architecture: 'sdxl', names: /(sd)?xl[\s._-]*lightning/i },
  { name: 'SDXL Turbo', architecture: 'sdxl', names: /(sd)?[\s._-]*xl[\s._-]*turbo/i },
  {
    name: 'SDXL 1.0',
    architecture: 'sdxl',
    names: /sd[\s._-]*xl[\s._-]*(base)?[\s._-]*(v?1[\s._-]0|0[\s._-]9)|stable-diffusion-xl-base/i,
    sha256: ['31e35c80fc4829d14f90153f4c74cd59c90b779f6afe05a74cd6120b893f7e5b'],
    autoV1: ['be9edd61'],
  },
  {
    name: 'Anime-v3',
    architecture: 'sd1',
    names:
      /anime[\s._-]*full[\s._-]*(final|latest|prun)|\bnai\b|novel[\s._-]*ai|anything[\s._-]*v?3|anime[\s._-]*v?3\b/i,
    sha256: [
      '89d59c3dde4c56c6d5c41da34cc55ce479d93b4007046980934b14db71bdb2a8',
      '543bcbc21294831c6245cd74c8a7707761e28812c690f946cb81fef930d54b5e',
    ],
    autoV1: ['925997e9', '2700c435'],
  },
  { name: 'AnyLoRA', architecture: 'sd1', names: /any[\s._-]*lora/i },
  {
    name: 'SD 1.4',
    architecture: 'sd1',
    names: /\bsd[\s._-]*v?1[\s._-]4\b|stable-diffusion-v1-4|\bv1-4\b/i,
    autoV1: ['7460a6fa'],
  },
  {
    name: 'SD 1.5',
    architecture: 'sd1',
    names: /\bsd[\s._-]*v?1[\s._-]?5\b|stable-diffusion-v1-5|\bv1-5\b/i,
    sha256: ['6ce0161689b3853acaa03779ec93eafe75a02f4ced659bee03f50797806fa2fa'],
    autoV1: ['81761151'],
  },
  {
    name: 'SD 2.0',
    architecture: 'sd2',
    names: /\bsd[\s._-]*v?2[\s._-]0\b|stable-diffusion-2(-base)?$|\b(512-base|768-v)-ema/i,
  },
  { name: 'SD 2.1', architecture: 'sd2', names: /\bsd[\s._-]*v?2[\s._-]1\b|stable-diffusion-2-1|\bv2-1_/i },
]
