// Stable Diffusion XL: two text encoders side by side, and a UNet that is told a pooled text and the picture's frame.
import { sdxlFacts } from '../../../contract/families.ts'
import { predictions } from '../../../sampling/parameterisation.ts'
import { unetDenoiser } from '../../networks/unet-denoiser.ts'
import { predictNoiseOrVelocity } from '../../recognising/prediction.ts'
import type { Family } from '../family.ts'
import { diffusionSchedule } from '../unet/diffusion-schedule.ts'
import { unetFolderSettings } from '../unet/folder-settings.ts'
import { unetNoiseOf } from '../unet/noise-of.ts'
import { unetBlockOf } from '../unet/block-of.ts'
import { firstEncoderLayouts, secondEncoderLayouts, vaeLayouts } from '../unet/layouts.ts'
import { unetKind } from '../unet/unet-kind.ts'
import { sdxlAdapters } from './adapters.ts'
import { recogniseSdxl } from './recognise.ts'
import { clipLRule, openClipBigGRule, sdxlTextEncoders, sdxlUNet, sdxlVae } from './sizes.ts'

export const sdxl: Family = {
  ...sdxlFacts,
  components: {
    denoiser: unetKind({ heads: { width: 64 }, linearProjection: true, idCount: 6 }),
    encoders: [
      { layouts: firstEncoderLayouts, rule: clipLRule },
      { layouts: secondEncoderLayouts, rule: openClipBigGRule },
    ],
    decoder: { component: 'vae', layouts: vaeLayouts, latentScale: 0.13025 },
  },
  recognise: recogniseSdxl,
  parameterisations: predictions,
  predict: predictNoiseOrVelocity,
  predictionProbe: null,
  emptyIsZero: true,
  // AUTOMATIC1111/stable-diffusion-webui#12923: black pictures.
  beyondHalf: new Set(['autoencoder']),
  folderSettings: unetFolderSettings,
  noiseOf: unetNoiseOf,
  noiseSchedule: diffusionSchedule,
  defaultSide: () => 1024,
  blockOf: (component, module) => unetBlockOf(sdxlFacts.blocks, component, module),
  adapters: sdxlAdapters,
  published: { denoiser: unetDenoiser(sdxlUNet), textEncoders: sdxlTextEncoders, vae: sdxlVae },
}
