// The pictures we made: their files, their rows, and a trash folder on the same disk.
import { randomUUID } from 'node:crypto'
import { access, mkdir, rename } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { AppError } from '../base/errors.ts'
import { oneAtATime, type InTurn } from '../base/turns.ts'
import type { Pixels } from '../contract/engine.ts'
import { recordKind, type GenerationRequest, type PictureRecord } from '../contract/generation.ts'
import { readStored } from '../contract/stored.ts'
import type { PictureSummary, Publish } from '../contract/studio.ts'
import type { PictureRow, PictureTable } from '../database/pictures.ts'
import { removeAbandonedParts } from '../files/part-files.ts'
import { rewriteRecord, writePicture } from '../files/picture-file.ts'
import { readError, writeError } from '../files/system-error.ts'
import { pictureName } from './file-names.ts'

export type PictureStore = {
  /** One free absolute path per picture of the batch, their folders made; each is given out once. */
  reserve(folder: string, pattern: string, request: GenerationRequest, modelName: string): Promise<string[]>
  /** Writes the file, whole or not at all, then the row. */
  save(picture: FiledPicture & { readonly pixels: Pixels }): Promise<PictureSummary>
  /** The row of a file that is there. */
  add(picture: FiledPicture & Pick<Pixels, 'width' | 'height'>): PictureSummary
  /**
   * A fuller record in the file and in the row; its time stays. Null, and nothing is changed, where somebody else has
   * changed or removed the file. Throws `picture/not-found`, `disk/…`.
   */
  complete(id: string, record: PictureRecord): Promise<PictureSummary | null>
  list(before: string | null, limit: number): PictureSummary[]
  idsOfJob(jobId: string): string[]
  /** Throws `picture/not-found`. */
  find(id: string): PictureSummary
  filePath(id: string): string
  setFavourite(id: string, favourite: boolean): PictureSummary
  trash(id: string): Promise<void>
  /** Under its old name, or the next free one when that was taken meanwhile. */
  restore(id: string): Promise<PictureSummary>
  /** Removes what killed hosts left in the folders of pictures. */
  tidy(): Promise<void>
}

export type FiledPicture = {
  readonly jobId: string
  readonly folder: string
  /** Below `folder`. */
  readonly path: string
  readonly record: PictureRecord
}

const trashFolder = '.lamina-trash'

export type PictureStoreOptions = {
  table: PictureTable
  publish: Publish<'picture' | 'picture-removed'>
  now?: () => Date
}

export function pictureStore({ table, publish, now = () => new Date() }: PictureStoreOptions): PictureStore {
  function row(id: string): PictureRow {
    const found = table.find(id)
    if (found === null) throw new AppError('picture/not-found', {}, { details: { id } })
    return found
  }

  const pathOf = (picture: PictureRow): string => join(picture.folder, ...picture.fileName.split('/'))
  const trashedPathOf = (picture: PictureRow): string =>
    join(picture.folder, trashFolder, `${picture.id}.png`)

  /** Folders from which what killed hosts left has been removed. */
  const swept = new Set<string>()
  async function sweep(folders: readonly string[]): Promise<void> {
    const fresh = folders.filter((folder) => !swept.has(folder))
    for (const folder of fresh) swept.add(folder)
    await removeAbandonedParts(fresh)
  }

  /** What changes of a picture in the trash is not told. */
  function told(id: string): PictureSummary {
    const now = row(id)
    const picture = summaryOf(now)
    if (now.trashedAt === null) publish({ type: 'picture', picture })
    return picture
  }

  // Also those whose file is yet to be written.
  const reserved = new Set<string>()
  /** A file is moved, or written anew, by one at a time. */
  const inTurn: InTurn = oneAtATime()

  async function move(from: string, to: string): Promise<void> {
    try {
      await access(from)
    } catch (cause) {
      throw readError(cause, from)
    }
    try {
      await mkdir(dirname(to), { recursive: true })
      await rename(from, to)
    } catch (cause) {
      throw writeError(cause, to)
    }
  }

  function pathNow(picture: PictureRow): string {
    return picture.trashedAt === null ? pathOf(picture) : trashedPathOf(picture)
  }

  function add({
    jobId,
    folder,
    path,
    record,
    width,
    height,
  }: Parameters<PictureStore['add']>[0]): PictureSummary {
    const id = randomUUID()
    const fileName = relative(folder, path).split(sep).join('/')
    table.add({ id, jobId, folder, fileName, width, height, createdAt: record.createdAt, record })
    reserved.delete(path)
    return told(id)
  }

  /** Where the catalog cannot note it, the file goes back. */
  async function moveAndNote(from: string, to: string, note: () => void): Promise<void> {
    await move(from, to)
    try {
      note()
    } catch (error) {
      await move(to, from)
      throw error
    }
  }

  return {
    async reserve(folder, pattern, request, modelName) {
      const at = now()
      const paths: string[] = []
      for (let index = 0; index < request.batch; index++) {
        const name = pictureName(pattern, { request, modelName, index, at })
        const path = await freePath(join(folder, ...name.split('/')), reserved)
        paths.push(path)
        await mkdir(dirname(path), { recursive: true }).catch((cause: unknown) => {
          throw writeError(cause, path)
        })
      }
      await sweep([...new Set(paths.map((path) => dirname(path)))])
      return paths
    },
    async save({ pixels, ...picture }) {
      const { width, height } = pixels
      await writePicture(picture.path, pixels, picture.record)
      return add({ ...picture, width, height })
    },
    add,
    complete: (id, record) =>
      inTurn(async () => {
        const picture = row(id)
        const written = await rewriteRecord(pathNow(picture), picture.record, record)
        if (!written) return null
        table.setRecord(id, record)
        return told(id)
      }),
    list: (before, limit) => table.list(before, limit).map(summaryOf),
    idsOfJob: table.idsOfJob,
    find: (id) => summaryOf(row(id)),
    filePath: (id) => pathNow(row(id)),
    setFavourite(id, favourite) {
      row(id)
      table.setFavourite(id, favourite)
      return told(id)
    },
    trash: (id) =>
      inTurn(async () => {
        const picture = row(id)
        if (picture.trashedAt !== null) return
        await moveAndNote(pathOf(picture), trashedPathOf(picture), () =>
          table.setTrashed(id, now().toISOString()),
        )
        publish({ type: 'picture-removed', id })
      }),
    restore: (id) =>
      inTurn(async () => {
        const picture = row(id)
        if (picture.trashedAt === null) return summaryOf(picture)
        const path = await freePath(pathOf(picture).replace(/\.png$/, ''), reserved)
        const fileName = relative(picture.folder, path).split(sep).join('/')
        await moveAndNote(trashedPathOf(picture), path, () => table.restore(id, fileName)).finally(() =>
          reserved.delete(path),
        )
        return told(id)
      }),
    tidy: () => sweep(table.folders()),
  }
}

function summaryOf(picture: PictureRow): PictureSummary {
  const { value: record, problem } = readStored(recordKind, picture.record)
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
    favourite: picture.favourite,
    fileName: picture.fileName,
  }
}

/** `base.png`, or `base-2.png` and so on where a file or an earlier reservation is; reserves it. */
async function freePath(base: string, taken: Set<string>): Promise<string> {
  for (let number = 1; ; number++) {
    const path = number === 1 ? `${base}.png` : `${base}-${number}.png`
    if (taken.has(path)) continue
    const exists = await access(path).then(
      () => true,
      () => false,
    )
    if (exists || taken.has(path)) continue
    taken.add(path)
    return path
  }
}
