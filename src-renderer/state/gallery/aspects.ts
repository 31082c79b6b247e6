// The forms of pictures as the host sends them, a byte each: a hundred thousand are read within a millisecond.
import { aspectOfByte } from '../../../src-main/contract/gallery.ts'

const table = Float32Array.from({ length: 256 }, (_, byte) => aspectOfByte(byte))

/** Width by height of each, of their bytes in base 64. */
export function aspectsOf(base64: string): Float32Array {
  const bytes = atob(base64)
  const aspects = new Float32Array(bytes.length)
  for (let at = 0; at < aspects.length; at++) aspects[at] = table[bytes.charCodeAt(at)]!
  return aspects
}
