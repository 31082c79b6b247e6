// A prompt between its syntax and its chunks: pieces of one weight each, made of tokens that stay together.
import type { Token, Unit } from './prompt-words.ts'

/** Text between two changes of weight, or a learned word there; `break` asks for a new chunk. */
export type Piece = { readonly units: readonly Unit[]; readonly weight: number } | 'break'

/** What a chunk holds between BOS and EOS. */
export type Content = (Token & { readonly weight: number })[]

/** Tokens of the prompt that a chunk of CLIP holds. */
export const chunkCapacity = 75
/** With BOS and EOS. */
export const chunkLength = chunkCapacity + 2
