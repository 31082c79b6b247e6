// The adapters among the files of a look: new and changed ones are noted, moved ones recognised, vanished ones marked.
import { toStore } from '../../contract/stored.ts'
import type { AdapterFile, AdapterKeys, AdapterRow } from '../../database/adapter-row.ts'
import type { AdapterTable, MissingAdapter } from '../../database/adapters.ts'
import type { LibraryReader, ReadFile } from '../library-reader.ts'
import { adapterFactsKind, type AdapterFacts } from './adapter-facts.ts'
import { adapterKeys } from './adapter-keys.ts'
import type { AdapterHashes } from './adapter-work.ts'
import { adapterName } from './inspect-adapter.ts'

export type AdapterReaderOptions = {
  table: AdapterTable
  hashes(path: string): Promise<AdapterHashes>
  newId(): string
  now(): Date
  /** Paths of rows that cannot be read. */
  unreadable: Set<string>
  onWritten(ids: readonly string[]): void
  onRemoved(id: string): void
}

type AdapterOfFile = ReadFile & { readonly adapter: AdapterFacts }

export function adapterReader(options: AdapterReaderOptions): LibraryReader {
  const { table, hashes, newId, now, unreadable, onWritten, onRemoved } = options
  let gone: ReadonlySet<string> = new Set()
  /** Ids of those that were there once, by size and contents; made when the first file of a look is new. */
  let away: ReadonlyMap<string, readonly string[]> | null = null
  /** Rows that a file of this look has been recognised as. */
  const taken = new Set<string>()

  /**
   * The vanished file that this one is: the same hash where the old one's is known; else the same table of contents
   * under the same name or of the same time. The file is hashed only when its size and contents agree.
   */
  async function movedFrom(file: AdapterOfFile): Promise<AdapterRow | null> {
    away ??= byContents([...rowsAt([...gone]), ...table.missing()])
    const ids = away.get(contentsOf(file.sizeBytes, file.adapter.headerHash)) ?? []
    const alike = ids.flatMap((id) => (taken.has(id) ? [] : (table.find(id) ?? [])))
    if (alike.length === 0) return null
    const hashed = alike.filter(({ sha256 }) => sha256 !== null)
    const sha256 = hashed.length === 0 ? null : ((await hashes(file.path).catch(() => null))?.sha256 ?? null)
    const name = adapterName(file.path)
    return (
      hashed.find((row) => row.sha256 === sha256) ??
      alike.find((row) => row.sha256 === null && (row.modifiedMs === file.modifiedMs || row.name === name)) ??
      null
    )
  }

  function mark(rows: readonly AdapterRow[], missing: boolean): void {
    const ids = rows.filter((row) => row.missing !== missing).map(({ id }) => id)
    table.setMissing(ids, missing)
    onWritten(ids)
  }

  const rowsAt = (paths: readonly string[]): AdapterRow[] => paths.flatMap((path) => table.byPath(path) ?? [])

  return {
    stale: () => [...unreadable],
    begin(beginning) {
      gone = beginning.gone
      away = null
      taken.clear()
    },
    async take(files) {
      const written: (AdapterFile & AdapterKeys & { id: string; addedAt: string })[] = []
      const moved: string[] = []
      const others: AdapterRow[] = []
      for (const file of files) {
        const row = table.byPath(file.path)
        unreadable.delete(file.path)
        if (!isAdapterFile(file)) {
          // Another file took its place.
          if (row !== null) others.push(row)
          continue
        }
        const before = row ?? (await movedFrom(file))
        if (before !== null && row === null) {
          taken.add(before.id)
          table.move(before.id, fileOf(file))
          moved.push(before.id)
        } else written.push({ ...fileOf(file), id: before?.id ?? newId(), addedAt: now().toISOString() })
      }
      table.put(written)
      onWritten([...moved, ...written.map(({ id }) => id)])
      mark(others, true)
    },
    end(goneNow, back) {
      const rows = rowsAt(goneNow).filter(({ id }) => !taken.has(id))
      const forgotten = rows.filter(isForgettable)
      for (const { id } of forgotten) {
        table.remove(id)
        onRemoved(id)
      }
      mark(
        rows.filter((row) => !forgotten.includes(row)),
        true,
      )
      mark(rowsAt(back), false)
      gone = new Set()
      away = null
    },
  }
}

const contentsOf = (sizeBytes: number, headerHash: string): string => `${sizeBytes} ${headerHash}`

/** Ids, each once. */
function byContents(rows: readonly MissingAdapter[]): Map<string, string[]> {
  const each = [...new Map(rows.map((row) => [row.id, row])).values()]
  const alike = Map.groupBy(each, ({ sizeBytes, headerHash }) => contentsOf(sizeBytes, headerHash))
  return new Map([...alike].map(([key, all]) => [key, all.map(({ id }) => id)]))
}

function isAdapterFile(file: ReadFile): file is AdapterOfFile {
  return file.adapter !== null
}

/** It could not be used, and nobody decided anything about it. */
function isForgettable({ refused, isChosen, lastUsedAt }: AdapterRow): boolean {
  return refused && !isChosen && lastUsedAt === null
}

function fileOf({
  path,
  sizeBytes,
  modifiedMs,
  besideMs,
  adapter,
}: AdapterOfFile): AdapterFile & AdapterKeys {
  const file = { path, sizeBytes, modifiedMs, besideMs, name: adapterName(path) }
  return { ...file, facts: toStore(adapterFactsKind, adapter), ...adapterKeys(file, adapter) }
}
