// Text to CLIP token ids: the byte-pair encoding and the 49,408-word vocabulary shared by SD1, SD2 and SDXL.
import { Tokenizer } from '@huggingface/tokenizers'
import { invariant } from '../base/errors.ts'
import { cleanText } from './clean-text.ts'
import clipMerges from './clip-merges.json' with { type: 'json' }

export type TextTokenizer = {
  readonly vocabularySize: number
  readonly bos: number
  readonly eos: number
  /** The comma as a word of its own: where a full chunk may be broken. */
  readonly comma: number
  /** Ids without BOS and EOS; any string is accepted. */
  encode(text: string): number[]
}

const bosToken = '<|startoftext|>'
const eosToken = '<|endoftext|>'

// CLIP, simple_tokenizer.py: English endings, runs of letters, single digits, runs of anything else that is visible.
const wordPattern = String.raw`'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+`

/** A CLIP tokenizer over any list of merges ("left right", best first); ids follow from their order. */
export function createClipTokenizer(merges: readonly string[]): TextTokenizer {
  const words = [...vocabulary(merges), bosToken, eosToken]
  const ids = new Map(words.map((word, id) => [word, id]))
  const idOf = (word: string): number => {
    const id = ids.get(word)
    invariant(id !== undefined, `the vocabulary has no "${word}"`)
    return id
  }
  const added = [bosToken, eosToken].map((content) => ({ id: idOf(content), content, special: true }))
  const library = new Tokenizer(
    {
      added_tokens: added,
      normalizer: null,
      post_processor: null,
      decoder: null,
      pre_tokenizer: {
        type: 'Sequence',
        pretokenizers: [
          { type: 'Split', pattern: { Regex: wordPattern }, behavior: 'Removed', invert: true },
          { type: 'ByteLevel', add_prefix_space: false, use_regex: false },
        ],
      },
      model: {
        type: 'BPE',
        vocab: Object.fromEntries(ids),
        merges,
        end_of_word_suffix: '</w>',
        unk_token: eosToken,
      },
    },
    {},
  )
  return {
    vocabularySize: words.length,
    bos: idOf(bosToken),
    eos: idOf(eosToken),
    comma: idOf(',</w>'),
    encode: (text) => library.encode(cleanText(text), { add_special_tokens: false }).ids,
  }
}

let published: TextTokenizer | undefined
/** The tokenizer of the published CLIP text encoders. Built at first use (it is the same for every checkpoint). */
export function clipTokenizer(): TextTokenizer {
  published ??= createClipTokenizer(clipMerges)
  return published
}

/** 256 bytes, 256 bytes that end a word, then one word per merge. */
function vocabulary(merges: readonly string[]): string[] {
  const bytes = byteSymbols()
  return [...bytes, ...bytes.map((byte) => `${byte}</w>`), ...merges.map((merge) => merge.replace(' ', ''))]
}

/** Bytes as printable characters, in CLIP's order: those that print as they are, then the rest from U+0100. */
function byteSymbols(): string[] {
  const printable = [
    [0x21, 0x7e],
    [0xa1, 0xac],
    [0xae, 0xff],
  ].flatMap(([first = 0, last = 0]) => Array.from({ length: last - first + 1 }, (_, i) => first + i))
  const hidden = 256 - printable.length
  return [...printable, ...Array.from({ length: hidden }, (_, i) => 0x100 + i)].map((code) =>
    String.fromCharCode(code),
  )
}
