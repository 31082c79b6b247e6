// An adapter's row as windows see it: what its file tells under what a person chose.
import { basename } from 'node:path'
import { remark } from '../../messages/table.ts'
import { triggerGroupsKind } from '../../contract/find.ts'
import type { AdapterSummary } from '../../contract/library.ts'
import { readStored } from '../../contract/stored.ts'
import { soundRange, usualWeights } from '../../contract/weights.ts'
import type { AdapterRow } from '../../database/adapter-row.ts'
import { adapterFactsKind, blockProfileKind, refusedFacts, type AdapterFacts } from './adapter-facts.ts'
import { previewVersion, shownVersion } from './adapter-keys.ts'
import { saidBySites } from '../site-words.ts'

export type PreviewUrl = (id: string, version: number) => string

/** What cannot be read is a refusal that says why; the next look reads the file again, if it is there. */
export function factsOf(row: AdapterRow): { readonly facts: AdapterFacts; readonly isDamaged: boolean } {
  const { value, problem } = readStored(adapterFactsKind, row.facts)
  return { facts: value ?? refusedFacts(problem), isDamaged: value === null }
}

/** Undefined while it was not computed. */
export function profileOf({ blockProfile }: AdapterRow): number[] | null | undefined {
  if (blockProfile === undefined) return undefined
  const { value, problem } = readStored(blockProfileKind, blockProfile)
  // One that cannot be read is computed again.
  return problem === null ? value : undefined
}

/** As a person chose them; null follows the file. */
export function triggerGroupsOf(row: AdapterRow): string[][] | null {
  return readStored(triggerGroupsKind, row.triggerGroups).value
}

/** What a person chose goes before a picture beside the file, that before one inside of it, and that before a site's. */
function previewOf(row: AdapterRow, facts: AdapterFacts, previewUrl: PreviewUrl): string | null {
  const { preview: chosen, sitePreview: site } = row
  const version = shownVersion({ chosen, file: previewVersion(facts, row), site })
  return version === null ? null : previewUrl(row.id, version)
}

/** What somebody wrote beside the file goes before what a site says, and that before what captions have in common. */
function saidTriggers(facts: AdapterFacts, bySites: string[][]): string[][] {
  const isWritten = facts.triggerGroups.length > 0 && !facts.areSuggested
  return isWritten || bySites.length === 0 ? facts.triggerGroups : bySites
}

export function adapterSummary(row: AdapterRow, facts: AdapterFacts, previewUrl: PreviewUrl): AdapterSummary {
  const bySites = saidBySites(row)
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
    madeFor:
      row.line === null
        ? (facts.madeFor ?? bySites.madeFor)
        : { name: row.line, how: remark('adapter/line-chosen') },
    triggerGroups: triggerGroupsOf(row) ?? saidTriggers(facts, bySites.triggerGroups),
    embeddings: facts.embeddings,
    blockProfile: profileOf(row) ?? null,
    contents: row.headerHash,
    sizeBytes: row.sizeBytes,
    addedAt: row.addedAt,
    lastUsedAt: row.lastUsedAt,
    favourite: row.favourite,
    preferredWeight,
    range: soundRange(
      // What is said of a file makes a slider longer, never shorter.
      row.range ?? {
        min: Math.min(usualWeights.min, preferredWeight, facts.range?.min ?? 0),
        max: Math.max(usualWeights.max, preferredWeight, facts.range?.max ?? 0),
      },
    ),
    notes: row.notes ?? facts.notes ?? '',
    previewUrl: row.missing ? null : previewOf(row, facts, previewUrl),
    sha256: row.sha256,
    autoV3: row.autoV3,
    warnings: facts.warnings,
    problem: facts.problem,
    missing: row.missing,
  }
}
