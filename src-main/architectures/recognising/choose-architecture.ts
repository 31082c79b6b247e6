// Which family a UNet belongs to, with the reasons: widths first, then how the file is made.
import { AppError } from '../../base/errors.ts'
import type { Architecture, Component } from '../families/config.ts'
import type { ComponentLayout } from './layout.ts'
import type { UNetOutline } from '../sizes/read-unet.ts'
import type { Variant } from './variants.ts'

export type ArchitectureChoice = {
  readonly architecture: Architecture
  /** What the family test alone already tells apart. */
  readonly variant: Extract<Variant, 'base' | 'refiner' | 'unclip'>
  readonly why: readonly string[]
}

type Clues = {
  readonly outline: UNetOutline
  readonly layouts: ReadonlyMap<Component, ComponentLayout>
}
type Rule = Pick<ArchitectureChoice, 'architecture' | 'variant'> & {
  readonly applies: (clues: Clues) => boolean
  readonly why: (clues: Clues) => string
}

const added = ({ outline }: Clues): boolean => outline.addedWidth !== null
const context = ({ outline }: Clues): number => outline.contextWidth ?? 0
const textStyle = ({ layouts }: Clues): string | undefined => layouts.get('text_encoder')?.style

/** The first rule that applies decides. */
const rules: readonly Rule[] = [
  {
    architecture: 'sdxl',
    variant: 'base',
    applies: (clues) =>
      added(clues) && clues.layouts.has('text_encoder_2') && clues.layouts.has('text_encoder'),
    why: ({ outline }) =>
      `Its UNet takes an added vector (${outline.addedWidth ?? 0} wide) and it has two text encoders, as SDXL.`,
  },
  {
    architecture: 'sdxl',
    variant: 'refiner',
    applies: (clues) =>
      added(clues) &&
      (clues.outline.addedWidth === 2560 || context(clues) === 1280 || clues.layouts.has('text_encoder_2')),
    why: () => 'Its UNet takes an added vector and one large text encoder, as the SDXL refiner.',
  },
  {
    architecture: 'sd2',
    variant: 'unclip',
    applies: (clues) =>
      added(clues) &&
      (context(clues) === 1024 || clues.outline.addedWidth === 1536 || clues.outline.addedWidth === 2048),
    why: () => 'Its UNet takes an added vector and conditioning of SD 2: the embedding of a picture.',
  },
  {
    architecture: 'sdxl',
    variant: 'base',
    applies: (clues) => added(clues) && (context(clues) === 2048 || clues.outline.addedWidth === 2816),
    why: () => 'Its UNet takes an added vector and conditioning 2048 wide, as SDXL.',
  },
  {
    architecture: 'sd2',
    variant: 'base',
    applies: (clues) => !added(clues) && context(clues) === 1024,
    why: () => 'The conditioning of its UNet is 1024 wide, as in SD 2.',
  },
  {
    architecture: 'sd1',
    variant: 'base',
    applies: (clues) => !added(clues) && context(clues) === 768,
    why: () => 'The conditioning of its UNet is 768 wide, as in SD 1.',
  },
  {
    architecture: 'sd2',
    variant: 'base',
    applies: (clues) => !added(clues) && context(clues) > 0 && textStyle(clues) === 'single',
    why: (clues) =>
      `Its text encoder is an OpenCLIP one, as in SD 2 (conditioning is ${context(clues)} wide, not the usual 1024).`,
  },
  {
    architecture: 'sd2',
    variant: 'base',
    applies: (clues) => !added(clues) && context(clues) > 0 && clues.outline.linearProjection,
    why: (clues) =>
      `Its transformers project with linear layers, as in SD 2 (conditioning is ${context(clues)} wide, not the usual 1024).`,
  },
  {
    architecture: 'sd1',
    variant: 'base',
    applies: (clues) => !added(clues) && context(clues) > 0 && textStyle(clues) === 'canonical',
    why: (clues) =>
      `Its transformers project with convolutions and its text encoder is CLIP’s, as in SD 1 ` +
      `(conditioning is ${context(clues)} wide, not the usual 768).`,
  },
]

/** Throws `checkpoint/wrong-architecture` when no family fits. */
export function chooseArchitecture(
  outline: UNetOutline,
  layouts: ReadonlyMap<Component, ComponentLayout>,
): ArchitectureChoice {
  const clues = { outline, layouts }
  const rule = rules.find(({ applies }) => applies(clues))
  if (rule === undefined) {
    throw new AppError(
      'checkpoint/wrong-architecture',
      outline.contextWidth === null
        ? 'This file holds a UNet that takes no text.'
        : `This file holds a UNet of another family (its conditioning is ${outline.contextWidth} wide).`,
      { hint: 'Choose a checkpoint of SD 1.x, SD 2.x or SDXL.' },
    )
  }
  const { architecture, variant, why } = rule
  return { architecture, variant, why: [why(clues)] }
}
