// The pictures we made: their files, their rows, and a trash folder on the same disk.
import { createHash, randomUUID } from 'node:crypto'
import { access, mkdir, readFile } from 'node:fs/promises'
import { basename, dirname, extname, join, parse, relative, sep } from 'node:path'
import { AppError } from '../base/errors.ts'
import { oneAtATime, type InTurn } from '../base/turns.ts'
import type { Pixels } from '../contract/engine.ts'
import type { GenerationRequest, PictureRecord } from '../contract/generation.ts'
import type { PictureSummary, Publish } from '../contract/studio.ts'
import type { PictureOrigin } from '../contract/picture-origin.ts'
import type { PictureRow, PictureTable } from '../database/pictures.ts'
import { removeAbandonedParts } from '../files/part-files.ts'
import { rewriteRecord, writePicture } from '../files/picture-file.ts'
import { writeError } from '../files/system-error.ts'
import { foldersToMake } from '../journal/folders.ts'
import type { Journal } from '../journal/journal.ts'
import type { Moved, MoveFollower } from '../journal/operation.ts'
import { trashFolder } from '../journal/trash-folder.ts'
import { cleanParts, pictureName } from './file-names.ts'
import { summaryOf } from './picture-summary.ts'

export type PictureStore = {
  /** One free absolute path per picture of the batch, their folders made; each is given out once. */
  reserve(folder: string, pattern: string, request: GenerationRequest, modelName: string): Promise<string[]>
  /** Writes the file, whole or not at all, then the row. */
  save(picture: FiledPicture & { readonly pixels: Pixels }): Promise<PictureSummary>
  /** The row of a file that is there. */
  add(picture: FiledPicture & Pick<Pixels, 'width' | 'height'>): PictureSummary
  /** A free absolute path for a copy of a file of that name, its folder made; given out once. */
  reserveCopy(folder: string, name: string): Promise<string>
  addImported(picture: ImportedPicture): PictureSummary
  /** The picture that has these contents; one of ours is known by its record, and then by its file. */
  sameAs(sha256: string, record: PictureRecord | null): Promise<{ id: string; isTrashed: boolean } | null>
  /** What came with an import, as one operation, whose id it answers; null where nothing of it is there. */
  trashImport(importId: string): Promise<string | null>
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

/** A copy of a picture that was made elsewhere. */
export type ImportedPicture = Pick<FiledPicture, 'folder' | 'path'> & {
  readonly importId: string
  readonly width: number
  readonly height: number
  readonly createdAt: string
  readonly sha256: string
  /** Of one of ours. */
  readonly record: PictureRecord | null
  readonly origin: PictureOrigin
}

export type FiledPicture = {
  readonly jobId: string
  readonly folder: string
  /** Below `folder`. */
  readonly path: string
  readonly record: PictureRecord
}

/** Of the pictures folder. */
const importsFolder = 'imported'

export type PictureStoreOptions = {
  table: PictureTable
  journal: Pick<Journal, 'carryOut' | 'undo' | 'lastTo' | 'follow'>
  /** `isMark`: nothing but a heart has changed. */
  publish(event: Parameters<Publish<'picture' | 'picture-removed'>>[0], isMark?: boolean): void
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
  function told(id: string, isMark = false): PictureSummary {
    const now = row(id)
    const picture = summaryOf(now)
    if (now.trashedAt === null) publish({ type: 'picture', picture }, isMark)
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
        const path = await freePath(join(folder, ...name.split('/')), '.png', reserved)
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
    async reserveCopy(folder, name) {
      const { name: stem, ext } = parse(
        name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1),
      )
      const [safe = 'picture'] = cleanParts(stem)
      const copies = join(folder, importsFolder)
      await mkdir(copies, { recursive: true }).catch((cause: unknown) => {
        throw writeError(cause, copies)
      })
      return freePath(join(copies, safe), ext.toLowerCase(), reserved)
    },
    addImported({ path, folder, record, ...picture }) {
      const id = randomUUID()
      // Nobody asked for it here.
      table.add({ ...picture, id, jobId: id, folder, fileName: nameBelow(folder, path), record })
      reserved.delete(path)
      return told(id)
    },
    async sameAs(sha256, record) {
      const copy = table.bySha256(sha256)
      // One whose trash was emptied is not here any more.
      if (copy !== null && (copy.trashedAt === null || (await isThere(pathNow(copy)))))
        return { id: copy.id, isTrashed: copy.trashedAt !== null }
      if (record === null) return null
      for (const own of table.madeAt(record.createdAt)) {
        const bytes = await readFile(pathNow(own)).catch(() => null)
        const hash = bytes && createHash('sha256').update(bytes).digest('hex')
        if (hash === sha256) return { id: own.id, isTrashed: own.trashedAt !== null }
      }
      return null
    },
    trashImport: (importId) =>
      inTurn(async () => {
        const rows = table.ofImport(importId)
        if (rows.length === 0) return null
        const folders = new Set(rows.map((picture) => dirname(trashedPathOf(picture))))
        const { id } = await journal.carryOut({
          kind: 'trash',
          moves: [
            ...[...folders].map((to) => ({ from: null, to })),
            ...rows.map((picture) => ({ from: pathOf(picture), to: trashedPathOf(picture) })),
          ],
          names: rows.map((picture) => basename(pathOf(picture))),
        })
        return id
      }),
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
      return told(id, true)
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
        const ending = extname(picture.fileName)
        const path = await freePath(pathOf(picture).slice(0, -ending.length || undefined), ending, reserved)
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

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/** `base.png`, or `base-2.png` and so on where a file or an earlier reservation is; reserves it. */
async function freePath(base: string, ending: string, taken: Set<string>): Promise<string> {
  for (let number = 1; ; number++) {
    const path = number === 1 ? `${base}${ending}` : `${base}-${number}${ending}`
    if (taken.has(path)) continue
    if ((await isThere(path)) || taken.has(path)) continue
    taken.add(path)
    return path
  }
}
