// What the names of the files in one folder amount to: pictures with their captions, and what is passed over. Pure.
import { basename, extname } from 'node:path'
import { pictureEndings } from '../../files/picture.ts'
import { remark, type Remark } from '../../messages/table.ts'
import { captionFiles } from './caption-index.ts'

export type PassedFile = {
  readonly name: string
  readonly reason: 'unsupported' | 'mask'
  readonly why: Remark
}

export type PictureNames = {
  /** With the caption file that lies beside it, or null. */
  readonly pictures: readonly (readonly [name: string, caption: string | null])[]
  readonly passedOver: readonly PassedFile[]
  /** Captions of pictures that are not there. */
  readonly lonely: readonly string[]
  /** Captions of an ending that nobody asked for. */
  readonly passedCaptions: { readonly count: number; readonly ending: string } | null
}

/** What people keep among pictures and nothing here can decode. */
const unsupportedEndings = new Set(
  [
    '.jxl .heic .heif .psd .svg .tga .ico .jp2 .exr .hdr',
    '.dng .cr2 .cr3 .nef .arw .orf .rw2',
    '.mp4 .webm .mov .mkv .avi',
  ]
    .join(' ')
    .split(' '),
)

/** As OneTrainer calls the mask of `name.png`, and what else it lays beside it. */
export const maskEnding = '-masklabel.png'
const besidePicture = /-(masklabel|condlabel)\.png$/i

/** `names`: all files of the folder, sorted. Hidden ones are passed over. */
export function pictureNames(names: readonly string[], captionExtension: string): PictureNames {
  const visible = names.filter((name) => !name.startsWith('.'))
  const all = visible.filter(isPicture)
  const stems = new Set(all.map((name) => stemOf(name).normalize('NFC')))
  const isBeside = (name: string): boolean =>
    besidePicture.test(name) && stems.has(name.replace(besidePicture, '').normalize('NFC'))
  const pictures = all.filter((name) => !isBeside(name))
  const masks = all.filter(isBeside)
  const unsupported = visible.filter((name) => unsupportedEndings.has(endingOf(name)))
  const captions = captionFiles(visible, captionExtension)
  return {
    pictures: pictures.map((name) => [name, captions.of(stemOf(name))]),
    passedOver: [
      ...masks.map((name): PassedFile => ({
        name,
        reason: 'mask',
        why: remark('dataset/mask-of-picture', { name: name.replace(besidePicture, '') }),
      })),
      ...unsupported.map((name): PassedFile => ({
        name,
        reason: 'unsupported',
        why: remark('dataset/unsupported-picture', { ending: endingOf(name) }),
      })),
    ],
    lonely: captions.without([...pictures, ...unsupported].map(stemOf)),
    passedCaptions: captions.passedOver(pictures.map(stemOf)),
  }
}

/** The name of a file without its ending. */
export const stemOf = (path: string): string => basename(path, extname(path))

export const isPicture = (name: string): boolean => pictureEndings.includes(endingOf(name))

const endingOf = (name: string): string => extname(name).toLowerCase()
