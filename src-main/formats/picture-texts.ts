// The texts a picture file carries, whatever its format, by where they stand:
// what programs say there of how they made it.
import { AppError } from '../base/errors.ts'
import { isAvif, readAvifExif } from './avif-exif.ts'
import { readExif, readExifTexts } from './exif-texts.ts'
import { isJpeg, jpegMarkers, jpegSegments } from './jpeg-segments.ts'
import { unpackedRecord } from './packed-record.ts'
import { recordKeyword } from './picture-keywords.ts'
import { isPng, pngChunks, pngTextIn, textOf, type Inflate } from './png-text.ts'
import { isWebp, webpChunks, webpSize } from './webp-chunks.ts'

/** Of one text: the longest record of ours has a tenth of it. */
export const mostTextBytes = 4 * 2 ** 20

export type PictureTexts = {
  /** By PNG keyword, by EXIF tag as `exif:UserComment`, or as `comment` of a JPEG; the first of each. */
  readonly texts: ReadonlyMap<string, string>
  /** False where the file ends, or goes wrong, before everything that could be a text was seen. */
  readonly isWhole: boolean
}

/**
 * `wanted`: PNG keywords to read; others are not unpacked. `inflate` throws what is to be thrown for a text
 * that cannot be unpacked, or has more than `mostTextBytes`. Errors: those,
 * `picture-settings/not-a-picture`, `…/text-too-long`.
 */
export function readPictureTexts(
  bytes: Uint8Array,
  wanted: ReadonlySet<string>,
  inflate: Inflate,
): PictureTexts {
  if (isPng(bytes)) return ofPng(bytes, wanted, inflate)
  if (isJpeg(bytes)) return ofJpeg(bytes, wanted, inflate)
  if (isWebp(bytes)) return ofWebp(bytes, wanted, inflate)
  if (isAvif(bytes)) return ofAvif(bytes, wanted, inflate)
  throw new AppError('picture-settings/not-a-picture')
}

function ofPng(png: Uint8Array, wanted: ReadonlySet<string>, inflate: Inflate): PictureTexts {
  const texts = new Map<string, string>()
  let isWhole = false
  for (const { type, data } of pngChunks(png)) {
    if (type === 'IEND') isWhole = true
    if (type === 'eXIf') addExif(texts, data)
    const entry = pngTextIn(type, data)
    if (entry === null || !wanted.has(entry.keyword) || texts.has(entry.keyword)) continue
    if (entry.bytes.length > mostTextBytes) throw new AppError('picture-settings/text-too-long')
    texts.set(entry.keyword, textOf(entry, inflate) ?? '')
  }
  return { texts, isWhole }
}

function ofJpeg(jpeg: Uint8Array, wanted: ReadonlySet<string>, inflate: Inflate): PictureTexts {
  const texts = new Map<string, string>()
  let isWhole = false
  for (const { marker, data } of jpegSegments(jpeg)) {
    if (marker === jpegMarkers.scan) isWhole = true
    // XMP has the same marker; it does not begin as EXIF does, and has no texts for us.
    if (marker === jpegMarkers.app1) {
      addExif(texts, data)
      addRecord(texts, data, wanted, inflate)
    }
    if (marker === jpegMarkers.comment && !texts.has('comment'))
      texts.set('comment', new TextDecoder('utf-8').decode(data))
  }
  return { texts, isWhole }
}

function ofWebp(webp: Uint8Array, wanted: ReadonlySet<string>, inflate: Inflate): PictureTexts {
  const texts = new Map<string, string>()
  for (const { type, data } of webpChunks(webp)) {
    if (type !== 'EXIF') continue
    addExif(texts, data)
    addRecord(texts, data, wanted, inflate)
  }
  return { texts, isWhole: webpSize(webp) <= webp.length }
}

/** Ours, as files without texts of their own hold it. */
function addRecord(
  texts: Map<string, string>,
  exif: Uint8Array,
  wanted: ReadonlySet<string>,
  inflate: Inflate,
): void {
  if (!wanted.has(recordKeyword) || texts.has(recordKeyword)) return
  const note = readExif(exif, mostTextBytes).find(({ tag }) => tag === 'MakerNote')
  const record = note === undefined ? null : unpackedRecord(note.bytes, inflate)
  if (record !== null) texts.set(recordKeyword, record)
}

function ofAvif(avif: Uint8Array, wanted: ReadonlySet<string>, inflate: Inflate): PictureTexts {
  const texts = new Map<string, string>()
  const { exif, isWhole } = readAvifExif(avif)
  if (exif !== null) {
    addExif(texts, exif)
    addRecord(texts, exif, wanted, inflate)
  }
  return { texts, isWhole }
}

function addExif(texts: Map<string, string>, exif: Uint8Array): void {
  for (const [tag, text] of readExifTexts(exif, mostTextBytes)) {
    if (!texts.has(`exif:${tag}`)) texts.set(`exif:${tag}`, text)
  }
}
