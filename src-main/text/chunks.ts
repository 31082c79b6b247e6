// A prompt as the text encoder takes it: chunks of 77 token ids, each id with its weight.
import { parseAttention } from './attention.ts'
import { parseComfyWeights } from './comfy-weights.ts'
import type { Fragment } from './fragments.ts'
import type { TextProfile } from './profile.ts'
import { comfyParts, unitOfWord, unitsOf, type PromptWord, type Token, type Unit } from './prompt-words.ts'
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
  /** 77: rows of learned vectors, −1 where the vocabulary's own count. Only where a word of `words` occurs. */
  readonly rows?: readonly number[]
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
  /** Words with vectors of their own; none has more than a chunk holds. */
  readonly words?: readonly PromptWord[]
}

/** What belongs together: a piece of text between two changes of weight, or a learned word between them. */
type Piece = { readonly units: readonly Unit[]; readonly weight: number } | 'break'
type Weighed = Token & { readonly weight: number }
type Content = Weighed[]

const defaultCommaBacktrack = 20
const comfyLongestWord = 8

/** Any text, in the profile's own syntax, cut into chunks its own way. */
export function encodeText(text: string, options: ChunkOptions): EncodedChunks {
  const fragments = options.profile === 'comfyui' ? parseComfyWeights(text) : parseAttention(text)
  const pieces = fragments.flatMap((fragment) => tokenizeFragment(fragment, options))
  const contents =
    options.profile === 'comfyui'
      ? fillComfyChunks(pieces)
      : fillChunks(pieces, options.tokenizer.comma, options.commaBacktrack ?? defaultCommaBacktrack)
  return {
    chunks: contents.map((content) => finishChunk(content, options)),
    tokenCount: (contents.length - 1) * chunkCapacity + (contents.at(-1)?.length ?? 0),
  }
}

/** The names of learned words in a text; ComfyUI's `embedding:name` is one whether it is known or not. */
export function wordsOfText(text: string, options: ChunkOptions): string[] {
  const { profile, tokenizer, words = [] } = options
  if (profile === 'comfyui')
    return parseComfyWeights(text).flatMap((fragment) =>
      fragment.kind === 'break'
        ? []
        : comfyParts(fragment.text).flatMap((part) => ('word' in part ? [part.word] : [])),
    )
  const numbered = words.map((word, index) => ({ ...word, first: index, vectors: 1 }))
  const pieces = parseAttention(text).flatMap((fragment) =>
    tokenizeFragment(fragment, { profile, tokenizer, words: numbered }),
  )
  return pieces.flatMap((piece) =>
    piece === 'break' ? [] : piece.units.flatMap(([token]) => words[token?.row ?? -1]?.name ?? []),
  )
}

/** What no words encode to; brings several texts to the same number of chunks. */
export function emptyChunk(options: Pick<ChunkOptions, 'tokenizer' | 'padId' | 'bos' | 'eos'>): TextChunk {
  return finishChunk([], { ...options, profile: 'a1111' })
}

function tokenizeFragment(fragment: Fragment, { profile, tokenizer, words = [] }: ChunkOptions): Piece[] {
  if (fragment.kind === 'break') return ['break']
  const { text, weight } = fragment
  const plain = (part: string): Unit[] => unitsOf(tokenizer.encode(part), profile === 'a1111' ? words : [])
  if (profile === 'a1111') return [{ units: plain(text), weight }]
  return comfyParts(text).map((part): Piece => {
    if ('text' in part) return { units: plain(part.text), weight }
    const word = words.find(({ name }) => name === part.word)
    return { units: word ? [unitOfWord(word)] : [], weight }
  })
}

/** AUTOMATIC1111, sd_hijack_clip.py `tokenize_line`: a full chunk ends after its last comma when that is near. */
function fillChunks(pieces: readonly Piece[], comma: number, backtrack: number): Content[] {
  const done: Content[] = []
  let current: Content = []
  let lastComma = -1
  const finish = (): void => {
    done.push(current)
    current = []
    lastComma = -1
  }
  for (const piece of pieces) {
    if (piece === 'break') {
      finish()
      continue
    }
    for (const unit of piece.units) {
      const isComma = unit[0]?.id === comma
      const isFull = current.length === chunkCapacity
      if (isFull && !isComma && lastComma !== -1 && chunkCapacity - lastComma <= backtrack) {
        const moved = current.splice(lastComma + 1)
        finish()
        current = moved
      } else if (isFull) finish()
      if (isComma) lastComma = current.length
      // A learned word is never cut.
      if (current.length + unit.length > chunkCapacity) finish()
      for (const token of unit) current.push({ ...token, weight: piece.weight })
    }
  }
  if (current.length > 0 || done.length === 0) done.push(current)
  return done
}

/** ComfyUI, sd1_clip.py `tokenize_with_weights`: pieces of fewer than 8 ids move on whole, longer ones are cut. */
function fillComfyChunks(pieces: readonly Piece[]): Content[] {
  let current: Content = []
  const chunks = [current]
  for (const piece of pieces) {
    if (piece === 'break') continue
    let rest = piece.units.flat()
    const mayBeCut = rest.length >= comfyLongestWord
    while (rest.length > 0) {
      const room = chunkCapacity - current.length
      const fits = rest.length <= room
      const now = fits ? rest : mayBeCut ? rest.slice(0, room) : []
      for (const token of now) current.push({ ...token, weight: piece.weight })
      rest = rest.slice(now.length)
      if (!fits) {
        current = []
        chunks.push(current)
      }
    }
  }
  return chunks
}

/** An EOS written in the prompt ends the words for encoders that pad with something else: all after it is padding. */
function finishChunk(content: Content, options: ChunkOptions): TextChunk {
  const { tokenizer, bos = tokenizer.bos, eos = tokenizer.eos, padId = eos, profile } = options
  const padding = chunkCapacity - content.length
  const ids = [bos, ...content.map(({ id }) => id), eos, ...Array.from({ length: padding }, () => padId)]
  if (padId !== eos && profile === 'a1111') ids.fill(padId, ids.indexOf(eos) + 1)
  const around = <Value>(own: readonly Value[], other: Value): Value[] => [
    other,
    ...own,
    ...Array.from({ length: padding + 1 }, () => other),
  ]
  const weights = around(
    content.map(({ weight }) => weight),
    1,
  )
  const chunk = { ids, weights, used: content.length }
  if (content.every(({ row }) => row === -1)) return chunk
  return {
    ...chunk,
    rows: around(
      content.map(({ row }) => row),
      -1,
    ),
  }
}
