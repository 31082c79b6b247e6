// What a file really is, told from its first bytes: for naming what somebody took for a model.
import type { OtherFile } from '../messages/file.ts'

type Signature = { readonly at: number; readonly bytes: readonly number[] | string; readonly what: OtherFile }

const signatures: readonly Signature[] = [
  { at: 0, bytes: [0x89, 0x50, 0x4e, 0x47], what: 'png' },
  { at: 0, bytes: [0xff, 0xd8, 0xff], what: 'jpeg' },
  { at: 8, bytes: 'WEBP', what: 'webp' },
  { at: 0, bytes: 'GIF8', what: 'gif' },
  { at: 0, bytes: 'GGUF', what: 'gguf' },
  { at: 0, bytes: '%PDF', what: 'pdf' },
  { at: 0, bytes: 'Rar!', what: 'rar' },
  { at: 0, bytes: [0x37, 0x7a, 0xbc, 0xaf], what: '7-zip' },
  { at: 0, bytes: [0x1f, 0x8b], what: 'gzip' },
  { at: 257, bytes: 'ustar', what: 'tar' },
  { at: 0, bytes: 'SQLite format 3', what: 'sqlite' },
  { at: 0, bytes: [0x89, 0x48, 0x44, 0x46], what: 'hdf5' },
  { at: 0, bytes: 'version https://git-lfs', what: 'git-lfs' },
  { at: 0, bytes: '<!DOCTYPE', what: 'web-page' },
  { at: 0, bytes: '<!doctype', what: 'web-page' },
  { at: 0, bytes: '<html', what: 'web-page' },
  { at: 0, bytes: '<?xml', what: 'answer' },
]

export const signatureBytes = 512

/** Undefined when the bytes are nothing we know. */
export function recogniseFile(head: Uint8Array): OtherFile | undefined {
  const found = signatures.find(({ at, bytes }) => {
    const wanted = typeof bytes === 'string' ? Array.from(bytes, (sign) => sign.charCodeAt(0)) : bytes
    return wanted.every((byte, index) => head[at + index] === byte)
  })
  if (found !== undefined) return found.what
  if (head.length > 0 && head.every((byte) => byte === 0)) return 'zeros'
  return isJson(head) ? 'answer' : undefined
}

/** Text that begins as an object or a list. */
function isJson(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head)
  // eslint-disable-next-line no-control-regex -- what text does not hold
  return /^\s*[{[]\s*["{[\]}\d]/.test(text) && !/[\0-\x08\x0e-\x1f]/.test(text)
}
