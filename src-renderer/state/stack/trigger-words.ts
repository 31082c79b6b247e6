// Trigger words in a prompt: whether they are there, put in, taken out again unless somebody edited them. Pure.
import { cutOut } from './stack-edits.ts'

/** Whether every word of the group stands in the text as a phrase of its own, in any emphasis. */
export function hasWords(text: string, words: readonly string[]): boolean {
  return words.length > 0 && words.every((word) => findPhrase(text, word) !== null)
}

/** Puts the missing words of a group at the end; `inserted` are those that were missing. */
export function addWords(text: string, words: readonly string[]): { text: string; inserted: string[] } {
  const inserted = words.filter((word) => word.trim() !== '' && findPhrase(text, word) === null)
  if (inserted.length === 0) return { text, inserted }
  const head = text.replace(/[\s,]+$/, '')
  return { text: head === '' ? inserted.join(', ') : `${head}, ${inserted.join(', ')}`, inserted }
}

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

const wordCharacter = /[\p{L}\p{N}_]/u

function findPhrase(text: string, word: string): number | null {
  if (word.trim() === '') return null
  const haystack = withoutTags(text).toLowerCase()
  const needle = word.toLowerCase()
  for (let at = haystack.indexOf(needle); at !== -1; at = haystack.indexOf(needle, at + 1)) {
    const before = haystack[at - 1] ?? ' '
    const after = haystack[at + needle.length] ?? ' '
    const begins = !wordCharacter.test(needle[0]!) || !wordCharacter.test(before)
    const ends = !wordCharacter.test(needle.at(-1)!) || !wordCharacter.test(after)
    if (begins && ends) return at
  }
  return null
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

/** Same length, so that places stay; a tag's own name does not count as a trigger word. */
function withoutTags(text: string): string {
  return text.replace(/<[^<>]*>/g, (tag) => ' '.repeat(tag.length))
}
