// What programs do differently with a prompt: one record of functions for each of them.
import type { ConditioningShape } from '../emphasis.ts'
import type { Content, Piece } from '../pieces.ts'
import type { PlanRequest, PromptPlan } from '../prompt-plan.ts'
import type { PromptWord } from '../prompt-words.ts'
import type { TextTokenizer } from '../tokenizer.ts'

/** Of a text encoder; ids. */
export type Ends = { readonly eos: number; readonly padId: number }

export type ChunkRules = {
  /** Tokens of the prompt that a chunk holds. */
  readonly capacity: number
  /** The id of a comma. */
  readonly comma: number
  /** How far back a full chunk looks for a comma to end at, where it looks for one. */
  readonly commaBacktrack: number
}

export type TextProfile = {
  /** Accepts any text. What is not syntax is words. */
  plan(request: PlanRequest): PromptPlan
  /** A text with its weights read and its learned words found. */
  pieces(text: string, tokenizer: TextTokenizer, words: readonly PromptWord[]): Piece[]
  /** Names of the learned words that a text asks for, of `known` or, where the syntax marks them, of any name. */
  wordsOf(text: string, tokenizer: TextTokenizer, known: readonly PromptWord[]): string[]
  /** Never empty. */
  fill(pieces: readonly Piece[], chunk: ChunkRules): Content[]
  /** The ids of a finished chunk in which the prompt itself may have written an EOS. */
  closed(ids: readonly number[], ends: Ends): number[]
  /** The weights act on what was encoded; `empty` encodes an empty prompt, [tokens, width]. */
  emphasise(
    conditioning: Float32Array,
    shape: ConditioningShape,
    weights: ArrayLike<number>,
    empty: () => Promise<Float32Array>,
  ): Promise<Float32Array>
}
