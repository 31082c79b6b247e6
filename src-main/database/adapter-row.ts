// One adapter's row, as the catalog reads it: what its header told, its hashes, and what a person decided.
import { parseStored } from '../contract/stored.ts'
import type { StoredChoices } from './find/choices.ts'
import type { ItemOfFile } from './find/item-file.ts'

export type AdapterFile = {
  /** File stem, or the folder's name where the stem says nothing. */
  name: string
  path: string
  sizeBytes: number
  modifiedMs: number
  /** When the newest file that lies beside it was changed; 0 without any. */
  besideMs: number
  /** What the catalog concluded; its shape is the catalog's. */
  facts: unknown
}

/** What is looked for and sorted by, made of the facts and of what a person chose. */
export type AdapterKeys = {
  /** The name in lower case: how it is found by name. */
  nameKey: string
  /** In this order names are listed. */
  sortKey: string
  /** Another name for it, in lower case. */
  alias: string | null
  /** What the file says its hash is: lower-case digits. */
  modelHash: string | null
  /** Of the table of contents: the same file elsewhere has the same. Empty where there is none. */
  headerHash: string
  /** Whether it cannot be used at all. */
  refused: boolean
  /** What of it the index of the library holds. */
  item: ItemOfFile
}

/** What a person chose; null follows the file. */
export type AdapterChoices = Pick<
  StoredChoices,
  | 'favourite'
  | 'preferredWeight'
  | 'range'
  | 'notes'
  | 'triggerGroups'
  | 'title'
  | 'description'
  | 'rating'
  | 'line'
  | 'preview'
>

export type AdapterRow = AdapterFile &
  AdapterChoices &
  Pick<AdapterKeys, 'headerHash' | 'refused'> & {
    id: string
    sha256: string | null
    autoV3: string | null
    /** Undefined while it was not computed. */
    blockProfile: unknown
    /** What sites know of it; its shape is the contract's. */
    siteFacts: unknown
    /** The base line by what they say, and a picture of theirs that is kept. */
    siteLine: string | null
    sitePreview: string | null
    missing: boolean
    /** Whether a person ever chose or wrote anything about it. */
    isChosen: boolean
    addedAt: string
    lastUsedAt: string | null
  }

/** As SQLite has it. */
export type StoredAdapter = {
  id: string
  name: string
  path: string
  size_bytes: number
  modified_ms: number
  beside_ms: number
  facts: string
  header_hash: string
  refused: number
  sha256: string | null
  auto_v3: string | null
  block_profile: string | null
  missing: number
  choice: number | null
  favourite: number
  preferred_weight: number | null
  range_min: number | null
  range_max: number | null
  notes: string | null
  trigger_groups: string | null
  title: string | null
  description: string | null
  rating: number | null
  line: string | null
  preview: string | null
  site_facts: string | null
  site_line: string | null
  site_preview: string | null
  added_at: string
  last_used_at: string | null
}

export function adapterOfStored(row: StoredAdapter): AdapterRow {
  return {
    id: row.id,
    name: row.name,
    path: row.path,
    sizeBytes: row.size_bytes,
    modifiedMs: row.modified_ms,
    besideMs: row.beside_ms,
    facts: parseStored(row.facts),
    headerHash: row.header_hash,
    refused: row.refused === 1,
    sha256: row.sha256,
    autoV3: row.auto_v3,
    blockProfile: row.block_profile === null ? undefined : parseStored(row.block_profile),
    missing: row.missing === 1,
    isChosen: row.choice !== null,
    favourite: row.favourite === 1,
    preferredWeight: row.preferred_weight,
    range:
      row.range_min === null || row.range_max === null ? null : { min: row.range_min, max: row.range_max },
    notes: row.notes,
    title: row.title,
    description: row.description,
    rating: row.rating,
    line: row.line,
    preview: row.preview,
    siteFacts: row.site_facts === null ? null : parseStored(row.site_facts),
    siteLine: row.site_line,
    sitePreview: row.site_preview,
    triggerGroups: row.trigger_groups === null ? null : parseStored(row.trigger_groups),
    addedAt: row.added_at,
    lastUsedAt: row.last_used_at,
  }
}
