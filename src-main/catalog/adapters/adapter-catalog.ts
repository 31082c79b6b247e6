// The adapters of the model folders: found, read in a worker, remembered with what people chose, found again after a move.
import { randomBytes } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError, errorFromReport } from '../../base/errors.ts'
import { plainHash } from '../../adapters/about/metadata.ts'
import {
  adapterEditSchema,
  type AdapterEdit,
  type AdapterProof,
  type AdapterSummary,
} from '../../contract/library.ts'
import type { AdapterRow, AdapterTable } from '../../database/adapters.ts'
import type { AdapterWork } from './adapter-work.ts'
import { adapterIndex, type AdapterEntry } from './adapter-index.ts'
import type { LibraryReader } from '../library-reader.ts'
import { adapterReader } from './adapter-reader.ts'

export type UsableAdapter = {
  id: string
  path: string
  name: string
  sha256: string | null
  autoV3: string | null
}

export type AdapterCatalog = {
  /** By name. */
  list(): AdapterSummary[]
  find(id: string): AdapterSummary | null
  /** A file stem, or `ss_output_name` where only one file has it and no stem is the same. Case does not matter. */
  byName(name: string): AdapterSummary | null
  /** At least eight digits of a SHA-256, an AutoV3, or of the hash a trainer wrote into the file. */
  byHash(prefix: string): AdapterSummary | null
  /** Throws `adapter/not-found`, `adapter/missing`, or the problem its file has. */
  usable(id: string): UsableAdapter
  edit(id: string, change: AdapterEdit): AdapterSummary
  /** It was used now. */
  touch(id: string): void
  /** Null where there is no picture beside the file. */
  previewPath(id: string): string | null
  /** How every adapter that is there fits the model. Throws what is wrong with the model. */
  proofs(modelId: string): Promise<AdapterProof[]>
  /** Null when it takes longer than `patienceMs` or cannot be had; the work goes on and is kept. */
  hash(id: string, patienceMs: number): Promise<{ sha256: string; autoV3: string | null } | null>
  /** The blocks' energies, made and kept when first asked for; null where the kind depends on the base. */
  profile(id: string): Promise<number[] | null>
  /** Hears of the model folders. */
  reader: LibraryReader
  close(): Promise<void>
}

export type AdapterCatalogOptions = {
  table: AdapterTable
  /** Of a checkpoint; throws what the model catalog throws. */
  modelPath: (modelId: string) => string
  onChange: (adapters: AdapterSummary[]) => void
  /** Where a preview is served: `media/adapter/<id>?v=…` unless told otherwise. */
  previewUrl?: (id: string, version: number) => string
  /** Whether hashes and profiles are made for files that nobody asked about yet. */
  background?: boolean
  /** Whoever opened it closes it, before the catalog. */
  work: AdapterWork
  now?: () => Date
}

const fewestDigits = 8
const mediaUrl = (id: string, version: number): string => `media/adapter/${id}?v=${version}`

export function adapterCatalog(options: AdapterCatalogOptions): AdapterCatalog {
  const { table, modelPath, onChange, work, now = () => new Date() } = options
  const index = adapterIndex(table.all(), options.previewUrl ?? mediaUrl)
  const hashing = new Map<string, Promise<{ sha256: string; autoV3: string | null }>>()
  const proofs = new Map<string, { key: string; proof: AdapterProof }>()
  let background: Promise<void> | null = null
  let closed = false

  const announce = (): void => {
    if (!closed) onChange(index.list())
  }

  function refresh(ids: Iterable<string>): void {
    for (const id of ids) {
      const row = table.find(id)
      if (row !== null) index.put(row)
    }
  }

  let changed = false
  const noting = adapterReader({
    index,
    table,
    work,
    newId: () => randomBytes(10).toString('hex'),
    now: () => now().toISOString(),
    onWritten(ids) {
      refresh(ids)
      changed ||= ids.length > 0
    },
  })
  const reader: LibraryReader = {
    ...noting,
    end(gone, back) {
      noting.end(gone, back)
      if (changed) announce()
      changed = false
      if (options.background !== false && !closed) background ??= fillIn().finally(() => (background = null))
    },
  }

  /** Hashes and profiles of what is there, newest first, one at a time. */
  async function fillIn(): Promise<void> {
    const ids = index
      .rows()
      .filter(({ row, facts }) => !row.missing && facts?.problem === null)
      .filter(({ row }) => row.sha256 === null || row.blockProfile === undefined)
      .sort((a, b) => b.row.modifiedMs - a.row.modifiedMs)
      .map(({ row }) => row.id)
    let told = Date.now()
    for (const id of ids) {
      if (closed) return
      // A file that went away meanwhile is found missing by the next scan.
      await hashOf(id).catch(() => null)
      await profileOf(id).catch(() => null)
      if (Date.now() - told > 3_000) {
        told = Date.now()
        announce()
      }
    }
    if (ids.length > 0) announce()
  }

  function entryOf(id: string): AdapterEntry {
    const entry = index.find(id)
    if (entry === null) {
      throw new AppError('adapter/not-found', 'This adapter is not in the catalog.', {
        hint: 'Choose another adapter, or put its file into a model folder.',
        details: { id },
      })
    }
    return entry
  }

  function usable(id: string): UsableAdapter {
    const { row, facts } = entryOf(id)
    if (row.missing) {
      throw new AppError('adapter/missing', `${row.name} is no longer where it was.`, {
        hint: 'Put the file back, or take the adapter out of the stack.',
        details: { path: row.path },
      })
    }
    if (facts !== null && facts.problem !== null) throw errorFromReport(facts.problem)
    const { path, name, sha256, autoV3 } = row
    return { id, path, name, sha256, autoV3 }
  }

  function hashOf(id: string): Promise<{ sha256: string; autoV3: string | null }> {
    const { row } = entryOf(id)
    if (row.sha256 !== null) return Promise.resolve({ sha256: row.sha256, autoV3: row.autoV3 })
    const begun = hashing.get(id) ?? hashNow(row).finally(() => hashing.delete(id))
    hashing.set(id, begun)
    return begun
  }

  async function hashNow(row: AdapterRow): Promise<{ sha256: string; autoV3: string | null }> {
    const hashes = await work.hashes(row.path)
    if (!closed) {
      table.setHashes(row, hashes.sha256, hashes.autoV3)
      refresh([row.id])
    }
    return hashes
  }

  async function profileOf(id: string): Promise<number[] | null> {
    const { row } = entryOf(id)
    const known = index.profileOf(row)
    if (known !== undefined) return known
    const { path } = usable(id)
    const profile = await work.profile(path)
    if (!closed) {
      table.setProfile(row, profile)
      refresh([id])
    }
    return profile
  }

  async function proofOf({ row }: AdapterEntry, modelKey: string, path: string): Promise<AdapterProof> {
    const key = `${modelKey}\n${row.path}\n${row.sizeBytes}\n${row.modifiedMs}`
    const known = proofs.get(row.id)
    if (known?.key === key) return known.proof
    const proof = await work.proof({ id: row.id, path: row.path }, path)
    proofs.set(row.id, { key, proof })
    return proof
  }

  return {
    list: () => index.list(),
    find: (id) => index.summary(id),
    byName: (name) => index.byName(name),
    byHash(prefix) {
      const digits = prefix.trim().toLowerCase().replace(/^0x/, '')
      if (digits.length < fewestDigits || plainHash(digits) === null) return null
      return index.byHash(digits)
    },
    usable,
    edit(id, change) {
      const { row } = entryOf(id)
      const { favourite, preferredWeight, range, notes, triggerGroups } = adapterEditSchema.parse(change)
      table.setChoices(id, {
        favourite: favourite ?? row.favourite,
        preferredWeight: preferredWeight ?? row.preferredWeight,
        range: range === undefined ? row.range : range,
        notes: notes ?? row.notes,
        triggerGroups: triggerGroups ?? row.triggerGroups,
      })
      refresh([id])
      announce()
      return index.summary(id)!
    },
    touch(id) {
      entryOf(id)
      table.setUsed(id, now().toISOString())
      refresh([id])
      announce()
    },
    previewPath(id) {
      const entry = index.find(id)
      const preview = entry?.facts?.preview
      return entry === null || entry.row.missing || !preview ? null : join(dirname(entry.row.path), preview)
    },
    async proofs(modelId) {
      const path = modelPath(modelId)
      const { size, mtimeMs } = await stat(path)
      const modelKey = `${path}\n${size}\n${mtimeMs}`
      const there = index.rows().filter(({ row, facts }) => !row.missing && facts !== null)
      return Promise.all(there.map((entry) => proofOf(entry, modelKey, path)))
    },
    async hash(id, patienceMs) {
      let patience: NodeJS.Timeout | undefined
      const tired = new Promise<null>((resolve) => {
        patience = setTimeout(() => resolve(null), patienceMs)
      })
      // Reading the file reports what is wrong with it; here it only has no hash.
      const begun = hashOf(id).catch(() => null)
      return Promise.race([begun, tired]).finally(() => clearTimeout(patience))
    },
    profile: profileOf,
    reader,
    async close() {
      closed = true
      await background?.catch(() => undefined)
    },
  }
}
