// Words that stand for learned vectors (textual inversion): where they occur among the tokens of a text.
import type { TextTokenizer } from './tokenizer.ts'

/** A word whose vectors lie in a table of learned ones, from row `first` on. */
export type PromptWord = {
  readonly name: string
  /** What its name alone is to the tokenizer. */
  readonly ids: readonly number[]
  readonly first: number
  readonly vectors: number
}

/** `row` is the learned vector at this place, −1 where the vocabulary's own counts. */
export type Token = { readonly id: number; readonly row: number }
/** Tokens that belong together: one of the vocabulary, or all of a word. */
export type Unit = readonly Token[]

/** The id at places whose vector is a learned one; it never is the largest, by which encoders find the end. */
const placeholder = 0

export function promptWord(
  name: string,
  vectors: number,
  first: number,
  tokenizer: TextTokenizer,
): PromptWord {
  return { name, ids: tokenizer.encode(name), first, vectors }
}

export function unitOfWord({ first, vectors }: PromptWord): Unit {
  return Array.from({ length: vectors }, (_, index) => ({ id: placeholder, row: first + index }))
}

/**
 * AUTOMATIC1111, textual_inversion.py: a name is found as the sequence of its ids, so case does not matter and spaces
 * around signs neither; the longest name wins.
 */
export function unitsOf(ids: readonly number[], words: readonly PromptWord[]): Unit[] {
  const byFirstId = Map.groupBy(
    words.filter((word) => word.ids.length > 0),
    (word) => word.ids[0],
  )
  for (const candidates of byFirstId.values()) candidates.sort((a, b) => b.ids.length - a.ids.length)
  const units: Unit[] = []
  for (let at = 0; at < ids.length;) {
    const word = byFirstId
      .get(ids[at])
      ?.find((candidate) => candidate.ids.every((id, index) => ids[at + index] === id))
    units.push(word ? unitOfWord(word) : [{ id: ids[at]!, row: -1 }])
    at += word ? word.ids.length : 1
  }
  return units
}

const marked = /(?:^|(?<=[ \n]))embedding:/

/** A text of ComfyUI, cut where `embedding:name` stands; what a name leaves over is text again. */
export type ComfyPart = { readonly text: string } | { readonly word: string }

/** ComfyUI, sd1_clip.py: behind a space, a new line or at the start; commas at its ends are not the name's. */
export function comfyParts(text: string): ComfyPart[] {
  const [head = '', ...rest] = text.split(marked)
  const parts: ComfyPart[] = [{ text: head }]
  for (const piece of rest) {
    const {
      1: before = '',
      2: name = '',
      3: after = '',
    } = /^(,*)([^\s]*?)((?:,*)(?:\s[^]*)?)$/.exec(piece) ?? []
    if (before !== '') parts.push({ text: before })
    if (name !== '') parts.push({ word: name.replace(/\.(safetensors|pt|bin)$/i, '') })
    parts.push({ text: after })
  }
  return parts.filter((part) => 'word' in part || part.text !== '')
}
