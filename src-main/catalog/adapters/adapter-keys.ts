// By what an adapter is searched, sorted, and found by name or hash.
import { plainHash } from '../../adapters/about/metadata.ts'
import type { AdapterFile, AdapterKeys } from '../../database/adapter-row.ts'
import { sortKey } from '../../database/find/sort-key.ts'
import type { AdapterFacts } from './adapter-facts.ts'

type NamedFile = Pick<AdapterFile, 'name' | 'path' | 'sizeBytes' | 'besideMs'>

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

/** The version by which its preview is known to caches; null without a picture beside it. */
export function previewVersion(facts: AdapterFacts, besideMs: number): number | null {
  return facts.preview === null ? null : Math.trunc(besideMs)
}

function itemOfAdapter(
  { name, path, sizeBytes, besideMs }: NamedFile,
  facts: AdapterFacts,
): AdapterKeys['item'] {
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
    previewVersion: previewVersion(facts, besideMs),
    preferredWeight: facts.preferredWeight,
    problem: facts.problem === null ? null : { ...facts.problem, details: undefined },
    headerHash: facts.headerHash,
    texts: {
      names: facts.alias === null ? [] : [facts.alias],
      triggers: [...facts.triggerGroups.flat(), ...facts.embeddings],
      notes: facts.notes,
    },
  }
}
