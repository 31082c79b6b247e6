// Adapters of one table of contents are judged once: trainers write the same names and shapes again and again.
import type { Hash } from 'node:crypto'
import { createKept } from '../../base/kept.ts'
import type { FileThing } from '../../contract/library-file.ts'
import type { TensorFile } from '../../formats/tensor-file.ts'
import { adapterFacts, type JudgedTable } from '../adapters/adapter-in-file.ts'
import { hashOfTable, hashOfWords } from '../kinds/header-hash.ts'
import type { FileReading } from '../library-reader.ts'
import type { Sidecars } from '../sidecars/read-sidecars.ts'
import type { Glance } from './glance.ts'

type KnownTable = {
  readonly judged: JudgedTable
  /** Of what was asked, what had an answer. */
  readonly heard: readonly (readonly [string, string])[]
  readonly thing: FileThing
  /** Of the table alone. */
  readonly hash: Hash
  readonly metadata: ReadonlyMap<string, string>
}

/** A table with other words may be judged otherwise. */
const mostOfOneTable = 8
const mostTables = 2_000

export type KnownTables = {
  /** Null for a table that was not judged yet with such words. */
  reading(glance: Glance, sidecars: Sidecars): FileReading | null
  /** `glance` and `file` are of the same bytes. */
  keep(glance: Glance, file: TensorFile, judged: Pick<KnownTable, 'judged' | 'thing'>): void
}

export function knownTables(): KnownTables {
  const known = createKept<string, readonly KnownTable[]>({ limit: mostTables })
  return {
    reading(glance, sidecars) {
      for (const table of known.get(glance.table) ?? []) {
        const metadata = glance.metadata ?? table.metadata
        if (!isAnsweredSo(table, metadata)) continue
        const { judged, thing, hash } = table
        const headerHash = hashOfWords(hash.copy(), metadata)
        const adapter = adapterFacts({ path: glance.path, metadata }, judged.facts, sidecars, headerHash)
        return { thing, headerHash, model: null, adapter, words: [] }
      }
      return null
    },
    keep(glance, file, { judged, thing }) {
      const others = known.get(glance.table) ?? []
      const heard = [...judged.asked].flatMap(([key, answer]) =>
        answer === undefined ? [] : [[key, answer] as const],
      )
      const metadata = glance.metadata ?? file.metadata
      const one = { judged, heard, thing, hash: hashOfTable(file), metadata }
      known.put(glance.table, [one, ...others].slice(0, mostOfOneTable))
    },
  }
}

/** Of thousands of questions nearly all are whether a tensor's name is a word, and there are few words. */
function isAnsweredSo(
  { judged: { asked }, heard }: KnownTable,
  metadata: ReadonlyMap<string, string>,
): boolean {
  for (const [key, answer] of heard) if (metadata.get(key) !== answer) return false
  for (const [key, value] of metadata) if (asked.has(key) && asked.get(key) !== value) return false
  return true
}
