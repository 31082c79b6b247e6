// All tables of one data folder behind one handle.
import { adapterTable, type AdapterTable } from './adapters.ts'
import { documentTable, workspaceTable, type DocumentTable, type WorkspaceTable } from './documents.ts'
import { fileTable, type FileTable } from './files.ts'
import { hashedFileTable, type HashedFileTable } from './hashed-files.ts'
import { jobTable, type JobTable } from './jobs.ts'
import { modelTable, type ModelTable } from './models.ts'
import { openDatabase } from './open.ts'
import { pictureTable, type PictureTable } from './pictures.ts'
import { stackTable, type StackTable } from './stacks.ts'

export type CatalogDatabase = {
  jobs: JobTable
  pictures: PictureTable
  files: FileTable
  models: ModelTable
  adapters: AdapterTable
  hashedFiles: HashedFileTable
  stacks: StackTable
  modelMemory: DocumentTable
  settings: DocumentTable
  devices: DocumentTable
  workspace: WorkspaceTable
  close(): void
}

/** `path` is usually `<data folder>/catalog.sqlite`. */
export function openCatalog(path: string): CatalogDatabase {
  const database = openDatabase(path)
  return {
    jobs: jobTable(database),
    pictures: pictureTable(database),
    files: fileTable(database),
    models: modelTable(database),
    adapters: adapterTable(database),
    hashedFiles: hashedFileTable(database),
    stacks: stackTable(database),
    modelMemory: documentTable(database, 'model_memory'),
    settings: documentTable(database, 'settings'),
    devices: documentTable(database, 'devices'),
    workspace: workspaceTable(database),
    close: () => void database.close(),
  }
}
