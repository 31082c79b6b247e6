// By what an adapter is searched, sorted, and found by name or hash.
import { basename } from 'node:path'
import { plainHash } from '../../adapters/about/metadata.ts'
import type { AdapterKeys } from '../../database/adapter-row.ts'
import type { AdapterFacts } from './adapter-facts.ts'

/** `triggerGroups`: as a person chose them; null follows the file. */
export function adapterKeys(
  { name, path }: { readonly name: string; readonly path: string },
  facts: AdapterFacts,
  triggerGroups: readonly (readonly string[])[] | null,
): AdapterKeys {
  return {
    nameKey: name.toLowerCase(),
    sortKey: sortKey(name),
    search: searchText(name, path, facts, triggerGroups),
    alias: facts.alias?.toLowerCase() ?? null,
    modelHash: plainHash(facts.modelHash),
    headerHash: facts.headerHash,
    refused: facts.problem !== null,
  }
}

/** Lower case; words are kept apart by line feeds, which nobody types. */
export function searchText(
  name: string,
  path: string,
  { kind, madeFor, triggerGroups: own }: AdapterFacts,
  triggerGroups: readonly (readonly string[])[] | null,
): string {
  const words = (triggerGroups ?? own).flat()
  return [name, basename(path), kind ?? '', madeFor?.name ?? '', ...words].join('\n').toLowerCase()
}

/** `ink-9` comes before `ink-10`, and `Ätz` with `atz`. */
function sortKey(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/\d+/g, (digits) => digits.padStart(12, '0'))
}
