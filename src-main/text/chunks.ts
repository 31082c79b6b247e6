// A prompt as the text encoder takes it: chunks of 77 token ids, each id with its weight.
import { parseAttention } from './attention.ts'
import { parseComfyWeights } from './comfy-weights.ts'
import type { Fragment } from './fragments.ts'
import type { TextProfile } from './profile.ts'
import type { TextTokenizer } from './tokenizer.ts'

/** Tokens of the prompt a chunk holds, and with BOS and EOS. */
export const chunkCapacity = 75
export const chunkLength = chunkCapacity + 2

export type TextChunk = {
  /** 77: BOS, the words, EOS, padding. */
  readonly ids: number[]
  /** 77; BOS, EOS and padding weigh 1. */
  readonly weights: number[]
  /** Ids of the prompt itself in this chunk, at most 75. */
  readonly used: number
}

export type EncodedChunks = {
  /** Never empty: no words make one chunk of padding. */
  readonly chunks: TextChunk[]
  /** Full chunks count 75, the last one what it holds. */
  readonly tokenCount: number
}

export type ChunkOptions = {
  readonly profile: TextProfile
  readonly tokenizer: TextTokenizer
  /** 0 for OpenCLIP encoders (SD2, SDXL's second); default EOS. */
  readonly padId?: number
  readonly bos?: number
  readonly eos?: number
  /** How far back a full chunk looks for a comma to end at; 0 cuts anywhere. */
  readonly commaBacktrack?: number
}

/**
 * Ids that belong together: a piece of text between two changes of weight. The vectors of a textual inversion would be
 * one more kind of piece, which no chunk may cut.
 */
type Piece = { readonly ids: readonly number[]; readonly weight: number } | 'break'
type Content = { ids: number[]; weights: number[] }

const defaultCommaBacktrack = 20
const comfyLongestWord = 8

/** Any text, in the profile's own syntax, cut into chunks its own way. */
export function encodeText(text: string, options: ChunkOptions): EncodedChunks {
  const fragments = options.profile === 'comfyui' ? parseComfyWeights(text) : parseAttention(text)
  const pieces = fragments.map((fragment) => tokenizeFragment(fragment, options.tokenizer))
  const contents =
    options.profile === 'comfyui'
      ? fillComfyChunks(pieces)
      : fillChunks(pieces, options.tokenizer.comma, options.commaBacktrack ?? defaultCommaBacktrack)
  return {
    chunks: contents.map((content) => finishChunk(content, options)),
    tokenCount: (contents.length - 1) * chunkCapacity + (contents.at(-1)?.ids.length ?? 0),
  }
}

/** What no words encode to; brings several texts to the same number of chunks. */
export function emptyChunk(options: Pick<ChunkOptions, 'tokenizer' | 'padId' | 'bos' | 'eos'>): TextChunk {
  return finishChunk({ ids: [], weights: [] }, { ...options, profile: 'a1111' })
}

function tokenizeFragment(fragment: Fragment, tokenizer: TextTokenizer): Piece {
  return fragment.kind === 'break'
    ? 'break'
    : { ids: tokenizer.encode(fragment.text), weight: fragment.weight }
}

/** AUTOMATIC1111, sd_hijack_clip.py `tokenize_line`: a full chunk ends after its last comma when that is near. */
function fillChunks(pieces: readonly Piece[], comma: number, backtrack: number): Content[] {
  const done: Content[] = []
  let current: Content = { ids: [], weights: [] }
  let lastComma = -1
  const finish = (): void => {
    done.push(current)
    current = { ids: [], weights: [] }
    lastComma = -1
  }
  for (const piece of pieces) {
    if (piece === 'break') {
      finish()
      continue
    }
    for (const id of piece.ids) {
      const isFull = current.ids.length === chunkCapacity
      if (isFull && id !== comma && lastComma !== -1 && chunkCapacity - lastComma <= backtrack) {
        const moved = {
          ids: current.ids.splice(lastComma + 1),
          weights: current.weights.splice(lastComma + 1),
        }
        finish()
        current = moved
      } else if (isFull) finish()
      if (id === comma) lastComma = current.ids.length
      current.ids.push(id)
      current.weights.push(piece.weight)
    }
  }
  if (current.ids.length > 0 || done.length === 0) done.push(current)
  return done
}

/** ComfyUI, sd1_clip.py `tokenize_with_weights`: pieces of fewer than 8 ids move on whole, longer ones are cut. */
function fillComfyChunks(pieces: readonly Piece[]): Content[] {
  let current: Content = { ids: [], weights: [] }
  const chunks = [current]
  for (const piece of pieces) {
    if (piece === 'break') continue
    const mayBeCut = piece.ids.length >= comfyLongestWord
    let rest = piece.ids
    while (rest.length > 0) {
      const room = chunkCapacity - current.ids.length
      const fits = rest.length <= room
      const now = fits ? rest : mayBeCut ? rest.slice(0, room) : []
      for (const id of now) {
        current.ids.push(id)
        current.weights.push(piece.weight)
      }
      rest = rest.slice(now.length)
      if (!fits) {
        current = { ids: [], weights: [] }
        chunks.push(current)
      }
    }
  }
  return chunks
}

/** An EOS written in the prompt ends the words for encoders that pad with something else: all after it is padding. */
function finishChunk(content: Content, options: ChunkOptions): TextChunk {
  const { tokenizer, bos = tokenizer.bos, eos = tokenizer.eos, padId = eos, profile } = options
  const padding = chunkCapacity - content.ids.length
  const ids = [bos, ...content.ids, eos, ...Array.from({ length: padding }, () => padId)]
  if (padId !== eos && profile === 'a1111') ids.fill(padId, ids.indexOf(eos) + 1)
  return {
    ids,
    weights: [1, ...content.weights, ...Array.from({ length: padding + 1 }, () => 1)],
    used: content.ids.length,
  }
}
