// Pictures that lie in our folders and are in no row, as after the catalog was lost: their files say how they were made.
import { randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import { setImmediate as immediate } from 'node:timers/promises'
import { throwIfCancelled } from '../base/cancel.ts'
import type { PictureRecord } from '../contract/generation.ts'
import type { Publish } from '../contract/studio.ts'
import type { PictureTable, PlacedPicture } from '../database/pictures.ts'
import { trashFolder } from '../journal/trash-folder.ts'
import { summaryOf } from './picture-summary.ts'

export type FoundPicture = { readonly record: PictureRecord; readonly width: number; readonly height: number }

export type FindAgainOptions = {
  readonly table: Pick<
    PictureTable,
    'addAll' | 'bySequence' | 'find' | 'placed' | 'restore' | 'roots' | 'setTrashed'
  >
  /** Where pictures go now: looked through besides all that rows name. */
  readonly folder: string
  /** Null for a picture that we did not make, and for what is not one. */
  readonly read: (path: string) => Promise<FoundPicture | null>
  readonly publish: Publish<'picture' | 'picture-removed'>
  readonly now: () => Date
  readonly signal?: AbortSignal
}

const piece = 2_000
const readAtOnce = 2
const deepest = 12

/**
 * Rows for them, the oldest first, and what went into the trash or came back; says how many were found. What is in a row
 * keeps all that is known of it. Errors: those of the table, `job/cancelled`.
 */
export async function findAgain(options: FindAgainOptions): Promise<number> {
  const { table } = options
  const roots = withoutInner([...table.roots(), options.folder])
  const known = await knownPictures(options)
  let count = 0
  for (const root of roots) {
    const files = await pngsBelow(root)
    const inTrash = await namesIn(join(root, trashFolder))
    throwIfCancelled(options.signal)
    count += await addUnknown(
      options,
      root,
      files.filter((path) => !known.has(path)),
    )
    count += await addTrashed(options, root, inTrash)
    for (const path of files) {
      const picture = known.get(path)
      if (picture?.trashed === true && !inTrash.has(`${picture.id}.png`)) bringBack(options, picture)
    }
  }
  return count
}

/** By path. */
async function knownPictures({ table, signal }: FindAgainOptions): Promise<Map<string, PlacedPicture>> {
  const known = new Map<string, PlacedPicture>()
  for (let after = 0; ;) {
    const rows = table.placed(after, piece)
    for (const row of rows) known.set(join(row.folder, ...row.fileName.split('/')), row)
    const last = rows.at(-1)
    if (last === undefined) return known
    after = last.sequence
    await immediate()
    throwIfCancelled(signal)
  }
}

async function addUnknown(
  options: FindAgainOptions,
  root: string,
  paths: readonly string[],
): Promise<number> {
  const found = await readAll(options, paths)
  found.sort((one, other) => one.record.createdAt.localeCompare(other.record.createdAt))
  const rows = found.map((picture) => rowOf(picture, root, relative(root, picture.path), randomUUID()))
  for (let at = 0; at < rows.length; at += piece) {
    const some = rows.slice(at, at + piece)
    options.table.addAll(some)
    for (const { id } of some) tell(options, id)
    await immediate()
    throwIfCancelled(options.signal)
  }
  return rows.length
}

/** In the trash a picture is named by its row. */
async function addTrashed(
  options: FindAgainOptions,
  root: string,
  names: ReadonlySet<string>,
): Promise<number> {
  const { table, now, publish } = options
  const unknown: string[] = []
  for (const name of names) {
    const row = table.find(basename(name, '.png'))
    if (row === null) unknown.push(join(root, trashFolder, name))
    else if (row.folder === root && row.trashedAt === null) {
      table.setTrashed(row.id, now().toISOString())
      publish({ type: 'picture-removed', id: row.id })
    }
  }
  const found = await readAll(options, unknown)
  table.addAll(
    found.map((picture) => rowOf(picture, root, basename(picture.path), basename(picture.path, '.png'))),
  )
  for (const { path } of found) table.setTrashed(basename(path, '.png'), now().toISOString())
  return found.length
}

function bringBack(options: FindAgainOptions, { id, fileName }: PlacedPicture): void {
  options.table.restore(id, fileName)
  tell(options, id)
}

function tell({ table, publish }: FindAgainOptions, id: string): void {
  const row = table.find(id)
  if (row !== null) publish({ type: 'picture', picture: summaryOf(row) })
}

type ReadPicture = FoundPicture & { readonly path: string }

async function readAll({ read, signal }: FindAgainOptions, paths: readonly string[]): Promise<ReadPicture[]> {
  const found: ReadPicture[] = []
  const left = paths.values()
  const one = async (): Promise<void> => {
    for (const path of left) {
      throwIfCancelled(signal)
      const picture = await read(path)
      if (picture !== null) found.push({ ...picture, path })
    }
  }
  await Promise.all(Array.from({ length: readAtOnce }, one))
  throwIfCancelled(signal)
  return found
}

function rowOf(
  { record, width, height }: FoundPicture,
  folder: string,
  name: string,
  id: string,
): Parameters<PictureTable['addAll']>[0][number] {
  const fileName = name.split(sep).join('/')
  // Of which job it was is not in a picture.
  return { id, jobId: id, folder, fileName, width, height, createdAt: record.createdAt, record }
}

/** By path; without links, hidden things, and folders that cannot be read. */
async function pngsBelow(folder: string, depth = 0): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const paths: string[] = []
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory() && depth < deepest) paths.push(...(await pngsBelow(path, depth + 1)))
    else if (entry.isFile() && entry.name.toLowerCase().endsWith('.png')) paths.push(path)
  }
  return paths
}

async function namesIn(folder: string): Promise<ReadonlySet<string>> {
  const names = await readdir(folder).catch(() => [])
  return new Set(names.filter((name) => name.endsWith('.png')))
}

/** Those that lie in another one are looked through with it. */
function withoutInner(folders: readonly string[]): string[] {
  const all = [...new Set(folders)]
  return all.filter((folder) => !all.some((other) => other !== folder && folder.startsWith(other + sep)))
}
