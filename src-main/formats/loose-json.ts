// JSON as other programs write it: with whole numbers that no double holds, and with Python's NaN.

/** Graphs of programs nest some ten levels; a text that nests more was made to break its readers. */
const deepest = 200
/** A double holds every whole number of up to fifteen digits. */
const exactDigits = 15

/** Long whole numbers come as their digits, NaN and infinities as null. Undefined where it is not JSON. Never throws. */
export function readLooseJson(text: string): unknown {
  const strict = strictJson(text)
  if (strict === null) return undefined
  try {
    return JSON.parse(strict) as unknown
  } catch {
    // Not JSON: what is written under this name is something else.
    return undefined
  }
}

const token = /["[\]{}]|-?(?:NaN|Infinity)|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/** Null where it nests too deeply. Walks the text once. */
function strictJson(text: string): string | null {
  const pieces: string[] = []
  let kept = 0
  let depth = 0
  token.lastIndex = 0
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    const [sign] = found
    if (sign === '"') token.lastIndex = behindText(text, found.index)
    else if (sign === '[' || sign === '{') {
      if (++depth > deepest) return null
    } else if (sign === ']' || sign === '}') depth--
    else {
      const replaced = /[NI]/.test(sign) ? 'null' : isLong(sign) ? `"${sign}"` : null
      if (replaced === null) continue
      pieces.push(text.slice(kept, found.index), replaced)
      kept = token.lastIndex
    }
  }
  return pieces.join('') + text.slice(kept)
}

function isLong(number: string): boolean {
  return number.length > exactDigits && /^-?\d+$/.test(number)
}

/** Behind the quote that closes the text which starts at `start`; the end where none does. */
function behindText(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x22) return at + 1
    if (code === 0x5c) at++
  }
  return text.length
}
