// A new word in training: it stands in every caption, and its vectors start from words that are known.
import type { TextEncoderConfig } from '../architectures/families/config.ts'
import { AppError } from '../base/errors.ts'
import type { Float32Tensor } from '../base/dtype.ts'
import type { Recipe } from '../contract/recipe.ts'
import type { ParameterSource } from '../graph/parameter-source.ts'
import type { EmbeddingEncoder } from '../text/embeddings.ts'
import { promptWord, unitsOf } from '../text/prompt-words.ts'
import { clipTokenizer, type TextTokenizer } from '../text/tokenizer.ts'
import type { NewWord } from './pass/text-pass.ts'

/** What other programs can say in a prompt and call a file. */
const sayable = /^[^/\\:*?"<>|,()[\]{}\s.](?:[^/\\:*?"<>|,()[\]{}.]{0,98}[^/\\:*?"<>|,()[\]{}\s.])?$/u

/** Null where no word is learned. Error: `recipe/bad-word`. */
export function newWordOf(recipe: Recipe, tokenizer: TextTokenizer = clipTokenizer()): NewWord | null {
  if (recipe.learn === 'adapter') return null
  const word = recipe.embedding.word.trim()
  if (!sayable.test(word) || tokenizer.encode(word).length === 0)
    throw new AppError('recipe/bad-word', { word })
  return { word, vectors: recipe.embedding.vectors }
}

/** The caption with the word in it: at the front where it is nowhere. A caption left out on purpose stays empty. */
export function withWord(
  caption: string,
  { word }: NewWord,
  tokenizer: TextTokenizer = clipTokenizer(),
): string {
  if (caption.trim() === '') return caption
  const known = [promptWord(word, 1, 0, tokenizer)]
  const isThere = unitsOf(tokenizer.encode(caption), known).some(([token]) => token?.row === 0)
  return isThere ? caption : `${word}, ${caption}`
}

/**
 * AUTOMATIC1111, textual_inversion.py `create_embedding`: vector i of n starts as token ⌊i·count/n⌋ of `initial`; no
 * token at all starts from zeros. Returns [vectors, width] for every encoder.
 */
export async function initialVectors(
  { initial, vectors }: Pick<Recipe['embedding'], 'initial' | 'vectors'>,
  encoders: readonly TextEncoderConfig[],
  source: ParameterSource,
  tokenizer: TextTokenizer = clipTokenizer(),
): Promise<Map<EmbeddingEncoder, Float32Tensor>> {
  const ids = tokenizer.encode(initial)
  const made = new Map<EmbeddingEncoder, Float32Tensor>()
  for (const { component, width } of encoders) {
    const data = new Float32Array(vectors * width)
    if (ids.length > 0) {
      const table = await source.read(`${component}.text_model.embeddings.token_embedding.weight`)
      for (let index = 0; index < vectors; index++) {
        const id = ids[Math.floor((index * ids.length) / vectors)] ?? 0
        data.set(table.subarray(id * width, (id + 1) * width), index * width)
      }
    }
    made.set(component, { dtype: 'f32', shape: [vectors, width], data })
  }
  return made
}
