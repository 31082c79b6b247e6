// Stable Diffusion 1.x: one CLIP text encoder, a UNet that projects with convolutions.
import { sd1Facts } from '../../../contract/families.ts'
import { remark } from '../../../messages/table.ts'
import { predictions } from '../../../sampling/parameterisation.ts'
import { unetDenoiser } from '../../networks/unet-denoiser.ts'
import { predictNoiseOrVelocity } from '../../recognising/prediction.ts'
import type { Family, FamilyMatch, FileLook } from '../family.ts'
import { diffusionSchedule } from '../unet/diffusion-schedule.ts'
import { unetFolderSettings } from '../unet/folder-settings.ts'
import { unetNoiseOf } from '../unet/noise-of.ts'
import { unetBlockOf } from '../unet/block-of.ts'
import { unetClues } from '../unet/clues.ts'
import { firstEncoderLayouts, vaeLayouts } from '../unet/layouts.ts'
import { unetKind } from '../unet/unet-kind.ts'
import { unetVariant } from '../unet/variant-of.ts'
import { sd1Adapters } from './adapters.ts'
import { sd1TextEncoders, sd1TextRule, sd1UNet, sd1Vae } from './sizes.ts'

export const sd1: Family = {
  ...sd1Facts,
  components: {
    denoiser: unetKind({ heads: { count: 8 }, linearProjection: false, idCount: 0 }),
    encoders: [{ layouts: firstEncoderLayouts, rule: sd1TextRule }],
    decoder: { component: 'vae', layouts: vaeLayouts, latentScale: 0.18215 },
  },
  recognise,
  parameterisations: predictions,
  predict: predictNoiseOrVelocity,
  predictionProbe: null,
  emptyIsZero: false,
  beyondHalf: new Set(),
  folderSettings: unetFolderSettings,
  noiseOf: unetNoiseOf,
  noiseSchedule: diffusionSchedule,
  defaultSide: () => 512,
  blockOf: (component, module) => unetBlockOf(sd1Facts.blocks, component, module),
  adapters: sd1Adapters,
  published: { denoiser: unetDenoiser(sd1UNet), textEncoders: sd1TextEncoders, vae: sd1Vae },
}

/** Of the published network's conditioning. */
const usualWidth = 768

function recognise(look: FileLook): FamilyMatch | null {
  const clues = unetClues(look)
  if (clues === null || clues.addedWidth !== null || clues.contextWidth === 0) return null
  const variant = unetVariant(look.table, clues)
  const width = clues.contextWidth
  const family = sd1Facts.label
  if (width === usualWidth)
    return { variant, isSure: true, why: remark('recognition/conditioning-width', { family, width }) }
  if (clues.linearProjection || clues.textStyle !== 'canonical') return null
  const why = remark('recognition/projects-by-convolution', { family, width, usual: usualWidth })
  return { variant, isSure: false, why }
}
