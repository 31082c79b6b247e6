// A safetensors header without reading its table: the words that come first, and the bytes that are the table.
import { jsonReader } from './json-reader.ts'
import { readMetadata } from './safetensors-header.ts'

export type HeaderOutline = {
  /** What follows the metadata, padding aside: where it is the same, so are the names, types, shapes and places. */
  readonly table: Uint8Array
  /** Null for a header that does not begin with them: its metadata, if any, lies in `table`. */
  readonly metadata: ReadonlyMap<string, string> | null
}

const beginning = new TextEncoder().encode('{"__metadata__":{')
const [quote, backslash, close, comma, colon, space] = [...new TextEncoder().encode('"\\},: ')] as [
  number,
  number,
  number,
  number,
  number,
  number,
]

/** `json`: the header behind its length. Null for what is written in another way; reading it whole says why. */
export function outlineHeader(json: Uint8Array): HeaderOutline | null {
  let end = json.length
  while (end > 0 && json[end - 1] === space) end -= 1
  if (!beginning.every((byte, index) => json[index] === byte))
    return { table: json.subarray(0, end), metadata: null }
  const behind = endOfTexts(json, beginning.length)
  if (behind === null) return null
  const metadata = wordsIn(json.subarray(beginning.length - 1, behind))
  return metadata && { table: json.subarray(behind, end), metadata }
}

/** Behind the bracket that closes an object of nothing but texts, which began before `start`. */
function endOfTexts(json: Uint8Array, start: number): number | null {
  for (let at = start; at < json.length; at++) {
    const byte = json[at]
    if (byte === close) return at + 1
    if (byte === quote) {
      at = closingQuote(json, at)
      if (at < 0) return null
    } else if (byte !== comma && byte !== colon && byte !== space) return null
  }
  return null
}

/** One before which the backslashes pair up. */
function closingQuote(json: Uint8Array, start: number): number {
  for (let at = json.indexOf(quote, start + 1); at >= 0; at = json.indexOf(quote, at + 1)) {
    let backslashes = 0
    while (json[at - 1 - backslashes] === backslash) backslashes += 1
    if (backslashes % 2 === 0) return at
  }
  return -1
}

function wordsIn(json: Uint8Array): ReadonlyMap<string, string> | null {
  try {
    const reader = jsonReader(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(json))
    const metadata = readMetadata(reader)
    reader.end()
    return metadata
  } catch {
    return null
  }
}
