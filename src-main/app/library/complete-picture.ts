// Hashes come after their picture: when they are known, its file and its row say so, too.
import type { PictureRecord } from '../../contract/generation.ts'
import type { PictureSummary } from '../../contract/studio.ts'
import type { PictureStore } from '../../gallery/picture-store.ts'

export type CompletingParts = {
  pictures: PictureStore
  onPicture(picture: PictureSummary): void
}

/** What cannot be completed stays as true as it was. */
export function completeLater(
  { pictures, onPicture }: CompletingParts,
  id: string,
  fuller: Promise<PictureRecord | null>,
): void {
  const work = async (): Promise<void> => {
    const record = await fuller
    const picture = record && (await pictures.complete(id, record))
    if (picture) onPicture(picture)
  }
  work().catch(() => undefined)
}
