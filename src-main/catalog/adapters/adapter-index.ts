// The catalog's adapters in memory: by id, by name, by hash, and as the renderer sees them.
import { basename } from 'node:path'
import { plainHash } from '../../adapters/about/metadata.ts'
import type { ErrorReport } from '../../base/errors.ts'
import type { AdapterSummary } from '../../contract/library.ts'
import { readStored } from '../../contract/stored.ts'
import { soundRange, usualWeights } from '../../contract/weights.ts'
import type { AdapterRow } from '../../database/adapters.ts'
import {
  adapterFactsKind,
  blockProfileKind,
  refusedFacts,
  triggerGroupsKind,
  type AdapterFacts,
} from './adapter-facts.ts'

/** `facts` is null where what is stored cannot be read (`damage` says why); the next scan reads the file again, if it is there. */
export type AdapterEntry = {
  readonly row: AdapterRow
  readonly facts: AdapterFacts | null
  readonly damage: ErrorReport | null
}

export type AdapterIndex = {
  put(row: AdapterRow): void
  rows(): AdapterEntry[]
  find(id: string): AdapterEntry | null
  summary(id: string): AdapterSummary | null
  list(): AdapterSummary[]
  byName(name: string): AdapterSummary | null
  /** Lower-case digits. */
  byHash(prefix: string): AdapterSummary | null
  /** Undefined while it was not computed. */
  profileOf(row: AdapterRow): number[] | null | undefined
}

export function adapterIndex(
  rows: readonly AdapterRow[],
  previewUrl: (id: string, version: number) => string,
): AdapterIndex {
  const entries = new Map<string, AdapterEntry>()
  const summaries = new Map<string, AdapterSummary>()
  let names: ReadonlyMap<string, readonly string[]> | null = null
  let aliases: ReadonlyMap<string, readonly string[]> | null = null
  let sorted: AdapterSummary[] | null = null

  for (const row of rows) entries.set(row.id, entryOf(row))

  function put(row: AdapterRow): void {
    entries.set(row.id, entryOf(row))
    summaries.delete(row.id)
    names = aliases = sorted = null
  }

  function summary(id: string): AdapterSummary | null {
    const entry = entries.get(id)
    if (entry === undefined) return null
    const made = summaries.get(id) ?? summaryOf(entry.row, entry.facts ?? refusedFacts(entry.damage))
    summaries.set(id, made)
    return made
  }

  function summaryOf(row: AdapterRow, facts: AdapterFacts): AdapterSummary {
    const groups = readStored(triggerGroupsKind, row.triggerGroups)
    const preferredWeight = row.preferredWeight ?? facts.preferredWeight ?? 1
    return {
      id: row.id,
      name: row.name,
      fileName: basename(row.path),
      kind: facts.kind,
      dora: facts.dora,
      dialects: facts.dialects,
      ranks: facts.ranks,
      architecture: facts.architecture,
      architectureWhy: facts.architectureWhy,
      madeFor: facts.madeFor,
      triggerGroups: groups.value ?? facts.triggerGroups,
      embeddings: facts.embeddings,
      blockProfile: profileOf(row) ?? null,
      sizeBytes: row.sizeBytes,
      addedAt: row.addedAt,
      lastUsedAt: row.lastUsedAt,
      favourite: row.favourite,
      preferredWeight,
      range: soundRange(
        row.range ?? {
          min: Math.min(usualWeights.min, preferredWeight),
          max: Math.max(usualWeights.max, preferredWeight),
        },
      ),
      notes: row.notes ?? facts.notes ?? '',
      previewUrl: facts.preview === null || row.missing ? null : previewUrl(row.id, Math.trunc(row.besideMs)),
      sha256: row.sha256,
      autoV3: row.autoV3,
      warnings: facts.warnings,
      problem: facts.problem,
      missing: row.missing,
    }
  }

  function list(): AdapterSummary[] {
    sorted ??= [...entries.keys()]
      .flatMap((id) => summary(id) ?? [])
      .sort((a, b) => collator.compare(a.name, b.name) || collator.compare(a.fileName, b.fileName))
    return [...sorted]
  }

  /** Those that are there before those that are not; otherwise the one that was there first. */
  function best(ids: readonly string[]): AdapterSummary | null {
    const found = ids.flatMap((id) => summary(id) ?? [])
    found.sort((a, b) => Number(a.missing) - Number(b.missing) || a.addedAt.localeCompare(b.addedAt))
    return found[0] ?? null
  }

  function byName(name: string): AdapterSummary | null {
    const wanted = name.toLowerCase()
    names ??= grouped(({ row }) => row.name)
    const stems = names.get(wanted)
    if (stems !== undefined) return best(stems)
    aliases ??= grouped(({ facts }) => facts?.alias ?? null)
    const ids = aliases.get(wanted) ?? []
    // An alias that several files share names none of them, as in A1111.
    return ids.length === 1 ? best(ids) : null
  }

  function grouped(of: (entry: AdapterEntry) => string | null): Map<string, string[]> {
    const groups = new Map<string, string[]>()
    for (const entry of entries.values()) {
      const key = of(entry)?.toLowerCase()
      if (key === undefined) continue
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [entry.row.id])
      else group.push(entry.row.id)
    }
    return groups
  }

  function byHash(prefix: string): AdapterSummary | null {
    const ids = [...entries.values()]
      .filter(({ row, facts }) =>
        [row.sha256, row.autoV3, plainHash(facts?.modelHash)].some((hash) => hash?.startsWith(prefix)),
      )
      .map(({ row }) => row.id)
    return best(ids)
  }

  return {
    put,
    rows: () => [...entries.values()],
    find: (id) => entries.get(id) ?? null,
    summary,
    list,
    byName,
    byHash,
    profileOf,
  }
}

const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true })

function entryOf(row: AdapterRow): AdapterEntry {
  const { value: facts, problem: damage } = readStored(adapterFactsKind, row.facts)
  return { row, facts, damage }
}

function profileOf({ blockProfile }: AdapterRow): number[] | null | undefined {
  if (blockProfile === undefined) return undefined
  const { value, problem } = readStored(blockProfileKind, blockProfile)
  // One that cannot be read is computed again.
  return problem === null ? value : undefined
}
