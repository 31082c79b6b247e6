// What of one file goes into the index of the library: by what it is filtered, sorted, searched and shown as a card.
import type { Source } from '../../contract/lineage.ts'

export type ItemFile = {
  readonly id: string
  readonly path: string
  /** The file's stem. */
  readonly name: string
  /** Of an adapter its kind, as `lokr`; else what it is, as `checkpoint`. */
  readonly kind: string
  readonly isAdapter: boolean
  readonly dora: boolean
  /** Id of its family. */
  readonly architecture: string | null
  /** The base line that its file tells. */
  readonly line: string | null
  readonly ranks: readonly number[]
  readonly sizeBytes: number
  /** The version of the picture beside it; null without one. */
  readonly previewVersion: number | null
  readonly preferredWeight: number | null
  /** Why it cannot be used, as a report. */
  readonly problem: unknown
  /** Of its table of contents; empty where there is none. */
  readonly headerHash: string
  /** When it was found first and used last: kept of what is known already. */
  readonly addedAt: string
  readonly usedAt: string | null
  readonly missing: boolean
  readonly texts: ItemTexts
  /** What its file says it was made from. */
  readonly sources: readonly Source[]
}

/** As the file has them. */
export type ItemTexts = {
  /** Besides the name of the file. */
  readonly names: readonly string[]
  readonly triggers: readonly string[]
  readonly notes: string | null
  /** Tags and descriptions: its own, and of what lies beside it. */
  readonly said: readonly string[]
}

/** What its file tells alone. */
export type ItemOfFile = Omit<ItemFile, 'id' | 'addedAt' | 'usedAt' | 'missing'>
