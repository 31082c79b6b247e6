// A caption as kohya's trainers feed it: plain words, cut every 75 tokens, and the chunks' outputs laid end to end.
import { chunkCapacity, chunkLength } from '../../text/pieces.ts'
import { unitsOf, type PromptWord } from '../../text/prompt-words.ts'
import type { TextTokenizer } from '../../text/tokenizer.ts'

export type CaptionChunk = {
  /** 77: BOS, words, EOS, padding. */
  readonly ids: readonly number[]
  /** 77: rows of learned vectors, −1 where the vocabulary's own count. */
  readonly rows: readonly number[]
}

export type CaptionOptions = {
  readonly tokenizer: TextTokenizer
  readonly padId: number
  readonly words: readonly PromptWord[]
  readonly chunks: number
}

/** How many tokens the conditioning of `maxTokens` has: BOS and EOS of the whole stay, those between chunks go. */
export const conditioningTokens = (maxTokens: number): number => maxTokens + 2

/** kohya-ss/sd-scripts, train_util.py `get_input_ids`. What does not fit is not read; missing chunks are empty. */
export function captionChunks(caption: string, options: CaptionOptions): CaptionChunk[] {
  const { tokenizer, padId, words, chunks } = options
  const tokens = unitsOf(tokenizer.encode(caption), words).flat()
  return Array.from({ length: chunks }, (_, chunk) => {
    const own = tokens.slice(chunk * chunkCapacity, (chunk + 1) * chunkCapacity)
    const padding = chunkCapacity - own.length
    return {
      ids: [
        tokenizer.bos,
        ...own.map(({ id }) => id),
        tokenizer.eos,
        ...Array.from({ length: padding }, () => padId),
      ],
      rows: [-1, ...own.map(({ row }) => row), ...Array.from({ length: padding + 1 }, () => -1)],
    }
  })
}

/** Tokens of a chunk that are part of the whole: the first chunk's BOS, the last one's EOS, every chunk's words. */
function keptTokens(chunk: number, chunks: number): { first: number; end: number; at: number } {
  const first = chunk === 0 ? 0 : 1
  const end = chunk === chunks - 1 ? chunkLength : chunkLength - 1
  return { first, end, at: chunk * chunkCapacity + first }
}

export type JoinedShape = {
  readonly captions: number
  readonly chunks: number
  /** Of this encoder. */
  readonly width: number
  /** Where this encoder's numbers begin in a token of the whole, and how many all encoders have. */
  readonly offset: number
  readonly totalWidth: number
}

/** One encoder's outputs [captions · chunks, 77, width] into the whole [captions, tokens, totalWidth]. */
export function joinChunks(output: Float32Array, shape: JoinedShape, whole: Float32Array): void {
  eachToken(shape, (own, joined) => whole.set(output.subarray(own, own + shape.width), joined))
}

/** The way back for gradients: tokens that were left out of the whole get zeros. */
export function splitChunks(whole: Float32Array, shape: JoinedShape): Float32Array {
  const output = new Float32Array(shape.captions * shape.chunks * chunkLength * shape.width)
  eachToken(shape, (own, joined) => output.set(whole.subarray(joined, joined + shape.width), own))
  return output
}

function eachToken(shape: JoinedShape, visit: (own: number, joined: number) => void): void {
  const { captions, chunks, width, offset, totalWidth } = shape
  const tokens = chunks * chunkCapacity + 2
  for (let caption = 0; caption < captions; caption++) {
    for (let chunk = 0; chunk < chunks; chunk++) {
      const { first, end, at } = keptTokens(chunk, chunks)
      for (let token = first; token < end; token++) {
        const own = ((caption * chunks + chunk) * chunkLength + token) * width
        visit(own, (caption * tokens + at + token - first) * totalWidth + offset)
      }
    }
  }
}
