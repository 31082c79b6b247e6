// Words that steer a prompt (AND, BREAK) are told from words that only contain them, in any script.

/** Splits where `word` stands alone; letters, digits and _ of any script count as part of a word. */
export function splitAtWord(text: string, word: string): string[] {
  if (!text.includes(word)) return [text]
  return text.split(new RegExp(String.raw`(?<![\p{L}\p{N}_])${word}(?![\p{L}\p{N}_])`, 'u'))
}
