// Where the words of a prompt begin, carried through its syntax: a sign is put before each word, and found again.
import type { TextTokenizer } from '../../text/tokenizer.ts'

export type MarkedText = {
  /**
   * The text with a sign before each word at which a border may stand; of very many words, before every second or so.
   */
  readonly text: string
  /** The word's place in the text as it was, by the number of its sign. */
  readonly starts: readonly number[]
}

// Planes 15 and 16 are for private use. What a text has of them is replaced by a sign that says as little.
const firstSign = 0xf0000
const mostSigns = 0x110000 - firstSign
const signs = /[\u{f0000}-\u{10ffff}]/gu
const replaced = '\ue000'

/** Behind white space or a sign that ends a word: what is inside a tag's name or a weight stays whole. */
const beginnings = /(?<=^|[\s,;.!?)\]、。，！？])(?=\p{L})/gu
/** They stand alone, or at the end of their part. */
const keywords = /^(?:AND|BREAK)(?![\p{L}\p{N}_])/u
const letters = /^\p{L}+/u

/** No sign stands within the name of a learned word that has several. */
export function markWords(text: string, learned: readonly string[]): MarkedText {
  const within = new Set(
    learned.flatMap(
      (name) =>
        name
          .toLowerCase()
          .match(/\p{L}+/gu)
          ?.slice(1) ?? [],
    ),
  )
  const all = [...text.matchAll(beginnings)].flatMap(({ index }) => {
    const rest = text.slice(index, index + 64)
    const word = letters.exec(rest)?.[0].toLowerCase() ?? ''
    return keywords.test(rest) || within.has(word) ? [] : [index]
  })
  const every = Math.ceil(all.length / mostSigns)
  const starts = every > 1 ? all.filter((_, number) => number % every === 0) : all
  const parts = starts.map((start, number) => {
    const sign = String.fromCodePoint(firstSign + number)
    return ` ${sign} ${text.slice(start, starts[number + 1]).replace(signs, replaced)}`
  })
  return { text: text.slice(0, starts[0]).replace(signs, replaced) + parts.join(''), starts }
}

/** `tokenizer` with an id below 0 where a sign stands: −1 for the first one, −2 for the second … */
export function markingTokenizer(tokenizer: TextTokenizer): TextTokenizer {
  return {
    ...tokenizer,
    encode(text) {
      const ids: number[] = []
      let from = 0
      const add = (words: string): void => {
        if (words.trim() !== '') for (const id of tokenizer.encode(words)) ids.push(id)
      }
      for (const { index, 0: sign } of text.matchAll(signs)) {
        add(text.slice(from, index))
        ids.push(firstSign - 1 - (sign.codePointAt(0) ?? firstSign))
        from = index + sign.length
      }
      add(text.slice(from))
      return ids
    },
  }
}
