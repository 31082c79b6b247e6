// By what an adapter is searched, sorted, and found by name or hash.
import { plainHash } from '../../adapters/about/metadata.ts'
import type { AdapterFile, AdapterKeys } from '../../database/adapter-row.ts'
import { sortKey } from '../../database/find/sort-key.ts'
import { saidTexts } from '../sidecars/said-texts.ts'
import type { AdapterFacts } from './adapter-facts.ts'

type NamedFile = Pick<AdapterFile, 'name' | 'path' | 'sizeBytes' | 'modifiedMs' | 'besideMs'>

export function adapterKeys(file: NamedFile, facts: AdapterFacts): AdapterKeys {
  const { name } = file
  return {
    nameKey: name.toLowerCase(),
    sortKey: sortKey(name),
    alias: facts.alias?.toLowerCase() ?? null,
    modelHash: plainHash(facts.modelHash),
    headerHash: facts.headerHash,
    refused: facts.problem !== null,
    item: itemOfAdapter(file, facts),
  }
}

/** The version by which its preview is known to caches; null without a picture beside it or in it. */
export function previewVersion(
  facts: AdapterFacts,
  { besideMs, modifiedMs }: Pick<AdapterFile, 'besideMs' | 'modifiedMs'>,
): number | null {
  if (facts.preview !== null) return Math.trunc(besideMs)
  return facts.about.thumbnail ? Math.trunc(modifiedMs) : null
}

const versionDigits = 12

/** Of the picture that is shown: what a person chose, else what its file has, else what a site has; null without any. */
export function shownVersion(of: {
  readonly chosen: string | null
  readonly file: number | null
  readonly site: string | null
}): number | null {
  if (of.chosen !== null) return keptVersion(of.chosen)
  return of.file ?? (of.site === null ? null : keptVersion(of.site))
}

/** The same of a picture that is kept: by its contents. */
function keptVersion(sha256: string): number {
  return Number.parseInt(sha256.slice(0, versionDigits), 16)
}

function itemOfAdapter(file: NamedFile, facts: AdapterFacts): AdapterKeys['item'] {
  const { name, path, sizeBytes } = file
  const { names, said } = saidTexts(facts.about)
  return {
    path,
    name,
    // One that was refused may be of no kind that is known.
    kind: facts.kind ?? 'adapter',
    isAdapter: true,
    dora: facts.dora,
    architecture: facts.architecture,
    line: facts.madeFor?.name ?? null,
    ranks: facts.ranks,
    sizeBytes,
    previewVersion: previewVersion(facts, file),
    preferredWeight: facts.preferredWeight,
    problem: facts.problem === null ? null : { ...facts.problem, details: undefined },
    headerHash: facts.headerHash,
    sources: facts.about.sources,
    texts: {
      names: [...(facts.alias === null ? [] : [facts.alias]), ...names],
      triggers: [...facts.triggerGroups.flat(), ...facts.embeddings],
      notes: facts.notes,
      said,
    },
  }
}
