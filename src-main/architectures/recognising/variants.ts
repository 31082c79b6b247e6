// The relatives of our families: what they are called, and why they cannot make a picture from text here.
import type { ErrorReport } from '../../base/errors.ts'
import type { Families, Family } from '../families/family.ts'
import { anyOfFamilies } from '../families/families.ts'

export type Variant =
  'base' | 'inpainting' | 'instruct-pix2pix' | 'depth' | 'upscaler' | 'refiner' | 'unclip' | 'edm' | 'unknown'

type VariantRow = {
  readonly label: string
  /** As it follows "This is ". */
  readonly what: string
  /** Left out: any checkpoint of ours. */
  readonly hint?: string
}

const useBase = 'Choose the base checkpoint it was made from.'

const refusedVariants: Readonly<Record<Exclude<Variant, 'base'>, VariantRow>> = {
  inpainting: {
    label: 'inpainting',
    what: 'an inpainting checkpoint: its UNet takes a mask and a masked picture besides the latent (9 channels)',
    hint: useBase,
  },
  'instruct-pix2pix': {
    label: 'InstructPix2Pix',
    what: 'an InstructPix2Pix checkpoint: its UNet takes a picture to edit besides the latent (8 channels)',
    hint: useBase,
  },
  depth: {
    label: 'depth',
    what: 'a depth checkpoint: its UNet takes a depth map besides the latent (5 channels)',
    hint: useBase,
  },
  upscaler: {
    label: 'upscaler',
    what: 'an upscaler: its UNet takes a small picture besides the latent (7 channels)',
    hint: useBase,
  },
  refiner: {
    label: 'refiner',
    what: 'the SDXL refiner, which finishes pictures of another model',
    hint: 'Choose an SDXL base checkpoint.',
  },
  unclip: {
    label: 'unCLIP',
    what: 'an unCLIP checkpoint, which makes variations of a picture',
    hint: 'Choose an SD 2.x checkpoint without unCLIP.',
  },
  edm: {
    label: 'EDM',
    what: 'an EDM checkpoint (Playground 2.5, CosXL): its noise levels and latents differ from SDXL’s',
    hint: 'Choose an SDXL checkpoint.',
  },
  unknown: {
    label: 'unknown variant',
    what: 'a variant we do not know: its UNet does not take the usual 4 channels',
  },
}

export function variantLabel(family: string, variant: Variant): string {
  return variant === 'base' ? family : `${family} ${refusedVariants[variant].label}`
}

/** Null for checkpoints that make pictures from text. */
export function variantProblem(family: Family, variant: Variant, families: Families): ErrorReport | null {
  if (variant === 'base') return null
  const { what, hint } = refusedVariants[variant]
  return {
    code: 'checkpoint/unsupported-variant',
    message: `This is ${what}. It cannot make a picture from text alone.`,
    hint: hint ?? `Choose a checkpoint of ${anyOfFamilies(families)}.`,
    details: { architecture: family.id, variant },
  }
}
