// Whether a file is SDXL or its refiner: both take an added vector; the widths tell them apart, also without encoders.
import type { FamilyMatch, FileLook } from '../family.ts'
import { unetClues } from '../unet/clues.ts'
import { unetVariant } from '../unet/variant-of.ts'

/** Of the published networks: conditioning, and inputs of the added layer. */
const baseWidths = { context: 2048, added: 2816 }
const refinerWidths = { context: 1280, added: 2560 }

export function recogniseSdxl(look: FileLook): FamilyMatch | null {
  const clues = unetClues(look)
  if (clues === null || clues.addedWidth === null) return null
  const { addedWidth, contextWidth } = clues
  const has = (widths: typeof baseWidths): boolean =>
    contextWidth === widths.context || addedWidth === widths.added
  const [first, second] = [look.layouts.has('text_encoder'), look.layouts.has('text_encoder_2')]
  const base = unetVariant(look.table, clues)
  if (first && second) {
    const why = `Its UNet takes an added vector (${addedWidth} wide) and it has two text encoders, as SDXL.`
    return { variant: base, isSure: true, why }
  }
  if (has(baseWidths)) {
    const why = 'Its UNet takes an added vector and conditioning 2048 wide, as SDXL.'
    return { variant: base, isSure: true, why }
  }
  if (has(refinerWidths)) {
    const why = 'Its UNet takes an added vector and one large text encoder, as the SDXL refiner.'
    return { variant: 'refiner', isSure: true, why }
  }
  if (!second) return null
  // Of unusual sizes: the refiner's conditioning is its one text encoder's, SDXL's is wider by another's.
  return contextWidth === encoderWidth(look)
    ? {
        variant: 'refiner',
        isSure: true,
        why: 'The conditioning of its UNet is as wide as its one text encoder, as in the SDXL refiner.',
      }
    : {
        variant: base,
        isSure: true,
        why: 'The conditioning of its UNet is wider than its one text encoder: SDXL, whose first one is missing.',
      }
}

function encoderWidth({ table, layouts }: FileLook): number | undefined {
  const layout = layouts.get('text_encoder_2')
  const names = ['token_embedding.weight', 'text_model.embeddings.token_embedding.weight']
  return names.map((name) => table.tensors.get(`${layout?.prefix ?? ''}${name}`)?.shape[1]).find(Boolean)
}
