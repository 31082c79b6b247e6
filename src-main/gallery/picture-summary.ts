// A picture's row as a window sees it.
import { recordKind } from '../contract/generation.ts'
import { originKind } from '../contract/picture-origin.ts'
import { readStored } from '../contract/stored.ts'
import type { PictureSummary } from '../contract/studio.ts'
import type { PictureRow } from '../database/pictures.ts'

export function summaryOf(picture: PictureRow): PictureSummary {
  const origin = picture.origin === null ? null : readStored(originKind, picture.origin).value
  const { value: record, problem } =
    picture.origin !== null && picture.record === null
      ? { value: null, problem: null }
      : readStored(recordKind, picture.record)
  return {
    id: picture.id,
    jobId: picture.jobId,
    url: `/media/picture/${picture.id}`,
    thumbnailUrl: `/media/thumbnail/${picture.id}`,
    width: picture.width,
    height: picture.height,
    createdAt: picture.createdAt,
    record,
    problem,
    origin,
    forTrial: picture.forTrial,
    favourite: picture.favourite,
    fileName: picture.fileName,
  }
}
