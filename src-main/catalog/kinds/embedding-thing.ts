// A textual inversion, told by its tensors wherever it lies: how many vectors of which widths, for which words.
import { AppError } from '../../base/errors.ts'
import type { FileThing } from '../../contract/library-file.ts'
import { remark } from '../../messages/table.ts'
import type { TensorFile } from '../../formats/tensor-file.ts'
import { findEmbeddings, type EmbeddingShape } from '../../text/embeddings.ts'
import { familyByEncoders } from './family-by-width.ts'
import { thingOf } from './file-thing.ts'

/** Text encoders are this wide, or a multiple of it. */
const widthStep = 64

/**
 * Null for files of other kinds. Names that only textual inversions have are enough; vectors that are called as their
 * word might be anything's, so that theirs have to be as wide as text encoders are.
 */
export function embeddingThing(file: TensorFile): FileThing | null {
  const words = wordsOf(file)
  if (words === null) return null
  const widths = [...(words[0]?.parts.values() ?? [])].map(({ width }) => width)
  const family = familyByEncoders(widths)
  return thingOf(file, 'embedding', {
    family: family?.id ?? null,
    facts: {
      vectors: words.reduce((sum, { vectors }) => sum + vectors, 0),
      widths,
      words: words.flatMap(({ token }) => token ?? []),
    },
    how:
      family === null
        ? []
        : [remark('recognition/vector-widths', { family: family.label, widths: widths.map(String) })],
  })
}

function wordsOf({ path, tensors }: TensorFile): EmbeddingShape[] | null {
  try {
    const found = findEmbeddings(tensors, path)
    const isNamed = found.every(({ token }) => token === null)
    return isNamed || found.every(isAsWide) ? found : null
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

function isAsWide({ parts }: EmbeddingShape): boolean {
  return [...parts.values()].every(({ width }) => width % widthStep === 0)
}
