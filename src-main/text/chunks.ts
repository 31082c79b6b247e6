// A prompt as the text encoder takes it: chunks of token ids (CLIP's are 77 long), each id with its weight.
import { chunkCapacity, type Content } from './pieces.ts'
import type { TextProfile } from './profiles/text-profile.ts'
import type { PromptWord } from './prompt-words.ts'
import type { TextTokenizer } from './tokenizer.ts'

export type TextChunk = {
  /** BOS, the words, EOS, padding. */
  readonly ids: number[]
  /** BOS, EOS and padding weigh 1. */
  readonly weights: number[]
  /** Ids of the prompt itself in this chunk. */
  readonly used: number
  /** Rows of learned vectors, −1 where the vocabulary's own count. Only where a word of `words` occurs. */
  readonly rows?: readonly number[]
}

export type EncodedChunks = {
  /** Never empty: no words make one chunk of padding. */
  readonly chunks: TextChunk[]
  /** Full chunks count whole, the last one what it holds. */
  readonly tokenCount: number
}

export type ChunkOptions = {
  readonly profile: TextProfile
  readonly tokenizer: TextTokenizer
  /** 0 for OpenCLIP encoders (SD2, SDXL's second); default EOS. */
  readonly padId?: number
  readonly bos?: number
  readonly eos?: number
  /** Tokens of the prompt that a chunk holds; CLIP's when left out. */
  readonly capacity?: number
  /** How far back a full chunk looks for a comma to end at; 0 cuts anywhere. */
  readonly commaBacktrack?: number
  /** Words with vectors of their own; each has at most as many as a chunk holds. */
  readonly words?: readonly PromptWord[]
}

const defaultCommaBacktrack = 20

/** Any text, in the profile's own syntax, cut into chunks its own way. */
export function encodeText(text: string, options: ChunkOptions): EncodedChunks {
  const { profile, tokenizer, words = [], capacity = chunkCapacity } = options
  const { commaBacktrack = defaultCommaBacktrack } = options
  const contents = profile.fill(profile.pieces(text, tokenizer, words), {
    capacity,
    comma: tokenizer.comma,
    commaBacktrack,
  })
  return {
    chunks: contents.map((content) => finishChunk(content, options)),
    tokenCount: (contents.length - 1) * capacity + (contents.at(-1)?.length ?? 0),
  }
}

/** What no words encode to; brings several texts to the same number of chunks. */
export function emptyChunk(options: Omit<ChunkOptions, 'words' | 'commaBacktrack'>): TextChunk {
  return finishChunk([], options)
}

function finishChunk(content: Content, options: ChunkOptions): TextChunk {
  const { tokenizer, bos = tokenizer.bos, eos = tokenizer.eos, padId = eos, profile } = options
  const padding = (options.capacity ?? chunkCapacity) - content.length
  const ids = [bos, ...content.map(({ id }) => id), eos, ...Array.from({ length: padding }, () => padId)]
  const around = <Value>(own: readonly Value[], other: Value): Value[] => [
    other,
    ...own,
    ...Array.from({ length: padding + 1 }, () => other),
  ]
  const weights = around(
    content.map(({ weight }) => weight),
    1,
  )
  const chunk = { ids: profile.closed(ids, { eos, padId }), weights, used: content.length }
  if (content.every(({ row }) => row === -1)) return chunk
  return {
    ...chunk,
    rows: around(
      content.map(({ row }) => row),
      -1,
    ),
  }
}
