// Learned words of one picture: which of those on offer its prompts name, and their vectors for each text encoder.
import { remark, type Remark } from '../../messages/table.ts'
import type { TextEncoderConfig } from '../../architectures/families/config.ts'
import type { Float32Tensor } from '../../base/dtype.ts'
import { AppError, reportError } from '../../base/errors.ts'
import { joinedFloats } from '../../base/joined.ts'
import type { ArtefactWord } from '../../contract/engine.ts'
import { checkEmbeddingFits } from '../../text/embeddings.ts'
import { promptWord, type PromptWord } from '../../text/prompt-words.ts'
import { closestNames } from '../../text/stack-tags.ts'
import { tokenizerOf } from '../../text/tokenizers.ts'
import type { LocalFiles } from '../local-files.ts'
import { readEmbeddingWord, type ReadEmbedding } from './embedding-file.ts'
import type { PictureProfile } from './profiles.ts'

/** A word that prompts may use. */
export type OfferedWord = {
  readonly name: string
  /** Somebody chose it for this picture: that it does not fit the model is an error, not a warning. */
  readonly chosen: boolean
  read(): Promise<ReadEmbedding>
}

export type PromptEmbeddings = {
  readonly words: readonly PromptWord[]
  /** By component: all vectors, [rows, width]. Empty where no word is used. */
  readonly tables: ReadonlyMap<string, Float32Tensor>
  readonly used: readonly { readonly name: string; readonly sha256?: string }[]
  readonly warnings: readonly Remark[]
}

export const noEmbeddings: PromptEmbeddings = { words: [], tables: new Map(), used: [], warnings: [] }

export function offeredFile(
  { name, file, index }: ArtefactWord,
  files: LocalFiles,
  chosen: boolean,
): OfferedWord {
  return { name, chosen, read: () => readEmbeddingWord({ name, path: files.path(file), index }) }
}

/**
 * Of two words of one name the first counts. Only files that are named are opened. A word that does not fit the model
 * stays plain text, with a warning, unless somebody chose it or the profile makes it an error.
 * Errors: `prompt/embedding`, `embedding/…`.
 */
export async function promptEmbeddings(
  texts: readonly string[],
  offered: readonly OfferedWord[],
  { profile, encoders }: { profile: PictureProfile; encoders: readonly TextEncoderConfig[] },
): Promise<PromptEmbeddings> {
  const byName = new Map<string, OfferedWord>()
  for (const word of offered) if (!byName.has(word.name)) byName.set(word.name, word)
  const tokenizer = tokenizerOf(encoders[0]?.tokenizer ?? 'clip')
  const candidates = [...byName.keys()].map((name) => promptWord(name, 1, 0, tokenizer))
  const named = new Set(texts.flatMap((text) => profile.text.wordsOf(text, tokenizer, candidates)))
  const words: PromptWord[] = []
  const parts = new Map<string, Float32Array[]>(encoders.map(({ component }) => [component, []]))
  const used: { name: string; sha256?: string }[] = []
  const warnings: Remark[] = []
  let rows = 0
  for (const name of named) {
    const offer = byName.get(name)
    if (!offer) throw unknownEmbedding(name, byName.keys())
    try {
      const { vectors, sha256 } = await offer.read()
      const widths = new Map(
        [...vectors].map(([encoder, { shape }]) => [encoder, { tensor: '', width: shape[1]! }]),
      )
      checkEmbeddingFits(name, { parts: widths }, encoders)
      const count = [...vectors.values()][0]!.shape[0]!
      words.push(promptWord(name, count, rows, tokenizer))
      for (const [encoder, { data }] of vectors) parts.get(encoder)?.push(data)
      used.push({ name, ...(sha256 === undefined ? {} : { sha256 }) })
      rows += count
    } catch (error) {
      if (!(error instanceof AppError) || offer.chosen || profile.unfitWordsAreErrors) throw error
      warnings.push(remark('prompt/embedding-unused', { why: reportError(error) }))
    }
  }
  const tables = new Map<string, Float32Tensor>()
  for (const { component, width } of rows > 0 ? encoders : [])
    tables.set(component, {
      dtype: 'f32',
      shape: [rows, width],
      data: joinedFloats(parts.get(component) ?? []),
    })
  return { words, tables, used, warnings }
}

function unknownEmbedding(name: string, known: Iterable<string>): AppError {
  return new AppError('prompt/embedding', { name, close: closestNames(name, known) })
}
