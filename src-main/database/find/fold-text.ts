// Text as it is searched: in one form for index and question. Every Chinese, Japanese and Korean character stands alone,
// so that a run of any length, of one character too, is found wherever it is, as a phrase.

const alone = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}ー々〆]/gu

export function foldText(text: string): string {
  return text.normalize('NFKC').replaceAll('\0', ' ').toLowerCase().replace(alone, ' $& ')
}

/** Names are found by their parts, too: `pastelMix_v2` by "mix" and by "v2". */
export function foldName(name: string): string {
  const parts = name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replace(/(\p{L})(\p{N})/gu, '$1 $2')
    .replace(/(\p{N})(\p{L})/gu, '$1 $2')
  return parts === name ? foldText(name) : `${foldText(name)} ${foldText(parts)}`
}

/** What is compared as a whole: `SD 1.5` is `sd1.5`. */
export function foldKey(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]+/gu, '')
}

/** In FTS5's words: these stand together, the last perhaps only begins. */
export function phraseOf(text: string, prefix: boolean): string {
  return `"${foldText(text).replaceAll('"', ' ').trim()}"${prefix ? ' *' : ''}`
}
