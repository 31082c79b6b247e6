// Stable Diffusion 2.x: one OpenCLIP text encoder, a UNet that projects with linear layers, noise or velocity.
import { sd2Facts } from '../../../contract/families.ts'
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
  folderSettings: unetFolderSettings,
  noiseOf: unetNoiseOf,
  noiseSchedule: diffusionSchedule,
  defaultSide: (prediction) => (prediction === 'v' ? 768 : 512),
  blockOf: (component, module) => unetBlockOf(sd2Facts.blocks, component, module),
  adapters: sd2Adapters,
  published: { denoiser: unetDenoiser(sd2UNet), textEncoders: sd2TextEncoders, vae: sd2Vae },
}

function recognise(look: FileLook): FamilyMatch | null {
  const clues = unetClues(look)
  if (clues === null) return null
  const { addedWidth, contextWidth: width } = clues
  if (addedWidth !== null) {
    const takesPicture = width === 1024 || addedWidth === 1536 || addedWidth === 2048
    if (!takesPicture || layoutOf(secondEncoderLayouts, look.table) !== undefined) return null
    const why = 'Its UNet takes an added vector and conditioning of SD 2: the embedding of a picture.'
    return { variant: 'unclip', isSure: true, why }
  }
  const variant = unetVariant(look.table, clues)
  if (width === 1024)
    return { variant, isSure: true, why: 'The conditioning of its UNet is 1024 wide, as in SD 2.' }
  if (width === 0) return null
  const unusual = `(conditioning is ${width} wide, not the usual 1024)`
  if (clues.textStyle === 'single')
    return { variant, isSure: false, why: `Its text encoder is an OpenCLIP one, as in SD 2 ${unusual}.` }
  if (!clues.linearProjection) return null
  const why = `Its transformers project with linear layers, as in SD 2 ${unusual}.`
  return { variant, isSure: false, why }
}
