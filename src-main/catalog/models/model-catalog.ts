// The checkpoints and VAE files of the model folders: listed, named, hashed when used.
import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { AppError, errorFromReport } from '../../base/errors.ts'
import { readStored, toStore } from '../../contract/stored.ts'
import type { ModelSummary, Publish } from '../../contract/studio.ts'
import type { ModelRow, ModelTable } from '../../database/models.ts'
import type { LibraryReader, ReadFile } from '../library-reader.ts'
import { inspectionKind, refusedModel, type Inspection } from './inspection.ts'
import { itemOfModel } from './item-of-model.ts'
import { awayModels, type AwayModels } from './moved-model.ts'

export type UsableModel = { id: string; path: string; name: string }

export type ModelCatalog = {
  /** By path. */
  list(): ModelSummary[]
  byId(id: string): ModelSummary | null
  /** What the file there is; null where there is no model. */
  byPath(path: string): ModelSummary | null
  /** Throws `model/not-found`, `model/missing`, or the problem its file has. */
  usable(id: string): UsableModel
  /** Without reading anything. */
  knownHash(id: string): string | null
  /** A picture was asked of them now. */
  used(ids: readonly string[]): void
  /** Null when it takes longer than `patienceMs`; the work goes on and is kept. */
  hash(id: string, patienceMs: number): Promise<string | null>
  /** Hears of the model folders. */
  reader: LibraryReader
  /** The rows of these paths were written by somebody else. */
  reread(paths: readonly string[]): void
}

export type ModelCatalogOptions = {
  table: ModelTable
  /** SHA-256 of a whole file; rejects when it cannot be read. */
  hash(path: string): Promise<string>
  publish: Publish<'model' | 'model-removed'>
  now?: () => Date
}

type Entry = { readonly row: ModelRow; readonly inspection: Inspection }

export function modelIdOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 20)
}

export function modelCatalog(options: ModelCatalogOptions): ModelCatalog {
  const { table, hash, publish, now = () => new Date() } = options
  const hashing = new Map<string, Promise<string>>()
  const entries = new Map<string, Entry>()
  const idByPath = new Map<string, string>()
  const unreadable = new Set<string>()
  for (const row of table.all()) note(row)

  /** What is stored and cannot be read is shown as damaged until its file is read again. */
  function note(row: ModelRow): Entry {
    idByPath.set(row.path, row.id)
    const { value, problem } = readStored(inspectionKind, row.inspection)
    if (problem === null) unreadable.delete(row.path)
    else unreadable.add(row.path)
    const entry = { row, inspection: value ?? refusedModel(row.path, problem) }
    entries.set(row.id, entry)
    return entry
  }

  /** A row that was written just now, as everybody shall know it. */
  function refresh(id: string): void {
    const row = table.find(id)
    if (row !== null) publish({ type: 'model', model: summaryOf(note(row)) })
  }

  function mark(id: string, missing: boolean): void {
    table.setMissing(id, missing)
    refresh(id)
  }

  function remove(id: string, path: string): void {
    table.remove(id)
    idByPath.delete(path)
    unreadable.delete(path)
    if (entries.delete(id)) publish({ type: 'model-removed', id })
  }

  function usable(id: string): UsableModel {
    const entry = entries.get(id)
    if (entry === undefined) {
      throw new AppError('model/not-found', {}, { details: { id } })
    }
    const { row, inspection } = entry
    if (row.missing) {
      throw new AppError('model/missing', { name: inspection.name }, { details: { path: row.path } })
    }
    if (inspection.problem !== null) throw errorFromReport(inspection.problem)
    return { id, path: row.path, name: inspection.name }
  }

  async function hashNow({ id, path, sizeBytes, modifiedMs }: ModelRow): Promise<string> {
    const sha256 = await hash(path)
    table.setHash(id, sizeBytes, modifiedMs, sha256)
    const row = table.find(id)
    if (row !== null) note(row)
    return sha256
  }

  /** A model that was moved took the id of its first place along. */
  function newId(path: string): string {
    let id = modelIdOf(path)
    while (entries.has(id)) id = modelIdOf(`${path}\n${id}`)
    return id
  }

  async function takeModel(file: ReadFile, model: Inspection): Promise<void> {
    const { path, sizeBytes, modifiedMs } = file
    const inspection = toStore(inspectionKind, model)
    const read = {
      path,
      sizeBytes,
      modifiedMs,
      inspection,
      item: itemOfModel({ path, sizeBytes }, model, file.thing.about),
    }
    const known = idByPath.get(path)
    const moved = known === undefined ? await away.find(file) : null
    const id = known ?? moved?.row.id ?? newId(path)
    if (moved === null) table.put({ ...read, id, addedAt: now().toISOString() })
    else {
      table.move({ ...read, id, sha256: moved.sha256 })
      idByPath.delete(moved.row.path)
      unreadable.delete(moved.row.path)
    }
    refresh(id)
  }

  let away: AwayModels = awayModels([], { known: new Map(), fresh: [] }, hash)

  const reader: LibraryReader = {
    stale: () => [...unreadable],
    begin(beginning) {
      const { gone } = beginning
      const rows = [...entries.values()].map(({ row }) => row)
      // One that was there the last time is more likely to be elsewhere now than one that has been away for long.
      const goneNow = rows.filter(({ path }) => gone.has(path))
      const goneLong = rows.filter(({ path, missing }) => missing && !gone.has(path))
      away = awayModels([...goneNow, ...goneLong], beginning, hash)
    },
    async take(files) {
      for (const file of files) {
        const known = idByPath.get(file.path)
        if (file.model !== null) await takeModel(file, file.model)
        else if (known !== undefined) remove(known, file.path)
      }
    },
    end(gone, back) {
      for (const path of gone) {
        const id = idByPath.get(path)
        if (id === undefined) continue
        // Nobody waits for a file that could not be used; what could be is not known where it cannot be read.
        if (entries.get(id)?.inspection.problem !== null && !unreadable.has(path)) remove(id, path)
        else mark(id, true)
      }
      for (const path of back) {
        const id = idByPath.get(path)
        if (id !== undefined) mark(id, false)
      }
    },
  }

  return {
    list: () => [...entries.values()].sort(byPath).map(summaryOf),
    byId(id) {
      const entry = entries.get(id)
      return entry === undefined ? null : summaryOf(entry)
    },
    byPath(path) {
      const entry = entries.get(idByPath.get(path) ?? '')
      return entry === undefined ? null : summaryOf(entry)
    },
    usable,
    knownHash: (id) => entries.get(id)?.row.sha256 ?? null,
    used: (ids) => table.setUsed(ids, now().toISOString()),
    async hash(id, patienceMs) {
      const row = entries.get(id)?.row
      if (row === undefined || row.sha256 !== null || row.missing) return row?.sha256 ?? null
      const begun = hashing.get(id) ?? hashNow(row).finally(() => hashing.delete(id))
      hashing.set(id, begun)
      let patience: NodeJS.Timeout | undefined
      const tired = new Promise<null>((resolve) => {
        patience = setTimeout(() => resolve(null), patienceMs)
      })
      // A file that cannot be hashed (a folder, for one) stays without a hash; reading it reports what is wrong.
      return Promise.race([begun.catch(() => null), tired]).finally(() => clearTimeout(patience))
    },
    reader,
    reread(paths) {
      idByPath.clear()
      for (const row of table.all()) note(row)
      for (const path of paths) {
        const id = idByPath.get(path)
        if (id !== undefined) refresh(id)
      }
    },
  }
}

function byPath(a: Entry, b: Entry): number {
  return a.row.path < b.row.path ? -1 : 1
}

function summaryOf({ row, inspection }: Entry): ModelSummary {
  return {
    ...inspection,
    id: row.id,
    fileName: basename(row.path),
    sizeBytes: row.sizeBytes,
    missing: row.missing,
  }
}
