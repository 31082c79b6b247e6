// Words of a prompt that stand as phrases of their own: whether they are there, where, and put in where they are missing. Pure.

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

const wordCharacter = /[\p{L}\p{N}_]/u

/** Where a word begins; null where it is not there, or only as a part of another one. */
export function findPhrase(text: string, word: string): number | null {
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

/** Same length, so that places stay; a tag's own name does not count as a trigger word. */
export function withoutTags(text: string): string {
  return text.replace(/<[^<>]*>/g, (tag) => ' '.repeat(tag.length))
}
