// What of the library is not an adapter, for the Models view: each file with what it is and how that is known.
import { basename, dirname } from 'node:path'
import { folderName } from '../../catalog/find/folder-names.ts'
import type { LibraryFinder, ListedItem } from '../../catalog/find/library-finder.ts'
import { storedThing } from '../../catalog/kinds/file-thing.ts'
import type { ModelCatalog } from '../../catalog/models/model-catalog.ts'
import { fileKinds } from '../../contract/library-file.ts'
import type { ModelFile } from '../../contract/model-file.ts'
import type { FileTable } from '../../database/files.ts'

export type ModelFilesOptions = {
  readonly finder: Pick<LibraryFinder, 'list'>
  readonly table: Pick<FileTable, 'byPath'>
  readonly models: Pick<ModelCatalog, 'knownHash'>
  roots(): readonly string[]
}

const query = fileKinds
  .filter((kind) => kind !== 'adapter')
  .map((kind) => `kind:${kind}`)
  .join(' OR ')

/** By name, those that cannot be used last. */
export async function modelFiles({ finder, table, models, roots }: ModelFilesOptions): Promise<ModelFile[]> {
  const { items } = await finder.list({ query, typing: false, model: null, sort: 'name' })
  const folders = roots()

  function fileOf(item: ListedItem): ModelFile {
    const thing = storedThing(table.byPath(item.path))
    return {
      id: item.id,
      kind: thing?.kind ?? 'other',
      form: thing?.form ?? null,
      name: item.title ?? item.name,
      fileName: basename(item.path),
      folder: folderName(dirname(item.path), folders),
      family: thing?.family ?? item.architecture,
      model: thing?.model ?? null,
      precision: thing?.precision ?? '',
      sizeBytes: item.sizeBytes,
      sha256: models.knownHash(item.id),
      how: thing?.how ?? [],
      lastUsedAt: item.lastUsedAt,
      problem: item.problem,
    }
  }
  return items.map(fileOf)
}
