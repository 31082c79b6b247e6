// The adapters of the model folders: what people decide about them, what is found
// out about them, what they do to a model.
import { randomBytes } from 'node:crypto'
import type {
  AdapterFound,
  AdapterLookup,
  AdapterSearchWish,
  AdapterSummary,
} from '../../contract/library.ts'
import type { Publish } from '../../contract/studio.ts'
import type { AdapterTable } from '../../database/adapters.ts'
import type { ChoiceTable } from '../../database/find/choices.ts'
import type { ItemSearch } from '../../database/find/item-search.ts'
import type { ProofTable } from '../../database/proofs.ts'
import { parseQuery } from '../../query/parse.ts'
import { all, conjuncts, withoutFilters, type FilterLeaf } from '../../query/tree.ts'
import type { LibraryReader } from '../library-reader.ts'
import { adapterLibrary, type AdapterLibrary } from './adapter-library.ts'
import { adapterMeasures, type AdapterMeasures, type AdapterMeasuresOptions } from './adapter-measures.ts'
import { adapterProofs, type AdapterProofs } from './adapter-proofs.ts'
import { adapterReader } from './adapter-reader.ts'
import type { PreviewUrl } from './adapter-summary.ts'
import type { AdapterHashes, AdapterWork } from './adapter-work.ts'

export type AdapterCatalog = Omit<AdapterLibrary, 'forget'> &
  Pick<AdapterMeasures, 'hash' | 'profile'> & {
    /** A page of those that are there, each with what it does to the model where that is known. */
    search(wish: AdapterSearchWish): Promise<AdapterFound>
    /** Those of these ids and names; a name means what a tag of it would. */
    lookup(keys: { ids: readonly string[]; names: readonly string[] }): AdapterLookup
    proofs: AdapterProofs['of']
    /** What `fits` asks the index about; null where there is no model, or one that cannot be read. */
    fitting(model: string | null): Promise<{ modulesHash: string; matching: number } | null>
    /** What was chosen of them has changed elsewhere. */
    chosen(ids: readonly string[]): void
    /** Hears of the model folders. */
    reader: LibraryReader
    /** The rows of these paths were written by somebody else. */
    reread(paths: readonly string[]): void
    close(): Promise<void>
  }

export type AdapterCatalogOptions = {
  table: AdapterTable
  /** What is there, as it is searched; and what was chosen of it. */
  items: Pick<ItemSearch, 'page'>
  choices: Pick<ChoiceTable, 'change' | 'sharing'>
  proofs: ProofTable
  /** Of a checkpoint; throws what the model catalog throws. */
  modelPath: (modelId: string) => string
  publish: Publish<'adapter' | 'adapter-removed' | 'adapters'>
  /** The folders, as the index has them, that a person means. */
  foldersCalled?: (name: string) => readonly string[]
  /** Where a preview is served: `media/adapter/<id>?v=…` unless told otherwise. */
  previewUrl?: PreviewUrl
  /** The version of a picture that was made for an adapter that has none; none has unless told otherwise. */
  idleVersion?: (id: string) => number | null
  background?: AdapterMeasuresOptions['background']
  /** Writes what is only remembered, if the disk takes it. */
  attempt?: AdapterMeasuresOptions['attempt']
  /** Whoever opened it closes it, before the catalog. */
  work: AdapterWork
  /** Hashes for a look, which waits for them: those of `work` unless told otherwise. */
  hashesAtOnce?: (path: string) => Promise<AdapterHashes>
  now?: () => Date
}

const mediaUrl: PreviewUrl = (id, version) => `media/adapter/${id}?v=${version}`
const picked: FilterLeaf = { is: 'filter', field: 'kind', value: 'adapter' }
const favourites: FilterLeaf = { is: 'filter', field: 'is', value: 'favourite' }
const fits: FilterLeaf = { is: 'filter', field: 'fits', value: '' }
/** When more have changed at once, windows ask again for what they show. */
const mostTold = 20

export function adapterCatalog(options: AdapterCatalogOptions): AdapterCatalog {
  const { table, publish, work, background = null, now = () => new Date() } = options
  const attempt = options.attempt ?? ((write) => write())
  const unreadable = new Set<string>()
  const library = adapterLibrary({
    table,
    choices: options.choices,
    publish: (event) => publish(event),
    previewUrl: options.previewUrl ?? mediaUrl,
    idleVersion: options.idleVersion ?? (() => null),
    onUnreadable: ({ path }) => unreadable.add(path),
    now,
  })
  const proofs = adapterProofs({
    adapters: table,
    table: options.proofs,
    work,
    modelPath: options.modelPath,
    attempt,
  })
  const measures = adapterMeasures({
    table,
    work,
    rowOf: library.rowOf,
    onMeasured: (id) => tell([id]),
    background,
    attempt,
  })
  let isClosed = false

  function tell(ids: readonly string[]): void {
    library.forget(ids)
    if (isClosed || ids.length === 0) return
    if (ids.length > mostTold) publish({ type: 'adapters' })
    else for (const id of ids) tellOne(library.find(id))
  }

  function tellOne(adapter: AdapterSummary | null): void {
    if (adapter !== null) publish({ type: 'adapter', adapter })
  }

  const reader = adapterReader({
    table,
    hashes: options.hashesAtOnce ?? ((path) => work.hashes(path)),
    newId: () => randomBytes(10).toString('hex'),
    now,
    unreadable,
    onWritten: tell,
    onRemoved(id) {
      library.forget([id])
      publish({ type: 'adapter-removed', id })
    },
  })

  /** A model that cannot be read proves nothing. */
  async function modulesOf(model: string | null): Promise<string | null> {
    if (model === null) return null
    return proofs.modulesOf(model).catch(() => null)
  }

  return {
    ...library,
    async search({ text, favouritesOnly, fitsOnly, model, offset, limit }) {
      const modulesHash = await modulesOf(model)
      // A picker has each file for itself.
      const query = withoutFilters(parseQuery(text, 'library', { typing: true }).query, 'versions')
      // The picker says nothing of what is not understood: what is not a search finds nothing.
      if (text.trim() !== '' && conjuncts(query).length === 0) return { total: 0, rows: [] }
      const { total, rows } = options.items.page(
        {
          query: all([query, picked, ...(favouritesOnly ? [favourites] : []), ...(fitsOnly ? [fits] : [])]),
          sort: 'used',
          offset,
          limit,
        },
        {
          fits: { modulesHash: modulesHash ?? '', matching: proofs.matching },
          now: now(),
          foldersCalled: options.foldersCalled ?? (() => []),
        },
      )
      const adapters = rows.flatMap(({ id }) => library.find(id) ?? [])
      return {
        total,
        rows: adapters.map((adapter) => ({
          adapter,
          proof: modulesHash === null ? null : proofs.known(modulesHash, adapter),
        })),
      }
    },
    async fitting(model) {
      const modulesHash = await modulesOf(model)
      return modulesHash === null ? null : { modulesHash, matching: proofs.matching }
    },
    chosen(ids) {
      const [only, ...more] = ids.filter((id) => table.find(id) !== null)
      if (only === undefined) return
      library.forget(ids)
      if (more.length > 0) publish({ type: 'adapters' })
      else tellOne(library.find(only))
    },
    lookup({ ids, names }) {
      const found = new Map<string, AdapterSummary>()
      const note = (adapter: AdapterSummary | null): string | null => {
        if (adapter !== null) found.set(adapter.id, adapter)
        return adapter?.id ?? null
      }
      ids.forEach((id) => note(library.find(id)))
      const named = names.map((name) => ({ name, id: note(library.byName(name) ?? library.byHash(name)) }))
      return { adapters: [...found.values()], names: named }
    },
    hash: measures.hash,
    profile: measures.profile,
    proofs: proofs.of,
    reread: (paths) => tell(paths.flatMap((path) => table.byPath(path)?.id ?? [])),
    reader: {
      ...reader,
      end(gone, back) {
        reader.end(gone, back)
        measures.fillIn()
      },
    },
    async close() {
      isClosed = true
      await measures.close()
    },
  }
}
