// Texts as an EXIF block (TIFF 6.0, 2; Exif 2.32, 4.6), as A1111 and ComfyUI put their settings into JPEG and WebP.
import { joinedBytes } from '../base/joined.ts'

/** `comment` as A1111 writes it; `make` and `model` hold ComfyUI's graphs, `note` our record as `packed-record.ts` has it. */
export type ExifTexts = {
  readonly make?: string
  readonly model?: string
  readonly comment?: string
  readonly note?: Uint8Array
}

const types = { ascii: 2, long: 4, undefined: 7 } as const
const headerBytes = 8
const entryBytes = 12

type Field = { readonly tag: number; readonly type: number; readonly bytes: Uint8Array }

/** Big-endian, beginning with the TIFF header. */
export function exifOfTexts({ make, model, comment, note }: ExifTexts): Uint8Array<ArrayBuffer> {
  const first: Field[] = [
    ...(make === undefined ? [] : [{ tag: 0x010f, type: types.ascii, bytes: ended(make) }]),
    ...(model === undefined ? [] : [{ tag: 0x0110, type: types.ascii, bytes: ended(model) }]),
  ]
  const inner: Field[] = [
    ...(note === undefined ? [] : [{ tag: 0x927c, type: types.undefined, bytes: note }]),
    ...(comment === undefined ? [] : [{ tag: 0x9286, type: types.undefined, bytes: userComment(comment) }]),
  ]
  const pointer = { tag: 0x8769, type: types.long, bytes: new Uint8Array(4) }
  const firstFields = inner.length === 0 ? first : [...first, pointer]
  const firstBytes = folderBytes(firstFields)
  // Where the second folder stands is known once the first is measured.
  new DataView(pointer.bytes.buffer).setUint32(0, headerBytes + firstBytes)
  const header = Uint8Array.of(0x4d, 0x4d, 0, 42, 0, 0, 0, headerBytes)
  const folders = [
    folder(firstFields, headerBytes),
    ...(inner.length === 0 ? [] : [folder(inner, headerBytes + firstBytes)]),
  ]
  return joinedBytes([header, ...folders])
}

const ended = (text: string): Uint8Array => new TextEncoder().encode(`${text}\0`)

/** Exif 2.32, 4.6.5. */
function userComment(text: string): Uint8Array {
  const bytes = new Uint8Array(8 + text.length * 2)
  bytes.set(new TextEncoder().encode('UNICODE\0'))
  const view = new DataView(bytes.buffer)
  for (let at = 0; at < text.length; at++) view.setUint16(8 + at * 2, text.charCodeAt(at))
  return bytes
}

/** Of values that do not fit into their entry; they begin at even places. */
const outside = ({ bytes }: Field): number => (bytes.length <= 4 ? 0 : bytes.length + (bytes.length & 1))

function folderBytes(fields: readonly Field[]): number {
  return 2 + fields.length * entryBytes + 4 + fields.reduce((sum, field) => sum + outside(field), 0)
}

function folder(fields: readonly Field[], start: number): Uint8Array {
  const bytes = new Uint8Array(folderBytes(fields))
  const view = new DataView(bytes.buffer)
  view.setUint16(0, fields.length)
  let free = 2 + fields.length * entryBytes + 4
  for (const [index, field] of fields.entries()) {
    const at = 2 + index * entryBytes
    view.setUint16(at, field.tag)
    view.setUint16(at + 2, field.type)
    view.setUint32(at + 4, field.type === types.long ? 1 : field.bytes.length)
    if (outside(field) === 0) bytes.set(field.bytes, at + 8)
    else {
      view.setUint32(at + 8, start + free)
      bytes.set(field.bytes, free)
      free += outside(field)
    }
  }
  return bytes
}
