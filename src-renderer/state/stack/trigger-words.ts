// Trigger words that were put into a prompt: taken out again unless somebody edited them, and where they stand. Pure.
import { findPhrase, withoutTags } from '../../../src-main/text/prompt-phrases.ts'
import { cutOut } from './stack-edits.ts'

/** Takes words out where they stand between commas, just as they were put in; edited ones stay. */
export function removeWords(text: string, words: readonly string[]): string {
  return words.reduce((rest, word) => {
    const at = findPiece(rest, word)
    return at === null ? rest : cutOut(rest, at, at + word.length)
  }, text)
}

/** Where every word of every group stands, for a mark behind it. */
export function wordSpans(text: string, words: readonly string[]): { start: number; end: number }[] {
  return words.flatMap((word) => {
    const start = findPhrase(text, word)
    return start === null ? [] : [{ start, end: start + word.length }]
  })
}

function findPiece(text: string, word: string): number | null {
  let start = 0
  for (const piece of withoutTags(text).split(',')) {
    const lead = piece.length - piece.trimStart().length
    if (piece.trim() === word) return start + lead
    start += piece.length + 1
  }
  return null
}
