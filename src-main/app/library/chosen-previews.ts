// Pictures that people chose to stand for models and adapters: small copies of ours, each kept by the hash of its bytes, so
// that they stay when the picture goes.
import { createHash } from 'node:crypto'
import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ChosenPreview } from '../../contract/find.ts'
import type { Chooser } from '../../catalog/find/chooser.ts'
import type { ChoiceTable } from '../../database/find/choices.ts'
import type { ItemSearch } from '../../database/find/item-search.ts'
import { writeFileAtomically } from '../../files/atomic-write.ts'
import type { PictureWork } from '../../files/decoding/picture-work.ts'
import { writeError } from '../../files/system-error.ts'
import type { PictureStore } from '../../gallery/picture-store.ts'

export type ChosenPreviews = {
  /**
   * One of our pictures stands for these from now on; its answer is what takes it back. Without one again: an edit with
   * `preview: null`. Errors: `picture/not-found`, `file/…`, `picture/…`, `disk/…`.
   */
  choose(ids: readonly string[], picture: string): Promise<ChosenPreview>
  /** Keeps a small copy of a picture file; its hash. Errors: `file/…`, `picture/…`, `disk/…`. */
  keep(path: string): Promise<string>
  /** A copy that nobody shows. Rejects as the disk does; one that is gone is fine. */
  remove(sha256: string): Promise<void>
  /** Of the picture that was chosen for it; null where none was. */
  path(id: string): string | null
  /** Of a site's picture, where there is nothing else; null without one. */
  sitePath(id: string): string | null
  /** By the hash by which it is kept. */
  keptPath(sha256: string): string
}

export type ChosenPreviewsOptions = {
  readonly folder: string
  readonly pictures: Pick<PictureStore, 'filePath'>
  readonly work: Pick<PictureWork, 'small'>
  readonly choices: Pick<ChoiceTable, 'of'>
  readonly chooser: Pick<Chooser, 'edit'>
  readonly items: Pick<ItemSearch, 'rowsOf'>
}

/** As large as cards are shown, twice as dense. */
const longestSide = 768

export function chosenPreviews({
  folder,
  pictures,
  work,
  choices,
  chooser,
  items,
}: ChosenPreviewsOptions): ChosenPreviews {
  const fileOf = (sha256: string): string => join(folder, `${sha256}.webp`)

  async function keep(picture: string): Promise<string> {
    const bytes = await work.small(picture, longestSide)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const path = fileOf(sha256)
    if ((await stat(path).catch(() => null)) !== null) return sha256
    await mkdir(folder, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
      throw writeError(cause, folder)
    })
    await writeFileAtomically(path, bytes)
    return sha256
  }

  return {
    async choose(ids, picture) {
      const preview = await keep(pictures.filePath(picture))
      return { ...chooser.edit([{ ids: [...ids], change: { preview } }]), preview }
    },
    keep,
    remove: (sha256) => rm(fileOf(sha256), { force: true }),
    keptPath: fileOf,
    sitePath(id) {
      const preview = items.rowsOf([id])[0]?.sitePreview ?? null
      return preview === null ? null : fileOf(preview)
    },
    path(id) {
      const preview = choices.of([id]).get(id)?.preview ?? null
      return preview === null ? null : fileOf(preview)
    },
  }
}
