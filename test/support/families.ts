// The families by name, the sizes of their published networks as plain data, and models of other sizes.
import type {
  TextEncoderConfig,
  UNetConfig,
  VaeConfig,
} from '../../src-main/architectures/families/config.ts'
import { sd1 } from '../../src-main/architectures/families/sd1/family.ts'
import { sd1TextEncoders, sd1UNet, sd1Vae } from '../../src-main/architectures/families/sd1/sizes.ts'
import { sd2 } from '../../src-main/architectures/families/sd2/family.ts'
import { sd2TextEncoders, sd2UNet, sd2Vae } from '../../src-main/architectures/families/sd2/sizes.ts'
import { sdxl } from '../../src-main/architectures/families/sdxl/family.ts'
import { sdxlTextEncoders, sdxlUNet, sdxlVae } from '../../src-main/architectures/families/sdxl/sizes.ts'
import type { ModelConfig } from '../../src-main/architectures/modules/modules.ts'
import { unetDenoiser } from '../../src-main/architectures/networks/unet-denoiser.ts'

export const families = { sd1, sd2, sdxl } as const
export type Architecture = keyof typeof families

export type Sizes = {
  readonly unet: UNetConfig
  readonly textEncoders: readonly TextEncoderConfig[]
  readonly vae: VaeConfig | null
}

export const published = {
  sd1: { unet: sd1UNet, textEncoders: sd1TextEncoders, vae: sd1Vae },
  sd2: { unet: sd2UNet, textEncoders: sd2TextEncoders, vae: sd2Vae },
  sdxl: { unet: sdxlUNet, textEncoders: sdxlTextEncoders, vae: sdxlVae },
} as const satisfies Record<Architecture, Sizes>

export function modelOfSizes({ unet, ...rest }: Sizes): ModelConfig {
  return { denoiser: unetDenoiser(unet), ...rest }
}

/** What a model's UNet was read or made with. */
export function sizesOfModel({ denoiser, ...rest }: ModelConfig): Sizes {
  return { unet: unetOf({ denoiser }), ...rest }
}

export function unetOf({ denoiser }: Pick<ModelConfig, 'denoiser'>): UNetConfig {
  if (denoiser.component !== 'unet') throw new Error(`${denoiser.component} is another network`)
  return denoiser.sizes as UNetConfig
}
