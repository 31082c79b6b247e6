// The adapters as people use them: found by id, name and hash, searched, and chosen about.
import { createKept } from '../../base/kept.ts'
import { dirname, join } from 'node:path'
import { plainHash } from '../../adapters/about/metadata.ts'
import { AppError, errorFromReport } from '../../base/errors.ts'
import type { AboutFile } from '../../contract/about-file.ts'
import { adapterEditSchema, type AdapterEdit, type AdapterSummary } from '../../contract/library.ts'
import type { Publish } from '../../contract/studio.ts'
import type { AdapterRow } from '../../database/adapter-row.ts'
import type { AdapterTable } from '../../database/adapters.ts'
import { pathOfName } from '../../text/stack-tags.ts'
import type { ChoiceTable } from '../../database/find/choices.ts'
import { adapterSummary, factsOf, type PreviewUrl } from './adapter-summary.ts'

export type UsableAdapter = {
  id: string
  path: string
  name: string
  sha256: string | null
  autoV3: string | null
}

export type AdapterLibrary = {
  /** Throws `adapter/not-found`. */
  rowOf(id: string): AdapterRow
  find(id: string): AdapterSummary | null
  /** What its file and what lies beside it say of it; null for an id that is not an adapter's. */
  about(id: string): AboutFile | null
  /** Names of those that are there, for suggestions. */
  names(): string[]
  /**
   * A file stem, or `ss_output_name` where only one file has it and no stem is the same, or the end of a path with or
   * without the file's ending. Case does not matter.
   */
  byName(name: string): AdapterSummary | null
  /** At least eight digits of a SHA-256, an AutoV3, or of the hash a trainer wrote into the file. */
  byHash(prefix: string): AdapterSummary | null
  byPath(path: string): AdapterSummary | null
  /** Throws `adapter/not-found`, `adapter/missing`, or the problem its file has. */
  usable(id: string): UsableAdapter
  edit(id: string, change: AdapterEdit): AdapterSummary
  /** They were used now. Nobody is told: it only says what comes first in the picker. */
  used(ids: readonly string[]): void
  /** Null where there is no picture beside the file. */
  previewPath(id: string): string | null
  /** The file that has a picture in its metadata; null where there is none. */
  thumbnailIn(id: string): { path: string; modifiedMs: number } | null
  /** Their rows were written: what is kept of them is read anew. */
  forget(ids: readonly string[]): void
}

export type AdapterLibraryOptions = {
  table: AdapterTable
  choices: Pick<ChoiceTable, 'change' | 'sharing'>
  publish: Publish<'adapter'>
  previewUrl: PreviewUrl
  /** The version of a picture that was made for an adapter that has none; null without one. It comes and goes. */
  idleVersion(id: string): number | null
  /** A row that cannot be read; its file is to be read again. */
  onUnreadable(row: AdapterRow): void
  now(): Date
}

const fewestDigits = 8
/** Stacks ask for the same few adapters again and again. */
const mostKept = 500

export function adapterLibrary(options: AdapterLibraryOptions): AdapterLibrary {
  const { table, choices, publish, now } = options
  const kept = createKept<string, AdapterSummary>({ limit: mostKept })

  function readRow(row: AdapterRow | null | undefined): AdapterSummary | null {
    if (row === null || row === undefined) return null
    const { facts, isDamaged } = factsOf(row)
    if (isDamaged) options.onUnreadable(row)
    return adapterSummary(row, facts, options.previewUrl)
  }

  function shown(adapter: AdapterSummary): AdapterSummary {
    if (adapter.previewUrl !== null || adapter.missing) return adapter
    const version = options.idleVersion(adapter.id)
    return version === null ? adapter : { ...adapter, previewUrl: options.previewUrl(adapter.id, version) }
  }

  function summary(row: AdapterRow | null | undefined): AdapterSummary | null {
    const adapter = readRow(row)
    return adapter && shown(adapter)
  }

  function find(id: string): AdapterSummary | null {
    const known = kept.get(id) ?? readRow(table.find(id))
    if (known === null) return null
    kept.put(id, known)
    return shown(known)
  }

  function forget(ids: readonly string[]): void {
    for (const id of ids) kept.delete(id)
  }

  function tell(id: string): AdapterSummary | null {
    const adapter = find(id)
    if (adapter !== null) publish({ type: 'adapter', adapter })
    return adapter
  }

  function rowOf(id: string): AdapterRow {
    const row = table.find(id)
    if (row !== null) return row
    throw notFound(id)
  }

  /** Of a name that is a path, or has the ending of a file. */
  function writtenAsPath(name: string): AdapterRow[] {
    const path = pathOfName(name)
    const stem = path.slice(path.lastIndexOf('/') + 1)
    return table.byName(stem).filter((row) => `/${pathOfName(row.path)}`.endsWith(`/${path}`))
  }

  return {
    rowOf,
    find,
    about(id) {
      const row = table.find(id)
      return row && factsOf(row).facts.about
    },
    names: () => table.names(),
    byName(name) {
      const named = table.byName(name)
      if (named.length > 0) return summary(named[0])
      const aliases = table.byAlias(name)
      // An alias that several files share names none of them, as in A1111.
      return aliases.length === 1 ? summary(aliases[0]) : summary(writtenAsPath(name)[0])
    },
    byHash(prefix) {
      const digits = prefix.trim().toLowerCase().replace(/^0x/, '')
      if (digits.length < fewestDigits || plainHash(digits) === null) return null
      return summary(table.byHash(digits)[0])
    },
    byPath: (path) => summary(table.byPath(path)),
    usable(id) {
      const row = rowOf(id)
      if (row.missing) {
        throw new AppError('adapter/missing', { name: row.name }, { details: { path: row.path } })
      }
      const { problem } = factsOf(row).facts
      if (problem !== null) throw errorFromReport(problem)
      const { path, name, sha256, autoV3 } = row
      return { id, path, name, sha256, autoV3 }
    },
    edit(id, change) {
      rowOf(id)
      choices.change([{ ids: [id], change: adapterEditSchema.parse(change) }])
      const changed = choices.sharing([id])
      forget(changed)
      const [adapter] = changed.map((one) => tell(one))
      if (adapter === undefined || adapter === null) throw notFound(id)
      return adapter
    },
    used(ids) {
      table.setUsed(ids, now().toISOString())
      forget(ids)
    },
    previewPath(id) {
      const row = table.find(id)
      if (row === null || row.missing) return null
      const { preview } = factsOf(row).facts
      return preview === null ? null : join(dirname(row.path), preview)
    },
    thumbnailIn(id) {
      const row = table.find(id)
      if (row === null || row.missing || !factsOf(row).facts.about.thumbnail) return null
      return { path: row.path, modifiedMs: row.modifiedMs }
    },
    forget,
  }
}

function notFound(id: string): AppError {
  return new AppError('adapter/not-found', {}, { details: { id } })
}
