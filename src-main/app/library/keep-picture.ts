// A draft becomes a picture of the gallery: a file under a name of its own there, then a row.
import { constants, copyFile, link, rm } from 'node:fs/promises'
import { invariant } from '../../base/errors.ts'
import type { PictureRecord } from '../../contract/generation.ts'
import type { PictureSummary } from '../../contract/studio.ts'
import type { ModelCatalog } from '../../catalog/models/model-catalog.ts'
import { systemCode, writeError } from '../../files/system-error.ts'
import type { PictureStore } from '../../gallery/picture-store.ts'
import type { SettingsStore } from '../settings.ts'

export type KeepParts = {
  pictures: PictureStore
  models: Pick<ModelCatalog, 'list'>
  settings: Pick<SettingsStore, 'get'>
}

/** A picture that was written where drafts lie. */
export type DraftPicture = {
  readonly path: string
  readonly width: number
  readonly height: number
  readonly record: PictureRecord
}

/** Whatever fails, the draft's own file stays where it is. */
export async function keepPicture(
  { pictures, models, settings }: KeepParts,
  id: string,
  draft: DraftPicture,
): Promise<PictureSummary> {
  const { picturesFolder, picturePattern } = settings.get()
  const { record } = draft
  const model = models.list().find((known) => known.id === record.request.model)
  const name = model?.name ?? record.model.name
  const [path] = await pictures.reserve(picturesFolder, picturePattern, record.request, name)
  invariant(path !== undefined, 'a draft is one picture')
  await place(draft.path, path)
  try {
    return pictures.add({ ...draft, jobId: id, folder: picturesFolder, path })
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}

/** A second name for the file; a copy where the disk is another or knows no second names. Never over another file. */
async function place(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch {
    try {
      await copyFile(from, to, constants.COPYFILE_EXCL)
    } catch (cause) {
      if (systemCode(cause) !== 'EEXIST') await rm(to, { force: true }).catch(() => undefined)
      throw writeError(cause, to)
    }
  }
}
