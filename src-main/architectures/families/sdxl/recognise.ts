// Whether a file is SDXL or its refiner: both take an added vector; the widths tell them apart, also without encoders.
import { sdxlFacts } from '../../../contract/families.ts'
import { remark } from '../../../messages/table.ts'
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
  const family = sdxlFacts.label
  const has = (widths: typeof baseWidths): boolean =>
    contextWidth === widths.context || addedWidth === widths.added
  const [first, second] = [look.layouts.has('text_encoder'), look.layouts.has('text_encoder_2')]
  const base = unetVariant(look.table, clues)
  if (first && second) {
    const why = remark('recognition/two-encoders', { family, width: addedWidth })
    return { variant: base, isSure: true, why }
  }
  if (has(baseWidths)) {
    const why = remark('recognition/added-vector', { family, width: contextWidth })
    return { variant: base, isSure: true, why }
  }
  if (has(refinerWidths)) {
    return { variant: 'refiner', isSure: true, why: remark('recognition/one-large-encoder') }
  }
  if (!second) return null
  // Of unusual sizes: the refiner's conditioning is its one text encoder's, SDXL's is wider by another's.
  return contextWidth === encoderWidth(look)
    ? { variant: 'refiner', isSure: true, why: remark('recognition/conditioning-of-one-encoder') }
    : { variant: base, isSure: true, why: remark('recognition/first-encoder-missing', { family }) }
}

function encoderWidth({ table, layouts }: FileLook): number | undefined {
  const layout = layouts.get('text_encoder_2')
  const names = ['token_embedding.weight', 'text_model.embeddings.token_embedding.weight']
  return names.map((name) => table.tensors.get(`${layout?.prefix ?? ''}${name}`)?.shape[1]).find(Boolean)
}
