// Our whole record in the MakerNote of a JPEG or WebP file: a word, then deflated JSON, as EXIF there has room for 64 kB.
import { joinedBytes } from '../base/joined.ts'
import { fromLatin1 } from './latin1.ts'
import type { Inflate } from './png-text.ts'

const mark = 'lamina:'

/** `deflate` with the header of zlib. */
export function packedRecord(
  json: string,
  deflate: (bytes: Uint8Array) => Uint8Array,
): Uint8Array<ArrayBuffer> {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
  return joinedBytes([bytes(mark), deflate(bytes(json))])
}

/** Null for a note of others; empty where it is ours and cannot be unpacked. */
export function unpackedRecord(note: Uint8Array, inflate: Inflate): string | null {
  if (fromLatin1(note.subarray(0, mark.length)) !== mark) return null
  try {
    return new TextDecoder().decode(inflate(note.subarray(mark.length)))
  } catch {
    // What else the file says of the picture still counts.
    return ''
  }
}
