// One look through the folders: new and changed files are read, moved ones recognised, vanished ones marked.
import { isCancelled } from '../../base/cancel.ts'
import { reportError } from '../../base/errors.ts'
import type { AdapterFile, AdapterTable } from '../../database/adapters.ts'
import type { AdapterEntry } from './adapter-index.ts'
import { refusedFacts, type AdapterFacts } from './adapter-facts.ts'
import { inAdapterFolder } from './adapter-folders.ts'
import type { AdapterWork } from './adapter-work.ts'
import { findAdapterFiles, type FoundAdapter } from './find-adapter-files.ts'
import { adapterName } from './inspect-adapter.ts'

export type AdapterScan = {
  rows: readonly AdapterEntry[]
  folders: readonly string[]
  work: AdapterWork
  table: AdapterTable
  /** Path → stamp of files that were read and are no adapters: a checkpoint is not opened again at every scan. */
  others: Map<string, string>
  newId: () => string
  now: () => string
  /** Long scans tell what they have in between. */
  onBatch(ids: readonly string[]): void
}

/** So many files are asked for at a time, and written together. */
const atOnce = 16
const batchSize = 500

/** Resolves to the ids of rows that changed. */
export async function scanAdapters(scan: AdapterScan): Promise<string[]> {
  const { rows, table, others } = scan
  const byPath = new Map(rows.map((entry) => [entry.row.path, entry]))
  const present = new Set<string>()
  const fresh: FoundAdapter[] = []
  const changed: string[] = []
  const back: string[] = []
  const seen = new Set<string>()
  for (const folder of scan.folders) {
    for await (const found of findAdapterFiles(folder, seen)) {
      const known = byPath.get(found.path)
      if (known === undefined) {
        if (others.get(found.path) !== stamp(found)) fresh.push(found)
        continue
      }
      present.add(known.row.id)
      if (known.facts === null || stamp(known.row) !== stamp(found)) fresh.push(found)
      else if (known.row.missing) back.push(known.row.id)
    }
  }
  const gone = rows.filter(({ row }) => !present.has(row.id))
  const movable = groupBySize(gone)
  const vanished = new Set(gone.filter(({ row }) => !row.missing).map(({ row }) => row.id))

  for (let start = 0; start < fresh.length; start += batchSize) {
    const batch: (AdapterFile & { id: string; addedAt: string })[] = []
    const files = fresh.slice(start, start + batchSize)
    await eachOf(files, async (found) => {
      const facts = await readOrRefuse(scan.work, found)
      const known = byPath.get(found.path)
      if (facts === null) {
        others.set(found.path, stamp(found))
        if (known) vanished.add(known.row.id)
        return
      }
      const file: AdapterFile = { ...fileOf(found), name: adapterName(found.path), facts }
      const moved = known ? null : await movedFrom(found, facts, movable, scan.work)
      if (moved !== null) {
        table.move(moved, file)
        vanished.delete(moved)
        changed.push(moved)
      } else batch.push({ ...file, id: known?.row.id ?? scan.newId(), addedAt: scan.now() })
    })
    table.put(batch)
    const ids = batch.map(({ id }) => id)
    changed.push(...ids)
    if (start + batchSize < fresh.length) scan.onBatch(ids)
  }
  table.setMissing(back, false)
  table.setMissing([...vanished], true)
  return [...changed, ...back, ...vanished]
}

/** A file that ends the thread it is read in is refused where adapters lie; elsewhere it is told as a model. */
async function readOrRefuse(work: AdapterWork, { path, beside }: FoundAdapter): Promise<AdapterFacts | null> {
  try {
    return await work.facts(path, beside)
  } catch (error) {
    if (isCancelled(error)) throw error
    return inAdapterFolder(path) ? refusedFacts(reportError(error)) : null
  }
}

type Candidates = Map<number, AdapterEntry[]>

function groupBySize(entries: readonly AdapterEntry[]): Candidates {
  const groups: Candidates = new Map()
  for (const entry of entries) {
    const group = groups.get(entry.row.sizeBytes)
    if (group === undefined) groups.set(entry.row.sizeBytes, [entry])
    else group.push(entry)
  }
  return groups
}

/**
 * The id of a vanished file that this one is: the same hash where the old one's is known; else the same table of
 * contents under the same name or of the same time. The file is hashed only when its size and contents agree.
 */
async function movedFrom(
  found: FoundAdapter,
  facts: AdapterFacts,
  movable: Candidates,
  work: AdapterWork,
): Promise<string | null> {
  const alike = (movable.get(found.sizeBytes) ?? []).filter(
    (entry) => entry.facts !== null && entry.facts.headerHash === facts.headerHash,
  )
  if (alike.length === 0) return null
  const hashed = alike.filter(({ row }) => row.sha256 !== null)
  const sha256 =
    hashed.length === 0 ? null : ((await work.hashes(found.path).catch(() => null))?.sha256 ?? null)
  const match =
    hashed.find(({ row }) => row.sha256 === sha256) ??
    alike.find(
      ({ row }) =>
        row.sha256 === null && (row.modifiedMs === found.modifiedMs || row.name === adapterName(found.path)),
    )
  const left = movable.get(found.sizeBytes) ?? []
  // Another copy may have been it while this one was hashed.
  if (match === undefined || !left.includes(match)) return null
  movable.set(
    found.sizeBytes,
    left.filter((entry) => entry !== match),
  )
  return match.row.id
}

function fileOf({
  path,
  sizeBytes,
  modifiedMs,
  besideMs,
}: FoundAdapter): Omit<AdapterFile, 'name' | 'facts'> {
  return { path, sizeBytes, modifiedMs, besideMs }
}

function stamp(file: { sizeBytes: number; modifiedMs: number; besideMs: number }): string {
  return `${file.sizeBytes} ${file.modifiedMs} ${file.besideMs}`
}

/** A few at a time; the first failure stops the rest. */
async function eachOf<Item>(items: readonly Item[], act: (item: Item) => Promise<void>): Promise<void> {
  let next = 0
  const runner = async (): Promise<void> => {
    while (next < items.length) await act(items[next++]!)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, runner))
}
