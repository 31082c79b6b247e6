// Small pictures that carry texts as other programs write them: PNG chunks, EXIF of JPEG and WebP, comments of JPEG.
import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'

const picture = () => sharp({ create: { width: 16, height: 8, channels: 3, background: '#40c040' } })

export type PngTextKind = 'tEXt' | 'zTXt' | 'iTXt' | 'iTXt packed'

export function textChunk(keyword: string, text: string | Buffer, kind: PngTextKind): Buffer {
  const bytes =
    typeof text === 'string' ? Buffer.from(text, kind.startsWith('iTXt') ? 'utf8' : 'latin1') : text
  const head = Buffer.from(`${keyword}\0`, 'latin1')
  const packed = deflateSync(bytes)
  const bodies: Record<PngTextKind, Buffer[]> = {
    tEXt: [bytes],
    zTXt: [Buffer.from([0]), packed],
    iTXt: [Buffer.from([0, 0, 0, 0]), bytes],
    'iTXt packed': [Buffer.from([1, 0]), Buffer.from('en\0key\0'), packed],
  }
  return pngChunk(kind.slice(0, 4), Buffer.concat([head, ...bodies[kind]]))
}

export function pngChunk(type: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const whole = Buffer.alloc(named.length + 8)
  whole.writeUInt32BE(data.length, 0)
  named.copy(whole, 4)
  whole.writeUInt32BE(crc32(named), named.length + 4)
  return whole
}

/** Behind the header, as Pillow does, or behind the pixels. */
export async function pngWith(chunks: readonly Buffer[], where: 'first' | 'last' = 'first'): Promise<Buffer> {
  const png = await picture().png().toBuffer()
  const at = where === 'first' ? 33 : png.length - 12
  return Buffer.concat([png.subarray(0, at), ...chunks, png.subarray(at)])
}

export type ExifOptions = {
  order?: 'II' | 'MM'
  /** Of a text in the first folder, beside those of the second one. */
  description?: string
}

/** A TIFF block with one UserComment of these bytes. */
export function exifWith(comment: Uint8Array, { order = 'II', description }: ExifOptions = {}): Buffer {
  const little = order === 'II'
  const u16 = (value: number): Buffer => {
    const bytes = Buffer.alloc(2)
    if (little) bytes.writeUInt16LE(value)
    else bytes.writeUInt16BE(value)
    return bytes
  }
  const u32 = (value: number): Buffer => {
    const bytes = Buffer.alloc(4)
    if (little) bytes.writeUInt32LE(value)
    else bytes.writeUInt32BE(value)
    return bytes
  }
  const entry = (tag: number, type: number, count: number, value: number): Buffer =>
    Buffer.concat([u16(tag), u16(type), u32(count), u32(value)])
  const words = Buffer.from(description ?? '')
  const firstEntries = description === undefined ? 1 : 2
  const secondAt = 8 + 2 + firstEntries * 12 + 4
  const commentAt = secondAt + 2 + 12 + 4
  const first = [
    ...(description === undefined ? [] : [entry(0x010e, 2, words.length, commentAt + comment.length)]),
    entry(0x8769, 4, 1, secondAt),
  ]
  return Buffer.concat([
    Buffer.from(order),
    u16(42),
    u32(8),
    u16(firstEntries),
    ...first,
    u32(0),
    u16(1),
    entry(0x9286, 7, comment.length, commentAt),
    u32(0),
    comment,
    words,
  ])
}

/** A UserComment as A1111 (by piexif) writes it: big-endian, whatever the order of the file. */
export function unicodeComment(text: string, order: 'big' | 'little' = 'big'): Buffer {
  const utf16 = Buffer.from(text, 'utf16le')
  return Buffer.concat([Buffer.from('UNICODE\0'), order === 'big' ? utf16.swap16() : utf16])
}

/** `segments`: behind the first two bytes. */
export async function jpegWith(segments: readonly Buffer[]): Promise<Buffer> {
  const jpeg = await picture().jpeg().toBuffer()
  return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)])
}

export function jpegSegment(marker: number, data: Uint8Array): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(data.length + 2, 2)
  return Buffer.concat([head, data])
}

export function exifSegment(exif: Uint8Array): Buffer {
  return jpegSegment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), exif]))
}

/** A WebP of libvips', whose EXIF is replaced. */
export async function webpWith(exif: Uint8Array): Promise<Buffer> {
  const webp = await picture()
    .webp()
    .withExif({ IFD0: { Software: 'x' } })
    .toBuffer()
  const at = webp.indexOf('EXIF')
  const size = webp.readUInt32LE(at + 4)
  const head = Buffer.from('EXIF\0\0\0\0')
  head.writeUInt32LE(exif.length, 4)
  const padding = Buffer.alloc(exif.length % 2)
  const whole = Buffer.concat([
    webp.subarray(0, at),
    head,
    exif,
    padding,
    webp.subarray(at + 8 + size + (size % 2)),
  ])
  whole.writeUInt32LE(whole.length - 8, 4)
  return whole
}
