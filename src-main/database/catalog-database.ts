// All tables of one data folder behind one handle.
import Sqlite from 'better-sqlite3'
import { adapterTable, type AdapterTable } from './adapters.ts'
import { openConnection, type Connection } from './connection.ts'
import { documentTable, workspaceTable, type DocumentTable, type WorkspaceTable } from './documents.ts'
import { effectTable, type EffectTable } from './effects.ts'
import { choiceTable, type ChoiceTable } from './find/choices.ts'
import { collectionTable, type CollectionTable } from './find/collections.ts'
import { itemIndex, type ItemIndex } from './find/item-index.ts'
import { itemSearch, type ItemSearch } from './find/item-search.ts'
import { likenessTable, makeLikeness, type LikenessTable } from './find/likeness.ts'
import { savedFilterTable, type SavedFilterTable } from './find/saved-filters.ts'
import { fileTable, type FileTable } from './files.ts'
import { hashedFileTable, type HashedFileTable } from './hashed-files.ts'
import { jobTable, type JobTable } from './jobs.ts'
import { lineageTable, type LineageTable } from './lineage.ts'
import { modelTable, type ModelTable } from './models.ts'
import { openDatabase, type Database } from './open.ts'
import { operationTable, type OperationTable } from './operations.ts'
import { pictureFactsTable, type PictureFactsTable } from './picture-facts.ts'
import { pictureSearch, type PictureSearch } from './picture-search.ts'
import { pictureTable, type PictureTable } from './pictures.ts'
import { proofTable, type ProofTable } from './proofs.ts'
import { sameEffectTable, type SameEffectTable } from './same-effects.ts'
import { stackTable, type StackTable } from './stacks.ts'
import { strengthTable, type StrengthTable } from './strengths.ts'
import { versionTable, type VersionTable } from './versions.ts'

export type CatalogDatabase = {
  jobs: JobTable
  pictures: PictureTable
  pictureFacts: PictureFactsTable
  pictureSearch: PictureSearch
  files: FileTable
  models: ModelTable
  adapters: AdapterTable
  /** Of all that lies in the library: kept in step by the tables above. */
  index: ItemIndex
  items: ItemSearch
  choices: ChoiceTable
  collections: CollectionTable
  savedFilters: SavedFilterTable
  likeness: LikenessTable
  hashedFiles: HashedFileTable
  lineage: LineageTable
  proofs: ProofTable
  effects: EffectTable
  sameEffects: SameEffectTable
  versions: VersionTable
  stacks: StackTable
  strengths: StrengthTable
  operations: OperationTable
  modelMemory: DocumentTable
  settings: DocumentTable
  devices: DocumentTable
  downloads: DocumentTable
  trials: DocumentTable
  idlePreviews: DocumentTable
  rewritings: DocumentTable
  workspace: WorkspaceTable
  /** Writes something that nobody reads. Throws what keeps the catalog from being written. */
  probe(): void
  /** Opens the file anew when this catalog lies at the path; false when another does, or the path is empty. */
  reopen(): boolean
  isInPlace: Connection['isInPlace']
  close(): void
}

/** `path` is usually `<data folder>/catalog.sqlite`. Throws what `openDatabase` throws. */
export function openCatalog(
  path: string,
  onError: (error: unknown) => void = () => undefined,
): CatalogDatabase {
  const open = (): Database => {
    const opened = openDatabase(path)
    makeLikeness(opened)
    return opened
  }
  const database = openConnection({ path, open, onError })
  const identity = database.prepare<[], { id: string }>('select id from identity')
  const probe = database.prepare('update identity set probes = probes + 1')
  const id = identity.get()?.id
  const index = itemIndex(database)
  const choices = choiceTable(database, index)
  return {
    jobs: jobTable(database),
    pictures: pictureTable(database),
    files: fileTable(database, index),
    pictureFacts: pictureFactsTable(database),
    pictureSearch: pictureSearch(database),
    models: modelTable(database, index, choices),
    adapters: adapterTable(database, index, choices),
    index,
    items: itemSearch(database),
    choices,
    collections: collectionTable(database, choices),
    savedFilters: savedFilterTable(database),
    likeness: likenessTable(database),
    hashedFiles: hashedFileTable(database),
    lineage: lineageTable(database),
    proofs: proofTable(database),
    effects: effectTable(database),
    sameEffects: sameEffectTable(database),
    versions: versionTable(database),
    stacks: stackTable(database),
    strengths: strengthTable(database),
    operations: operationTable(database),
    modelMemory: documentTable(database, 'model_memory'),
    settings: documentTable(database, 'settings'),
    devices: documentTable(database, 'devices'),
    downloads: documentTable(database, 'downloads'),
    trials: documentTable(database, 'trials'),
    idlePreviews: documentTable(database, 'idle_previews'),
    rewritings: documentTable(database, 'rewritings'),
    workspace: workspaceTable(database),
    probe: () => probe.run(),
    reopen() {
      if (idAt(path) !== id) return false
      database.reopen()
      return true
    },
    isInPlace: database.isInPlace,
    close: database.close,
  }
}

/** Undefined where there is no catalog. */
function idAt(path: string): string | undefined {
  try {
    const file = new Sqlite(path, { fileMustExist: true, readonly: true })
    try {
      return file.prepare<[], { id: string }>('select id from identity').get()?.id
    } finally {
      file.close()
    }
  } catch {
    return undefined
  }
}
