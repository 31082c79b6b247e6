// Values that Python wrote as text: None, True, numbers, JSON, or a text that is meant as it stands.

const mostCharacters = 64 * 2 ** 20
/** Nothing a trainer writes is nested deeper than a folder in a dataset. */
const deepest = 32

/** A metadata text as the Python value it was: None, True, a number, JSON, or else the text itself. */
export function pythonValue(text: string): unknown {
  const trimmed = text.trim()
  if (trimmed === 'None' || trimmed === 'null') return null
  if (trimmed === 'True') return true
  if (trimmed === 'False') return false
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) return Number(trimmed)
  if (trimmed.startsWith('{') || trimmed.startsWith('[')) return readJson(trimmed) ?? text
  return text
}

/** Undefined for what is not JSON, too large or nested too deep. */
export function readJson(text: string): unknown {
  if (text.length > mostCharacters || nestedTooDeep(text)) return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    // Anyone may have written it; what it was to say stays unsaid.
    return undefined
  }
}

function nestedTooDeep(text: string): boolean {
  if (!hasMore(text, deepest)) return false
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (quoted) {
      if (code === 0x5c) at++
      else if (code === 0x22) quoted = false
    } else if (code === 0x22) quoted = true
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > deepest) return true
    } else if (code === 0x7d || code === 0x5d) depth--
  }
  return false
}

/** Whether there are more opening brackets than that, inside of texts or not: most metadata has a few. */
function hasMore(text: string, most: number): boolean {
  let count = 0
  for (const bracket of ['{', '['])
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1))
      if (++count > most) return true
  return false
}
