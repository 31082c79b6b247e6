// The EXIF block of an AVIF file, which is an item that its first box names and places (ISO/IEC 14496-12, 8.11; 23008-12, A.2.1).
import { fromLatin1 } from './latin1.ts'

type Box = { readonly type: string; readonly start: number; readonly end: number }

export function isAvif(bytes: Uint8Array): boolean {
  if (fromLatin1(bytes.subarray(4, 8)) !== 'ftyp') return false
  const size = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0)
  const brands = fromLatin1(bytes.subarray(8, Math.min(size, mostBrandBytes)))
  return brands.includes('avif') || brands.includes('avis')
}

const mostBrandBytes = 256

export type AvifExif = {
  /** From its TIFF header on; null where there is none. */
  readonly exif: Uint8Array | null
  /** False where the file ends before its boxes do, or before its pixels. */
  readonly isWhole: boolean
}

/** Never throws. */
export function readAvifExif(avif: Uint8Array): AvifExif {
  const view = new DataView(avif.buffer, avif.byteOffset, avif.byteLength)
  const top = boxesIn(view, 0, avif.length)
  const isWhole = top.at(-1)?.end === avif.length && top.some(({ type }) => type === 'mdat')
  try {
    const meta = top.find(({ type }) => type === 'meta')
    const item = meta === undefined ? null : exifItem(view, meta)
    return { exif: item === null ? null : withoutOffset(avif, item), isWhole }
  } catch (error) {
    // What a box says lies outside of it.
    if (error instanceof RangeError) return { exif: null, isWhole: false }
    throw error
  }
}

type Extent = { readonly start: number; readonly length: number }

/** Before the block stands where in it the TIFF header is. */
function withoutOffset(avif: Uint8Array, { start, length }: Extent): Uint8Array | null {
  const item = avif.subarray(start, start + length)
  if (item.length !== length || length < 4) return null
  const offset = new DataView(item.buffer, item.byteOffset, item.byteLength).getUint32(0)
  return item.subarray(4 + offset)
}

/** Those that are whole. */
function boxesIn(view: DataView, from: number, to: number): Box[] {
  const boxes: Box[] = []
  for (let at = from; at + 8 <= to;) {
    const short = view.getUint32(at)
    if (short === 1 && at + 16 > to) break
    const size = short === 1 ? Number(view.getBigUint64(at + 8)) : short === 0 ? to - at : short
    const head = short === 1 ? 16 : 8
    if (size < head || at + size > to) break
    boxes.push({ type: typeAt(view, at + 4), start: at + head, end: at + size })
    at += size
  }
  return boxes
}

function typeAt(view: DataView, at: number): string {
  return fromLatin1(new Uint8Array(view.buffer, view.byteOffset + at, 4))
}

/** `meta`: version and flags, then boxes. */
function exifItem(view: DataView, meta: Box): Extent | null {
  const inner = boxesIn(view, meta.start + 4, meta.end)
  const box = (type: string): Box | undefined => inner.find((one) => one.type === type)
  const [names, places, data] = [box('iinf'), box('iloc'), box('idat')]
  if (names === undefined || places === undefined) return null
  const id = exifId(view, names)
  return id === null ? null : placeOf(view, places, id, data)
}

function exifId(view: DataView, names: Box): number | null {
  const counted = view.getUint8(names.start) === 0 ? 2 : 4
  for (const { type, start } of boxesIn(view, names.start + 4 + counted, names.end)) {
    const version = view.getUint8(start)
    if (type !== 'infe' || version < 2) continue
    const isLong = version > 2
    // Behind the id two bytes of protection.
    if (typeAt(view, start + 4 + (isLong ? 6 : 4)) === 'Exif')
      return isLong ? view.getUint32(start + 4) : view.getUint16(start + 4)
  }
  return null
}

/** In one piece, in the file or among the data of `meta`. */
function placeOf(view: DataView, { start, end }: Box, wanted: number, data: Box | undefined): Extent | null {
  let at = start
  const number = (bytes: number): number => {
    if (at + bytes > end) throw new RangeError('behind the box')
    let value = 0
    for (let index = 0; index < bytes; index++) value = value * 256 + view.getUint8(at + index)
    at += bytes
    return value
  }
  const version = number(1)
  number(3)
  const [sizes, others] = [number(1), number(1)]
  const [offsetBytes, lengthBytes, baseBytes] = [sizes >> 4, sizes & 15, others >> 4]
  const indexBytes = version === 0 ? 0 : others & 15
  const count = number(version < 2 ? 2 : 4)
  for (let index = 0; index < count; index++) {
    const id = number(version < 2 ? 2 : 4)
    const isInData = version > 0 && (number(2) & 15) === 1
    const isElsewhere = number(2) !== 0
    const base = number(baseBytes)
    const extents: Extent[] = []
    for (let left = number(2); left > 0; left--) {
      number(indexBytes)
      const offset = base + number(offsetBytes)
      extents.push({ start: offset, length: number(lengthBytes) })
    }
    const [extent] = extents
    if (id !== wanted) continue
    if (extents.length !== 1 || extent === undefined || isElsewhere) return null
    if (!isInData) return extent
    return data === undefined ? null : { ...extent, start: data.start + extent.start }
  }
  return null
}
