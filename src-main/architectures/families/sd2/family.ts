// Stable Diffusion 2.x: one OpenCLIP text encoder, a UNet that projects with linear layers, noise or velocity.
import { sd2Facts } from '../../../contract/families.ts'
import { remark } from '../../../messages/table.ts'
import { predictions } from '../../../sampling/parameterisation.ts'
import { unetDenoiser } from '../../networks/unet-denoiser.ts'
import { layoutOf } from '../../recognising/layout.ts'
import { predictNoiseOrVelocity } from '../../recognising/prediction.ts'
import type { Family, FamilyMatch, FileLook } from '../family.ts'
import { diffusionSchedule } from '../unet/diffusion-schedule.ts'
import { unetFolderSettings } from '../unet/folder-settings.ts'
import { unetNoiseOf } from '../unet/noise-of.ts'
import { unetBlockOf } from '../unet/block-of.ts'
import { unetClues } from '../unet/clues.ts'
import { firstEncoderLayouts, secondEncoderLayouts, vaeLayouts } from '../unet/layouts.ts'
import { unetKind } from '../unet/unet-kind.ts'
import { unetVariant } from '../unet/variant-of.ts'
import { sd2Adapters } from './adapters.ts'
import { velocityProbe } from './velocity-probe.ts'
import { sd2TextEncoders, sd2TextRule, sd2UNet, sd2Vae } from './sizes.ts'

export const sd2: Family = {
  ...sd2Facts,
  components: {
    denoiser: unetKind({ heads: { width: 64 }, linearProjection: true, idCount: 0 }),
    encoders: [{ layouts: firstEncoderLayouts, rule: sd2TextRule }],
    decoder: { component: 'vae', layouts: vaeLayouts, latentScale: 0.18215 },
  },
  recognise,
  parameterisations: predictions,
  predict: predictNoiseOrVelocity,
  predictionProbe: velocityProbe,
  emptyIsZero: false,
  // huggingface/diffusers#1614: the network for 768 pixels leaves the range of f16.
  beyondHalf: new Set(['scores']),
  folderSettings: unetFolderSettings,
  noiseOf: unetNoiseOf,
  noiseSchedule: diffusionSchedule,
  defaultSide: (prediction) => (prediction === 'v' ? 768 : 512),
  blockOf: (component, module) => unetBlockOf(sd2Facts.blocks, component, module),
  adapters: sd2Adapters,
  published: { denoiser: unetDenoiser(sd2UNet), textEncoders: sd2TextEncoders, vae: sd2Vae },
}

/** Of the published network's conditioning. */
const usualWidth = 1024

function recognise(look: FileLook): FamilyMatch | null {
  const family = sd2Facts.label
  const clues = unetClues(look)
  if (clues === null) return null
  const { addedWidth, contextWidth: width } = clues
  if (addedWidth !== null) {
    const takesPicture = width === usualWidth || addedWidth === 1536 || addedWidth === 2048
    if (!takesPicture || layoutOf(secondEncoderLayouts, look.table) !== undefined) return null
    return { variant: 'unclip', isSure: true, why: remark('recognition/picture-embedding', { family }) }
  }
  const variant = unetVariant(look.table, clues)
  if (width === usualWidth)
    return { variant, isSure: true, why: remark('recognition/conditioning-width', { family, width }) }
  if (width === 0) return null
  const facts = { family, width, usual: usualWidth }
  if (clues.textStyle === 'single')
    return { variant, isSure: false, why: remark('recognition/open-clip', facts) }
  if (!clues.linearProjection) return null
  return { variant, isSure: false, why: remark('recognition/projects-by-linear', facts) }
}
