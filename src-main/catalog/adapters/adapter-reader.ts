// The adapters among the files of a look: new and changed ones are noted, moved ones recognised, vanished ones marked.
import { toStore } from '../../contract/stored.ts'
import type { AdapterFile, AdapterTable } from '../../database/adapters.ts'
import type { LibraryReader, ReadFile } from '../library-reader.ts'
import type { AdapterEntry, AdapterIndex } from './adapter-index.ts'
import { adapterFactsKind, type AdapterFacts } from './adapter-facts.ts'
import type { AdapterWork } from './adapter-work.ts'
import { adapterName } from './inspect-adapter.ts'

export type AdapterReaderOptions = {
  index: Pick<AdapterIndex, 'rows'>
  table: AdapterTable
  work: Pick<AdapterWork, 'hashes'>
  newId(): string
  now(): string
  /** Rows that were written just now. */
  onWritten(ids: readonly string[]): void
}

type AdapterOfFile = ReadFile & { readonly adapter: AdapterFacts }
/** Rows whose file is not where it was, by its size. */
type Candidates = Map<number, AdapterEntry[]>

export function adapterReader({
  index,
  table,
  work,
  newId,
  now,
  onWritten,
}: AdapterReaderOptions): LibraryReader {
  let movable: Candidates = new Map()

  const byPath = (paths: Iterable<string>): AdapterEntry[] => {
    const wanted = new Set(paths)
    return index.rows().filter(({ row }) => wanted.has(row.path))
  }

  function mark(entries: readonly AdapterEntry[], missing: boolean): void {
    const ids = entries.filter(({ row }) => row.missing !== missing).map(({ row }) => row.id)
    table.setMissing(ids, missing)
    onWritten(ids)
  }

  /** Whether it is an adapter that was somewhere else; then that one's row says where it is now. */
  async function isMoved(file: AdapterOfFile): Promise<boolean> {
    const moved = await movedFrom(file, movable, work)
    if (moved === null) return false
    table.move(moved, rowOf(file))
    onWritten([moved])
    return true
  }

  return {
    // What is remembered of it cannot be used.
    stale: () => index.rows().flatMap(({ row, facts }) => (facts === null ? [row.path] : [])),
    begin(gone) {
      movable = groupBySize(index.rows().filter(({ row }) => row.missing || gone.has(row.path)))
    },
    async take(files) {
      const known = new Map(byPath(files.map(({ path }) => path)).map((entry) => [entry.row.path, entry]))
      const written: (AdapterFile & { id: string; addedAt: string })[] = []
      const others: AdapterEntry[] = []
      for (const file of files) {
        const entry = known.get(file.path)
        if (!isAdapterFile(file)) {
          // Another file took its place.
          if (entry !== undefined) others.push(entry)
        } else if (entry !== undefined || !(await isMoved(file)))
          written.push({ ...rowOf(file), id: entry?.row.id ?? newId(), addedAt: now() })
      }
      table.put(written)
      onWritten(written.map(({ id }) => id))
      mark(others, true)
    },
    end(gone, back) {
      mark(byPath(gone), true)
      mark(byPath(back), false)
      movable = new Map()
    },
  }
}

function isAdapterFile(file: ReadFile): file is AdapterOfFile {
  return file.adapter !== null
}

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
  found: AdapterOfFile,
  movable: Candidates,
  work: Pick<AdapterWork, 'hashes'>,
): Promise<string | null> {
  const alike = (movable.get(found.sizeBytes) ?? []).filter(
    (entry) => entry.facts !== null && entry.facts.headerHash === found.adapter.headerHash,
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
  if (match === undefined) return null
  const left = (movable.get(found.sizeBytes) ?? []).filter((entry) => entry !== match)
  movable.set(found.sizeBytes, left)
  return match.row.id
}

function rowOf({ path, sizeBytes, modifiedMs, besideMs, adapter }: AdapterOfFile): AdapterFile {
  const facts = toStore(adapterFactsKind, adapter)
  return { path, sizeBytes, modifiedMs, besideMs, name: adapterName(path), facts }
}
