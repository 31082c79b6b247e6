// Lists of ids and hashes that sites write among the settings of an infotext as
// JSON, whose commas are not separators there.

const start = /(?:^|\n|, ?)(?:Hashes|Civitai resources|Civitai metadata): ?(?=[[{])/g

/** Without them: they say which files a site knows, and nothing of how the picture was made. */
export function withoutIndexes(text: string): string {
  const kept: string[] = []
  let from = 0
  for (const { index, 0: key } of text.matchAll(start)) {
    if (index < from) continue
    const end = endOfJson(text, index + key.length)
    if (end === null) break
    kept.push(text.slice(from, index))
    from = end
  }
  return kept.join('') + text.slice(from)
}

/** Behind the bracket that closes the one at `at`; null where none does. */
function endOfJson(text: string, at: number): number | null {
  let depth = 0
  let inString = false
  for (let place = at; place < text.length; place++) {
    const character = text[place]
    if (inString) {
      if (character === '\\') place++
      else if (character === '"') inString = false
    } else if (character === '"') inString = true
    else if (character === '[' || character === '{') depth++
    else if ((character === ']' || character === '}') && --depth === 0) return place + 1
  }
  return null
}
