// A kept picture is made again from its record, as a draft, and compared with what was kept.
import { AppError } from '../../base/errors.ts'
import type { Replay, ReplayVerdict } from '../../contract/replay.ts'
import type { PictureWork } from '../../files/decoding/picture-work.ts'
import type { PictureStore } from '../../gallery/picture-store.ts'
import { recordDifferences } from '../../gallery/record-differences.ts'
import type { Drafts } from '../drafts.ts'
import { boundRecord, recordOf, type RecordLibrary } from './bound-record.ts'

export type Replays = {
  /** Throws `picture/not-found`, `replay/…`, `stored/…`. */
  start(pictureId: string): Promise<Replay>
  /** Of a draft that is done. Throws `picture/not-found`, `draft/…`, `file/…`, `picture/…`. */
  verdict(pictureId: string, draftId: string): Promise<ReplayVerdict>
}

export type ReplayParts = RecordLibrary & {
  pictures: Pick<PictureStore, 'find' | 'filePath'>
  drafts: Pick<Drafts, 'start' | 'filePath' | 'record'>
  pictureWork: Pick<PictureWork, 'compare'>
}

export function replays({ pictures, drafts, pictureWork, ...library }: ReplayParts): Replays {
  return {
    async start(pictureId) {
      const { request, image } = await boundRecord(recordOf(pictures.find(pictureId)), library)
      const [draft] = drafts.start({ lane: 'replay', requests: [request], image })
      if (draft === undefined) throw new AppError('draft/no-picture')
      return { draft }
    },
    async verdict(pictureId, draftId) {
      const pixels = await pictureWork.compare(pictures.filePath(pictureId), drafts.filePath(draftId))
      if (pixels.differing === 0) return { ...pixels, isEqual: true, differs: [] }
      // Hashes of what acted now may still be on their way; those of then may have come since.
      const now = await drafts.record(draftId)
      return {
        ...pixels,
        isEqual: false,
        differs: recordDifferences(recordOf(pictures.find(pictureId)), now),
      }
    },
  }
}
