// The checkpoints and VAE files of the model folders: scanned, watched, named, hashed when used.
import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { watch, type FSWatcher } from 'chokidar'
import { isCancelled } from '../../base/cancel.ts'
import { AppError, errorFromReport, reportError } from '../../base/errors.ts'
import type { ModelSummary } from '../../contract/studio.ts'
import type { ModelRow, ModelTable } from '../../database/models.ts'
import { findModelFiles, type FoundModel } from './find-model-files.ts'
import { inspectionSchema, type InspectModel, type Inspection } from './inspection.ts'
import { coalesced } from '../coalesced.ts'
import { nameFromStem } from './model-name.ts'

export type UsableModel = { id: string; path: string; name: string }

export type ModelCatalog = {
  list(): ModelSummary[]
  /** Throws `model/not-found`, `model/missing`, or the problem its file has. */
  usable(id: string): UsableModel
  /** Reads what changed on disk; a second call while one runs waits for a fresh run. */
  scan(): Promise<void>
  /** Without reading anything. */
  knownHash(id: string): string | null
  /** Null when it takes longer than `patienceMs`; the work goes on and is kept. */
  hash(id: string, patienceMs: number): Promise<string | null>
  /** Scans again soon after anything changes in the folders. */
  watch(): void
  close(): Promise<void>
}

export type ModelCatalogOptions = {
  table: ModelTable
  folders: () => readonly string[]
  inspect: InspectModel
  /** SHA-256 of a whole file; rejects when it cannot be read. */
  hash: (path: string) => Promise<string>
  onChange: (models: ModelSummary[]) => void
  settleMs?: number
}

export function modelIdOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 20)
}

export function modelCatalog(options: ModelCatalogOptions): ModelCatalog {
  const { table, folders, inspect, onChange, settleMs = 700 } = options
  const hashing = new Map<string, Promise<string>>()
  let watcher: FSWatcher | null = null
  let timer: NodeJS.Timeout | undefined
  let last = ''

  const list = (): ModelSummary[] => table.all().flatMap((row) => summaryOf(row) ?? [])

  function announce(): void {
    const models = list()
    const text = JSON.stringify(models)
    if (text !== last) onChange(models)
    last = text
  }

  async function readOne(found: FoundModel): Promise<string> {
    const id = modelIdOf(found.path)
    const known = table.find(id)
    if (known === null || known.sizeBytes !== found.sizeBytes || known.modifiedMs !== found.modifiedMs) {
      table.put({ ...found, id, inspection: await inspectOrReport(found.path, inspect) })
    } else if (known.missing) table.setMissing(id, false)
    return id
  }

  async function scanOnce(): Promise<void> {
    const present = new Set<string>()
    const seen = new Set<string>()
    for (const folder of folders()) {
      for await (const found of findModelFiles(folder, seen)) present.add(await readOne(found))
    }
    for (const row of table.all()) {
      if (row.missing || present.has(row.id)) continue
      // Nobody waits for a file that could not be used, or that was never a model.
      if (inspectionOf(row)?.problem === null) table.setMissing(row.id, true)
      else table.remove(row.id)
    }
    announce()
  }

  const { ask: scan, settled } = coalesced(scanOnce)

  function usable(id: string): UsableModel {
    const row = table.find(id)
    const inspection = row === null ? null : inspectionOf(row)
    if (row === null || inspection === null) {
      throw new AppError('model/not-found', 'This model is not in the catalog.', {
        hint: 'Choose another model.',
        details: { id },
      })
    }
    if (row.missing) {
      throw new AppError('model/missing', `${inspection.name} is no longer where it was.`, {
        hint: 'Put the file back, or choose another model.',
        details: { path: row.path },
      })
    }
    if (inspection.problem !== null) throw errorFromReport(inspection.problem)
    return { id, path: row.path, name: inspection.name }
  }

  async function hashNow(row: ModelRow): Promise<string> {
    const sha256 = await options.hash(row.path)
    table.setHash(row.id, row.sizeBytes, row.modifiedMs, sha256)
    return sha256
  }

  return {
    list,
    usable,
    scan,
    knownHash: (id) => table.find(id)?.sha256 ?? null,
    async hash(id, patienceMs) {
      const row = table.find(id)
      if (row === null || row.sha256 !== null || row.missing) return row?.sha256 ?? null
      const begun = hashing.get(id) ?? hashNow(row).finally(() => hashing.delete(id))
      hashing.set(id, begun)
      let patience: NodeJS.Timeout | undefined
      const tired = new Promise<null>((resolve) => {
        patience = setTimeout(() => resolve(null), patienceMs)
      })
      // A file that cannot be hashed (a folder, for one) has none; reading it reports what is wrong.
      return Promise.race([begun.catch(() => null), tired]).finally(() => clearTimeout(patience))
    },
    watch() {
      void watcher?.close()
      watcher = watch([...folders()], { ignoreInitial: true, depth: 8, ignorePermissionErrors: true })
      watcher.on('all', () => {
        clearTimeout(timer)
        timer = setTimeout(() => void scan().catch(() => undefined), settleMs)
      })
    },
    async close() {
      clearTimeout(timer)
      await watcher?.close()
      await settled()
    },
  }
}

async function inspectOrReport(path: string, inspect: InspectModel): Promise<Inspection | null> {
  try {
    return await inspect(path)
  } catch (error) {
    if (isCancelled(error)) throw error
    return {
      name: nameFromStem(basename(path).replace(/\.(safetensors|ckpt|pth?)$/i, '')),
      kind: 'checkpoint',
      architecture: null,
      architectureLabel: '',
      why: [],
      precision: '',
      predictionType: null,
      hasVae: false,
      defaultSize: null,
      problem: reportError(error),
    }
  }
}

function inspectionOf(row: ModelRow): Inspection | null {
  const parsed = inspectionSchema.safeParse(row.inspection)
  return parsed.success ? parsed.data : null
}

function summaryOf(row: ModelRow): ModelSummary | null {
  const inspection = inspectionOf(row)
  if (inspection === null) return null
  return {
    ...inspection,
    id: row.id,
    fileName: basename(row.path),
    sizeBytes: row.sizeBytes,
    missing: row.missing,
  }
}
