// Finds the files of a stack that comes from elsewhere: a picture, a saved stack, a catalog that changed.
import { missingAdapter, missingKey, type ActedAdapter, type Stack, type StackEntry } from './adapter.ts'
import { trainingOfAdapter } from './training-project.ts'

/** What binding needs to know of an adapter of the catalog. */
export type BindableAdapter = {
  readonly id: string
  readonly name: string
  readonly sha256: string | null
  readonly autoV3: string | null
  readonly missing: boolean
}

export type AdapterLookup = {
  find(id: string): BindableAdapter | null
  byName(name: string): BindableAdapter | null
  /** By sha256, its beginning, or autoV3. */
  byHash(hash: string): BindableAdapter | null
}

/**
 * Every entry with an adapter that is there: the one it names, else the one of the same hash, else the one of the same
 * name unless its hash is known to differ. An entry whose adapter is nowhere keeps its name, and its `adapter` is
 * `missing:<hash or name>`; one that the catalog still lists as missing keeps its id, as does a run in progress.
 * `acted` is what a picture's record says acted, entry by entry, without the entries that were off.
 */
export function bindStack(stack: Stack, lookup: AdapterLookup, acted: readonly ActedAdapter[] = []): Stack {
  const on = stack.filter((entry) => entry.on)
  return stack.map((entry) => {
    const at = on.indexOf(entry)
    const record = at === -1 ? undefined : acted[at]
    return bindEntry(entry, lookup, record?.name === entry.name ? record : undefined)
  })
}

function bindEntry(entry: StackEntry, lookup: AdapterLookup, acted: ActedAdapter | undefined): StackEntry {
  if (trainingOfAdapter(entry.adapter) !== null) return entry
  const key = missingKey(entry.adapter)
  const listed = key === null ? lookup.find(entry.adapter) : null
  if (listed?.missing === false) return entry
  const written = key !== null && isHash(key) ? [key] : []
  const hashes = [listed?.sha256, listed?.autoV3, acted?.sha256, acted?.autoV3, ...written].flatMap((hash) =>
    typeof hash === 'string' && isHash(hash) ? [hash.toLowerCase()] : [],
  )
  for (const hash of hashes) {
    const found = lookup.byHash(hash)
    if (found?.missing === false) return { ...entry, adapter: found.id }
  }
  const named = lookup.byName(entry.name)
  if (named?.missing === false && !contradicts(named, hashes)) return { ...entry, adapter: named.id }
  return listed === null ? { ...entry, adapter: missingAdapter(hashes[0] ?? key ?? entry.name) } : entry
}

/** Another file of the same name: all that is known of it differs. */
function contradicts({ sha256, autoV3 }: BindableAdapter, hashes: readonly string[]): boolean {
  const own = [sha256, autoV3].filter((hash) => hash !== null)
  if (own.length === 0 || hashes.length === 0) return false
  return !hashes.some((hash) => own.some((known) => known.startsWith(hash) || hash.startsWith(known)))
}

function isHash(text: string): boolean {
  return /^[0-9a-f]{8,64}$/i.test(text)
}
