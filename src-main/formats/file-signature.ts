// What a file really is, told from its first bytes: for naming what somebody took for a model.

type Signature = { readonly at: number; readonly bytes: readonly number[] | string; readonly what: string }

const signatures: readonly Signature[] = [
  { at: 0, bytes: [0x89, 0x50, 0x4e, 0x47], what: 'a PNG picture' },
  { at: 0, bytes: [0xff, 0xd8, 0xff], what: 'a JPEG picture' },
  { at: 8, bytes: 'WEBP', what: 'a WebP picture' },
  { at: 0, bytes: 'GIF8', what: 'a GIF picture' },
  { at: 0, bytes: 'GGUF', what: 'a GGUF model, which Lamina does not read' },
  { at: 0, bytes: '%PDF', what: 'a PDF document' },
  { at: 0, bytes: 'Rar!', what: 'a RAR archive' },
  { at: 0, bytes: [0x37, 0x7a, 0xbc, 0xaf], what: 'a 7-Zip archive' },
  { at: 0, bytes: [0x1f, 0x8b], what: 'a gzip archive' },
  { at: 257, bytes: 'ustar', what: 'a tar archive' },
  { at: 0, bytes: 'SQLite format 3', what: 'a database' },
  { at: 0, bytes: [0x89, 0x48, 0x44, 0x46], what: 'an HDF5 file' },
  { at: 0, bytes: 'version https://git-lfs', what: 'a placeholder that Git LFS left instead of the model' },
  { at: 0, bytes: '<!DOCTYPE', what: 'a web page' },
  { at: 0, bytes: '<!doctype', what: 'a web page' },
  { at: 0, bytes: '<html', what: 'a web page' },
]

export const signatureBytes = 512

/** A phrase such as "a PNG picture", or undefined when the bytes are nothing we know. */
export function recogniseFile(head: Uint8Array): string | undefined {
  const found = signatures.find(({ at, bytes }) => {
    const wanted = typeof bytes === 'string' ? Array.from(bytes, (sign) => sign.charCodeAt(0)) : bytes
    return wanted.every((byte, index) => head[at + index] === byte)
  })
  if (found !== undefined) return found.what
  if (head.length > 0 && head.every((byte) => byte === 0)) return 'empty space that was never written'
  return undefined
}
