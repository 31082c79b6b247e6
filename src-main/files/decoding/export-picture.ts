// A picture file as it leaves the gallery: as stored or encoded anew, with what it says of its making or with nothing but pixels.
import { deflateSync } from 'node:zlib'
import { AppError } from '../../base/errors.ts'
import type { ExportForm, ExportWay } from '../../contract/export.ts'
import { isAvif } from '../../formats/avif-exif.ts'
import { exifOfTexts, type ExifTexts } from '../../formats/exif-writer.ts'
import { isJpeg } from '../../formats/jpeg-segments.ts'
import { packedRecord } from '../../formats/packed-record.ts'
import { infotextKeyword, recordKeyword } from '../../formats/picture-keywords.ts'
import { mostTextBytes, readPictureTexts } from '../../formats/picture-texts.ts'
import { isPng, readPngText, withPngText } from '../../formats/png-text.ts'
import { saidByTexts, settingsKeywords } from '../../formats/programs/said-by-texts.ts'
import { jpegWithExif, longestJpegExif, webpWithExif } from '../../formats/with-exif.ts'
import { withoutMetadata } from '../../formats/without-metadata.ts'
import { inflateText } from '../inflate.ts'
import { pictureBytes } from '../picture-bytes.ts'
import { decodePicture } from './decode-picture.ts'
import { hidesText, withoutHidden } from './hidden-text.ts'
import { sharp, type Sharp } from './sharp.ts'
import { rgbaPixels } from './rgba-pixels.ts'

type Way = Pick<ExportWay, 'form' | 'withMetadata'>

const inflate = (packed: Uint8Array): Uint8Array => inflateText(packed, mostTextBytes)

/** Errors: `file/…`, `picture/…`, `export/…`. */
export async function exportPicture(path: string, { form, withMetadata }: Way): Promise<Uint8Array> {
  const bytes = await pictureBytes(path)
  if (form.as === 'file') return withMetadata ? bytes : bareFile(path, bytes)
  if (!withMetadata) return bareOf(path, form)
  const encoded = await decodePicture(path, (picture) => encode(picture, form, true))
  if (form.as === 'png') return withPngText(encoded, pngTextsOf(bytes))
  const exif = exifOfTexts(exifTextsOf(bytes))
  if (form.as === 'webp') return webpWithExif(encoded, exif)
  if (exif.length > longestJpegExif) throw new AppError('export/too-much-text')
  return jpegWithExif(encoded, exif)
}

/** The pixels as they are stored, unless they hide a text or are stored turned. */
async function bareFile(path: string, bytes: Buffer): Promise<Uint8Array> {
  const isAsSeen = await decodePicture(path, async (picture, { orientation = 1, format }) => {
    if (orientation !== 1) return false
    return format === 'jpeg' || !(await hides(picture))
  })
  const bare = isAsSeen ? withoutMetadata(bytes) : null
  if (bare !== null) return bare
  if (isAvif(bytes)) return bareAvif(path)
  return bareOf(path, isPng(bytes) ? { as: 'png' } : { as: isJpeg(bytes) ? 'jpeg' : 'webp', quality: 100 })
}

async function hides(picture: Sharp): Promise<boolean> {
  const { data, width, height } = await rgbaPixels(picture)
  return hidesText(data, width, height)
}

/** What it says stands between its pixels' boxes: they are packed anew, without a loss. */
function bareAvif(path: string): Promise<Uint8Array> {
  return decodePicture(path, async (picture) => {
    const { data, width, height } = await rgbaPixels(picture)
    const pixels = sharp(withoutHidden(data, width, height), { raw: { width, height, channels: 4 } })
    return pixels.avif({ lossless: true, effort: 2 }).toBuffer()
  })
}

function bareOf(path: string, form: Exclude<ExportForm, { as: 'file' }>): Promise<Uint8Array> {
  return decodePicture(path, async (picture, { hasAlpha }) => {
    const { data, width, height } = await rgbaPixels(picture)
    const pixels = sharp(withoutHidden(data, width, height), { raw: { width, height, channels: 4 } })
    return encode(hasAlpha ? pixels : pixels.removeAlpha(), form, false)
  })
}

function encode(
  picture: Sharp,
  form: Exclude<ExportForm, { as: 'file' }>,
  withExif: boolean,
): Promise<Buffer> {
  if (form.as === 'png') return picture.png().toBuffer()
  const { quality } = form
  if (form.as === 'jpeg')
    return picture.flatten({ background: '#ffffff' }).jpeg({ quality, chromaSubsampling: '4:4:4' }).toBuffer()
  const encoded = picture.webp({ quality, lossless: quality === 100 })
  // What it says is replaced; with it there is the extended header that announces it.
  return (withExif ? encoded.withExif({ IFD0: { Software: 'Lamina' } }) : encoded).toBuffer()
}

/** Of a PNG every text; of others what they say of their making, under the words that PNG has for it. */
function pngTextsOf(bytes: Uint8Array): ReadonlyMap<string, string> {
  if (isPng(bytes)) return readPngText(bytes, inflate)
  const { texts } = textsOf(bytes)
  const graph = (kind: 'prompt' | 'workflow'): [string, string][] =>
    ['exif:Model', 'exif:Make', 'exif:ImageDescription'].flatMap((place) => {
      const text = texts.get(place) ?? ''
      return text.toLowerCase().startsWith(`${kind}:`) ? [[kind, text.slice(kind.length + 1)]] : []
    })
  const comment = texts.get('exif:UserComment') ?? texts.get('comment')
  const record = texts.get(recordKeyword)
  return new Map([
    ...graph('prompt'),
    ...graph('workflow'),
    ...(comment === undefined ? [] : [[infotextKeyword, comment] as const]),
    ...(record === undefined ? [] : [[recordKeyword, record] as const]),
  ])
}

/** What has no place in EXIF that programs read is refused, not dropped. */
function exifTextsOf(bytes: Uint8Array): ExifTexts {
  const { texts } = textsOf(bytes)
  const named = pngTextsOf(bytes)
  const [comment, prompt, workflow] = [named.get(infotextKeyword), named.get('prompt'), named.get('workflow')]
  const record = named.get(recordKeyword)
  if (says(texts) && comment === undefined && prompt === undefined && workflow === undefined)
    throw new AppError('export/only-in-png')
  return {
    ...(comment === undefined ? {} : { comment }),
    ...(record === undefined ? {} : { note: packedRecord(record, deflateSync) }),
    ...(prompt === undefined ? {} : { model: `prompt:${prompt}` }),
    ...(workflow === undefined ? {} : { make: `workflow:${workflow}` }),
  }
}

function says(texts: ReadonlyMap<string, string>): boolean {
  try {
    return saidByTexts(texts) !== null
  } catch {
    // Something that we cannot read, and others can.
    return true
  }
}

function textsOf(bytes: Uint8Array): ReturnType<typeof readPictureTexts> {
  return readPictureTexts(bytes, new Set([...settingsKeywords, recordKeyword]), inflate)
}
