// The library over a catalog and folders of a test: every catalog, one listing, no window.
import { adapterCatalog, type AdapterCatalog } from '../../src-main/catalog/adapters/adapter-catalog.ts'
import { embeddingIndex, type EmbeddingIndex } from '../../src-main/catalog/embeddings/embedding-index.ts'
import { library, type Library, type LibraryOptions } from '../../src-main/catalog/library.ts'
import { modelCatalog, type ModelCatalog } from '../../src-main/catalog/models/model-catalog.ts'
import type { LibraryWork } from '../../src-main/catalog/worker/library-work.ts'
import type { ErrorReport } from '../../src-main/base/errors.ts'
import type { AdapterSummary } from '../../src-main/contract/library.ts'
import type { ScanProgress, StudioEvent } from '../../src-main/contract/studio.ts'
import type { CatalogDatabase } from '../../src-main/database/catalog-database.ts'

export type TestLibrary = {
  library: Library
  models: ModelCatalog
  adapters: AdapterCatalog
  embeddings: EmbeddingIndex
  events: StudioEvent[]
  told: ErrorReport[]
  failures: unknown[]
  progress: (ScanProgress | null)[]
  /** Paths that were read, in their order. */
  read: string[]
  /** Adapters that are there, in the order of the picker. */
  adaptersThere(): Promise<AdapterSummary[]>
  close(): Promise<void>
}

export type TestLibraryOptions = Partial<Pick<LibraryOptions, 'settleMs' | 'unwatchedMs' | 'watch'>> & {
  database: CatalogDatabase
  roots: () => readonly string[]
  work: LibraryWork
  modelPath?: (id: string) => string
  background?: boolean
}

export function openLibrary({
  database,
  roots,
  work,
  modelPath = (id) => id,
  background = false,
  ...options
}: TestLibraryOptions): TestLibrary {
  const events: StudioEvent[] = []
  const told: ErrorReport[] = []
  const failures: unknown[] = []
  const progress: (ScanProgress | null)[] = []
  const read: string[] = []
  const publish = (event: StudioEvent): void => void events.push(event)
  const models = modelCatalog({
    table: database.models,
    hash: async (path) => (await work.hashes(path)).sha256,
    publish,
  })
  const adapters = adapterCatalog({
    table: database.adapters,
    items: database.items,
    choices: database.choices,
    proofs: database.proofs,
    modelPath,
    publish,
    background: background ? { isBusy: () => false, restMs: 1 } : null,
    work,
    now: () => new Date('2026-01-02T03:04:05Z'),
  })
  const embeddings = embeddingIndex(database.files, roots)
  const shelf = library({
    table: database.files,
    roots,
    work: {
      read(path, beside, options) {
        read.push(path)
        return work.read(path, beside, options)
      },
    },
    readers: [models.reader, adapters.reader, embeddings.reader],
    onProgress: (scan) => progress.push(scan),
    onOthers: () => publish({ type: 'items', ids: null }),
    tell: (notice) => told.push(notice),
    onFailure: (error) => failures.push(error),
    settleMs: 30,
    ...options,
  })
  return {
    library: shelf,
    models,
    adapters,
    embeddings,
    events,
    told,
    failures,
    progress,
    read,
    async adaptersThere() {
      const wish = { text: '', favouritesOnly: false, fitsOnly: false, model: null, offset: 0, limit: 200 }
      return (await adapters.search(wish)).rows.map(({ adapter }) => adapter)
    },
    async close() {
      await shelf.close()
      await adapters.close()
    },
  }
}
