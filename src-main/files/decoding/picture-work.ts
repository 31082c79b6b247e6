// What is done with picture files of strangers for the screen, in whatever process it is called.
import { readPicture, type PictureFacts } from '../picture.ts'
import { pictureThumbnail } from '../picture-thumbnail.ts'
import { shrunkWebp } from '../webp.ts'
import type { DifferenceMap } from '../../base/difference-map.ts'
import type { ExportWay } from '../../contract/export.ts'
import type { PixelDifference } from '../../contract/replay.ts'
import { comparePictures } from './compare-pictures.ts'
import { differenceMap } from './difference-map.ts'
import { exportPicture } from './export-picture.ts'
import { hiddenText } from './hidden-text.ts'

export type PictureWork = {
  /** Errors: `file/…`, `picture/…`. */
  facts(path: string): Promise<PictureFacts>
  /** The whole picture inside a square, as WebP. Errors: the same. */
  small(path: string, longestSide: number): Promise<Uint8Array>
  /** The same, as JPEG where nothing of it is transparent. Errors: the same. */
  thumbnail(path: string, longestSide: number): Promise<Uint8Array>
  /** The settings text hidden in its pixels; null where there is none. Errors: the same. */
  hiddenText(path: string, mostBytes: number): Promise<string | null>
  /** Errors: the same. */
  compare(path: string, otherPath: string): Promise<PixelDifference>
  /** Where the second looks different from the first. Errors: the same. */
  difference(path: string, otherPath: string): Promise<DifferenceMap>
  /** The bytes of a file that is handed out. Errors: the same, `export/…`. */
  exported(path: string, way: Pick<ExportWay, 'form' | 'withMetadata'>): Promise<Uint8Array>
}

/** In this process. */
export const pictureWork: PictureWork = {
  facts: readPicture,
  small: shrunkWebp,
  thumbnail: pictureThumbnail,
  hiddenText,
  compare: comparePictures,
  difference: differenceMap,
  exported: exportPicture,
}
