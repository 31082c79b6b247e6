// Makes texts of strangers short enough to be kept, sent and shown: a name may be as long as the file that holds it.

/** Longer than any name that a person chose, shorter than a screen. */
export const longestQuote = 200

/** At most `longest` characters, the last one an ellipsis where something was cut off. */
export function cutText(text: string, longest: number = longestQuote): string {
  if (text.length <= longest) return text
  const start = text.slice(0, longest - 1)
  // Half a pair of surrogates is not a character.
  return `${start.isWellFormed() ? start : start.slice(0, -1)}…`
}

export type CutLimits = {
  /** Characters of a text; keys of objects count as texts. */
  readonly text: number
  /** Items of a list, members of an object. */
  readonly items: number
  readonly depth: number
}

/** A JSON value with every text and list cut; what lies deeper than `depth` becomes null. */
export function cutValue<Value>(value: Value, limits: CutLimits): Value {
  return cut(value, limits) as Value
}

function cut(value: unknown, limits: CutLimits): unknown {
  if (typeof value === 'string') return cutText(value, limits.text)
  if (typeof value !== 'object' || value === null) return value
  if (limits.depth === 0) return null
  const inner = { ...limits, depth: limits.depth - 1 }
  if (Array.isArray(value)) return value.slice(0, limits.items).map((item) => cut(item, inner))
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, limits.items)
      .map(([key, member]) => [cutText(key, limits.text), cut(member, inner)]),
  )
}

/** Most file systems allow a name 255 bytes; the rest is for an ending and a number. */
export const mostNameBytes = 230

/** The beginning of a text, of at most `mostBytes` as UTF-8; every character in it is whole. */
export function cutToBytes(text: string, mostBytes = mostNameBytes): string {
  let bytes = 0
  let end = 0
  for (const character of text) {
    const code = character.codePointAt(0)!
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
    if (bytes > mostBytes) return text.slice(0, end)
    end += character.length
  }
  return text
}
