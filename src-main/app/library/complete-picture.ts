// Hashes come after their picture: when they are known, its file and its row say so, too.
import type { PictureRecord } from '../../contract/generation.ts'
import type { PictureStore } from '../../gallery/picture-store.ts'

export type CompletingParts = { pictures: Pick<PictureStore, 'complete'> }

/** What cannot be completed stays as true as it was. */
export function completeLater(
  { pictures }: CompletingParts,
  id: string,
  fuller: Promise<PictureRecord | null>,
): void {
  const work = async (): Promise<void> => {
    const record = await fuller
    if (record !== null) await pictures.complete(id, record)
  }
  work().catch(() => undefined)
}
