// The pictures we made: their files, their rows, and a trash folder on the same disk.
import { randomUUID } from 'node:crypto'
import { access, mkdir } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { AppError } from '../base/errors.ts'
import { oneAtATime, type InTurn } from '../base/turns.ts'
import type { Pixels } from '../contract/engine.ts'
import type { GenerationRequest, PictureRecord } from '../contract/generation.ts'
import type { PictureSummary, Publish } from '../contract/studio.ts'
import type { PictureRow, PictureTable } from '../database/pictures.ts'
import { removeAbandonedParts } from '../files/part-files.ts'
import { rewriteRecord, writePicture } from '../files/picture-file.ts'
import { writeError } from '../files/system-error.ts'
import { foldersToMake } from '../journal/folders.ts'
import type { Journal } from '../journal/journal.ts'
import type { Moved, MoveFollower } from '../journal/operation.ts'
import { trashFolder } from '../journal/trash-folder.ts'
import { pictureName } from './file-names.ts'
import { summaryOf } from './picture-summary.ts'

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

export type PictureStoreOptions = {
  table: PictureTable
  journal: Pick<Journal, 'carryOut' | 'undo' | 'lastTo' | 'follow'>
  publish: Publish<'picture' | 'picture-removed'>
  now?: () => Date
}

export function pictureStore({
  table,
  journal,
  publish,
  now = () => new Date(),
}: PictureStoreOptions): PictureStore {
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
    const fileName = nameBelow(folder, path)
    table.add({ id, jobId, folder, fileName, width, height, createdAt: record.createdAt, record })
    reserved.delete(path)
    return told(id)
  }

  /** The picture that lies in the trash under this path. */
  function trashedAt(path: string): PictureRow | null {
    const picture = table.find(basename(path, '.png'))
    return picture !== null && trashedPathOf(picture) === path ? picture : null
  }

  const follower: MoveFollower = {
    note(moved) {
      for (const { from, to } of moved) {
        const [gone, back] = [trashedAt(to), trashedAt(from)]
        if (gone !== null) table.setTrashed(gone.id, now().toISOString())
        else if (back !== null) table.restore(back.id, nameBelow(back.folder, to))
      }
    },
    told(moved: readonly Moved[]) {
      for (const { from, to } of moved) {
        const [gone, back] = [trashedAt(to), trashedAt(from)]
        if (gone !== null) publish({ type: 'picture-removed', id: gone.id })
        else if (back !== null) told(back.id)
      }
    },
  }
  journal.follow(follower)

  async function restoreTo(path: string, picture: PictureRow): Promise<void> {
    const moves = [...(await foldersToMake(dirname(path))), { from: trashedPathOf(picture), to: path }]
    await journal.carryOut({ kind: 'restore', moves, names: [basename(path)] })
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
        const trashed = trashedPathOf(picture)
        await journal.carryOut({
          kind: 'trash',
          moves: [
            { from: null, to: dirname(trashed) },
            { from: pathOf(picture), to: trashed },
          ],
          names: [basename(pathOf(picture))],
        })
      }),
    restore: (id) =>
      inTurn(async () => {
        const picture = row(id)
        if (picture.trashedAt === null) return summaryOf(picture)
        const path = await freePath(pathOf(picture).replace(/\.png$/, ''), reserved)
        try {
          // Older versions kept no journal.
          const thrown = journal.lastTo(trashedPathOf(picture))
          if (thrown?.count === 1 && path === pathOf(picture)) await journal.undo(thrown.id)
          else await restoreTo(path, picture)
        } finally {
          reserved.delete(path)
        }
        return summaryOf(row(id))
      }),
    tidy: () => sweep(table.folders()),
  }
}

/** With forward slashes. */
function nameBelow(folder: string, path: string): string {
  return relative(folder, path).split(sep).join('/')
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
