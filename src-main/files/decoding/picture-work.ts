// What is done with picture files of strangers for the screen, in whatever process it is called.
import { readPicture, type PictureFacts } from '../picture.ts'
import { shrunkWebp } from '../webp.ts'

export type PictureWork = {
  /** Errors: `file/…`, `picture/…`. */
  facts(path: string): Promise<PictureFacts>
  /** The whole picture inside a square, as WebP. Errors: the same. */
  small(path: string, longestSide: number): Promise<Uint8Array>
}

/** In this process. */
export const pictureWork: PictureWork = { facts: readPicture, small: shrunkWebp }
