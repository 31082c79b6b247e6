// What the catalog knows of the files of the model folders follows them where they are moved: ids, hashes, and what people
// chose stay, and nothing is read again.
import { lstatSync } from 'node:fs'
import type { AdapterTable } from '../../database/adapters.ts'
import type { ItemIndex } from '../../database/find/item-index.ts'
import type { FileTable } from '../../database/files.ts'
import type { HashedFileTable } from '../../database/hashed-files.ts'
import type { ModelTable } from '../../database/models.ts'
import type { MoveFollower } from '../../journal/operation.ts'
import { isInTrash } from '../../journal/trash-folder.ts'
import type { AdapterCatalog } from '../adapters/adapter-catalog.ts'
import type { EmbeddingIndex } from '../embeddings/embedding-index.ts'
import type { ModelCatalog } from '../models/model-catalog.ts'
import { renameRows } from './renamed-rows.ts'

export type MovedRowsOptions = {
  readonly files: FileTable
  readonly adapters: AdapterTable
  readonly models: ModelTable
  readonly hashedFiles: HashedFileTable
  /** All of it in one index. */
  readonly index: Pick<ItemIndex, 'movePaths' | 'filesAt' | 'put'>
  /** Each learns anew what it keeps in memory. */
  readonly known: {
    readonly adapters: Pick<AdapterCatalog, 'reread'>
    readonly models: Pick<ModelCatalog, 'reread'>
    readonly embeddings: Pick<EmbeddingIndex, 'reread'>
  }
}

export function movedRows(options: MovedRowsOptions): MoveFollower {
  const { files, adapters, models, hashedFiles, index, known } = options

  return {
    note(moved) {
      for (const table of [files, adapters, models, hashedFiles, index]) table.movePaths(moved)
      renameRows(
        moved.filter(({ to }) => !isInTrash(to)),
        options,
      )
      for (const { to, changedMs } of moved) {
        const trashed = isInTrash(to)
        files.setMissing([to], trashed)
        const adapter = adapters.byPath(to)
        if (adapter !== null) adapters.setMissing([adapter.id], trashed)
        models.setMissingAt(to, trashed)
        if (changedMs !== null) hashedFiles.renamed(to, changedMs, timeOfChange(to))
      }
    },
    told(moved) {
      const paths = moved.map(({ to }) => to)
      known.models.reread(paths)
      known.adapters.reread(paths)
      known.embeddings.reread()
    },
  }
}

/** A new name is a change, though not one of its bytes; 0, which no file has, where nobody can say. */
function timeOfChange(path: string): number {
  return lstatSync(path, { throwIfNoEntry: false })?.ctimeMs ?? 0
}
