// The rows of the pictures we made.
import { join } from 'node:path'
import { parseStored } from '../contract/stored.ts'
import type { Connection } from './connection.ts'

export type PictureRow = {
  /** Grows with each picture; a row keeps its own. */
  sequence: number
  id: string
  jobId: string
  /** Absolute; the pictures folder of its day. */
  folder: string
  /** Relative to `folder`, with forward slashes. */
  fileName: string
  width: number
  height: number
  createdAt: string
  record: unknown
  favourite: boolean
  trashedAt: string | null
  /** Of a picture that was imported: where it is from, its contents, and with which it came; else null. */
  origin: unknown
  sha256: string | null
  importId: string | null
  /** Whether it belongs to a trial, as its job does. */
  forTrial: boolean
}

type Stored = {
  sequence: number
  id: string
  job_id: string
  folder: string
  file_name: string
  width: number
  height: number
  created_at: string
  record: string
  favourite: number
  trashed_at: string | null
  origin: string | null
  sha256: string | null
  import_id: string | null
  for_trial: number
}

function fromStored(row: Stored): PictureRow {
  return {
    sequence: row.sequence,
    id: row.id,
    jobId: row.job_id,
    folder: row.folder,
    fileName: row.file_name,
    width: row.width,
    height: row.height,
    createdAt: row.created_at,
    record: parseStored(row.record),
    favourite: row.favourite === 1,
    trashedAt: row.trashed_at,
    origin: row.origin === null ? null : parseStored(row.origin),
    sha256: row.sha256,
    importId: row.import_id,
    forTrial: row.for_trial === 1,
  }
}

/** Where a picture lies, or lay before it went into the trash. */
export type PlacedPicture = Pick<PictureRow, 'sequence' | 'id' | 'folder' | 'fileName'> & { trashed: boolean }

type Imported = 'origin' | 'sha256' | 'importId'
type NewPicture = Omit<PictureRow, 'sequence' | 'favourite' | 'trashedAt' | 'forTrial' | Imported> &
  Partial<Pick<PictureRow, Imported>>

export type PictureTable = {
  add(picture: NewPicture): void
  /** All or nothing. */
  addAll(pictures: readonly NewPicture[]): void
  find(id: string): PictureRow | null
  /** In the order that is asked for; those that are not there are left out. */
  bySequence(sequences: readonly number[]): PictureRow[]
  /** The same, of their ids. */
  ids(sequences: readonly number[]): string[]
  /** Of these contents, as far as they are known: of imported ones. */
  bySha256(sha256: string): PictureRow | null
  madeAt(createdAt: string): PictureRow[]
  /** Without the trash. */
  ofImport(importId: string): PictureRow[]
  /** In the order in which they were made, without the trash. */
  idsOfJob(jobId: string): string[]
  /** Those that were made here and for no trial, newest first, without the trash; `before` is the id of the last picture already known. */
  list(before: string | null, limit: number): PictureRow[]
  setFavourite(id: string, favourite: boolean): void
  setTrashed(id: string, trashedAt: string): void
  /** Out of the trash, under a name that may be new. */
  restore(id: string, fileName: string): void
  setRecord(id: string, record: unknown): void
  /** A piece of all, in order, behind a sequence; those in the trash, too. */
  placed(after: number, limit: number): PlacedPicture[]
  /** Without the trash, the newest first, behind a sequence or from the first. */
  olderIds(before: number | null, limit: number): { sequence: number; id: string }[]
  /** Every folder that pictures of any day went to, absolute. */
  roots(): string[]
  /** Every folder that pictures lie in, absolute. */
  folders(): string[]
}

export function pictureTable(database: Connection): PictureTable {
  const insert = database.prepare<[NewPicture & { record: string; origin: string | null }]>(
    `insert into pictures (id, job_id, folder, file_name, width, height, created_at, record, origin, sha256, import_id,
       for_trial)
     values (@id, @jobId, @folder, @fileName, @width, @height, @createdAt, @record, @origin, @sha256, @importId,
       coalesce((select for_trial from jobs where id = @jobId), 0))`,
  )
  const byId = database.prepare<[string], Stored>('select * from pictures where id = ?')
  const bySequence = database.prepare<[number], Stored>('select * from pictures where sequence = ?')
  const idOf = database.prepare<[number], { id: string }>('select id from pictures where sequence = ?')
  const byJob = database.prepare<[string], { id: string }>(
    'select id from pictures where job_id = ? and trashed_at is null order by sequence',
  )
  const newest = database.prepare<[number], Stored>(
    `select * from pictures where trashed_at is null and origin is null and for_trial = 0
     order by sequence desc limit ?`,
  )
  const older = database.prepare<[string, number], Stored>(
    `select * from pictures where trashed_at is null and origin is null and for_trial = 0
     and sequence < (select sequence from pictures where id = ?) order by sequence desc limit ?`,
  )
  const bySha256 = database.prepare<[string], Stored>(
    'select * from pictures where sha256 = ? order by trashed_at is not null limit 1',
  )
  const madeAt = database.prepare<[string], Stored>('select * from pictures where created_at = ?')
  const ofImport = database.prepare<[string], Stored>(
    'select * from pictures where import_id = ? and trashed_at is null order by sequence',
  )
  const setFavourite = database.prepare<[number, string]>('update pictures set favourite = ? where id = ?')
  const setTrashed = database.prepare<[string, string]>('update pictures set trashed_at = ? where id = ?')
  const restore = database.prepare<[string, string]>(
    'update pictures set trashed_at = null, file_name = ? where id = ?',
  )
  const setRecord = database.prepare<[string, string]>('update pictures set record = ? where id = ?')
  const placed = database.prepare<[number, number], Omit<PlacedPicture, 'trashed'> & { trashed: number }>(
    `select sequence, id, folder, file_name as fileName, trashed_at is not null as trashed
     from pictures where sequence > ? order by sequence limit ?`,
  )
  const olderIds = database.prepare<[number, number], { sequence: number; id: string }>(
    `select sequence, id from pictures where trashed_at is null and sequence < ? order by sequence desc limit ?`,
  )
  const roots = database.prepare<[], { folder: string }>('select distinct folder from pictures')
  // What is left of a name without its last part.
  const folders = database.prepare<[], { folder: string; below: string }>(
    `select distinct folder, rtrim(file_name, replace(file_name, '/', '')) as below from pictures`,
  )

  const add = (picture: NewPicture): void =>
    insert.run({
      ...picture,
      record: JSON.stringify(picture.record),
      origin: picture.origin === undefined || picture.origin === null ? null : JSON.stringify(picture.origin),
      sha256: picture.sha256 ?? null,
      importId: picture.importId ?? null,
    })

  return {
    add,
    addAll: database.transaction((pictures: readonly NewPicture[]) => pictures.forEach(add)),
    find(id) {
      const row = byId.get(id)
      return row === undefined ? null : fromStored(row)
    },
    bySequence: (sequences) =>
      sequences.flatMap((sequence) => {
        const row = bySequence.get(sequence)
        return row === undefined ? [] : [fromStored(row)]
      }),
    ids: (sequences) => sequences.flatMap((sequence) => idOf.get(sequence)?.id ?? []),
    bySha256(sha256) {
      const row = bySha256.get(sha256)
      return row === undefined ? null : fromStored(row)
    },
    madeAt: (createdAt) => madeAt.all(createdAt).map(fromStored),
    ofImport: (importId) => ofImport.all(importId).map(fromStored),
    idsOfJob: (jobId) => byJob.all(jobId).map(({ id }) => id),
    list: (before, limit) => (before === null ? newest.all(limit) : older.all(before, limit)).map(fromStored),
    setFavourite: (id, favourite) => setFavourite.run(favourite ? 1 : 0, id),
    setTrashed: (id, trashedAt) => setTrashed.run(trashedAt, id),
    restore: (id, fileName) => restore.run(fileName, id),
    setRecord: (id, record) => setRecord.run(JSON.stringify(record), id),
    placed: (after, limit) => placed.all(after, limit).map((row) => ({ ...row, trashed: row.trashed === 1 })),
    olderIds: (before, limit) => olderIds.all(before ?? Number.MAX_SAFE_INTEGER, limit),
    roots: () => roots.all().map(({ folder }) => folder),
    folders: () => folders.all().map(({ folder, below }) => join(folder, ...below.split('/'))),
  }
}
