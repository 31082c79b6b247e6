// Makes the index of the library anew of the rows it stands for, where it is of another version or damaged.
import { setImmediate as immediate } from 'node:timers/promises'
import type { AboutFile } from '../../contract/about-file.ts'
import { readStored } from '../../contract/stored.ts'
import type { AdapterTable } from '../../database/adapters.ts'
import type { ItemIndex } from '../../database/find/item-index.ts'
import type { FileTable } from '../../database/files.ts'
import type { ModelTable } from '../../database/models.ts'
import { adapterKeys } from '../adapters/adapter-keys.ts'
import { factsOf } from '../adapters/adapter-summary.ts'
import { wordsKind } from '../embeddings/embedding-index.ts'
import { fileThingKind } from '../kinds/file-thing.ts'
import { itemOfFile } from '../kinds/item-of-file.ts'
import { modelIdOf } from '../models/model-catalog.ts'
import { inspectionKind, refusedModel } from '../models/inspection.ts'
import { itemOfModel } from '../models/item-of-model.ts'

export type IndexedTables = {
  readonly index: ItemIndex
  readonly adapters: Pick<AdapterTable, 'after' | 'paths'>
  readonly models: Pick<ModelTable, 'all'>
  readonly files: Pick<FileTable, 'after' | 'byPath'>
}

/** Thousands are put into it in small pieces. */
const pieceSize = 200

/** Says whether it had to. Throws what the database throws. */
export async function rebuildIndex({ index, adapters, models, files }: IndexedTables): Promise<boolean> {
  if (index.isWhole()) return false
  /** It is kept with what the file is. */
  const aboutModel = (path: string): AboutFile | null =>
    readStored(fileThingKind, files.byPath(path)?.thing ?? null).value?.about ?? null
  index.begin()
  index.put(
    models.all().map((row) => {
      const { id, missing, addedAt, lastUsedAt: usedAt } = row
      const { value, problem } = readStored(inspectionKind, row.inspection)
      return {
        ...itemOfModel(row, value ?? refusedModel(row.path, problem), aboutModel(row.path)),
        id,
        missing,
        addedAt,
        usedAt,
      }
    }),
  )
  for (let last = ''; ;) {
    const piece = adapters.after(last, pieceSize)
    if (piece.length === 0) break
    index.put(
      piece.map((row) => {
        const { id, missing, addedAt, lastUsedAt: usedAt } = row
        return { ...adapterKeys(row, factsOf(row).facts).item, id, missing, addedAt, usedAt }
      }),
    )
    last = piece.at(-1)!.id
    await immediate()
  }
  const known = models.all()
  const listed = new Set([...known.map(({ path }) => path), ...adapters.paths()])
  const taken = new Set(known.map(({ id }) => id))
  for (let last = ''; ;) {
    const piece = files.after(last, pieceSize)
    if (piece.length === 0) break
    index.put(
      piece.flatMap((row) => {
        const { path, missing, addedAt } = row
        if (listed.has(path)) return []
        const { value: thing } = readStored(fileThingKind, row.thing)
        // What is not known yet is read again by the next look.
        if (thing === null) return []
        const { value: words } = readStored(wordsKind, row.words)
        // As `FileTable.put` calls it beside a model that was moved away from there.
        const id = taken.has(modelIdOf(path)) ? `${modelIdOf(path)}-file` : modelIdOf(path)
        return [{ ...itemOfFile(row, thing, words ?? []), id, missing, addedAt, usedAt: null }]
      }),
    )
    last = piece.at(-1)!.path
    await immediate()
  }
  index.finish()
  return true
}
