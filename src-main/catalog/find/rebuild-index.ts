// Makes the index of the library anew of the rows it stands for, where it is of another version or damaged.
import { setImmediate as immediate } from 'node:timers/promises'
import { readStored } from '../../contract/stored.ts'
import type { AdapterTable } from '../../database/adapters.ts'
import type { ItemIndex } from '../../database/find/item-index.ts'
import { idOfFile, type FileTable } from '../../database/files.ts'
import type { ModelTable } from '../../database/models.ts'
import { adapterKeys } from '../adapters/adapter-keys.ts'
import { factsOf } from '../adapters/adapter-summary.ts'
import { wordsKind } from '../embeddings/embedding-index.ts'
import { storedThing } from '../kinds/file-thing.ts'
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
  index.begin()
  index.put(
    models.all().map((row) => {
      const { id, missing, addedAt, lastUsedAt: usedAt } = row
      const { value, problem } = readStored(inspectionKind, row.inspection)
      // What is said of a model is kept with what its file is.
      const about = storedThing(files.byPath(row.path))?.about ?? null
      const item = itemOfModel(row, value ?? refusedModel(row.path, problem), about)
      return { ...item, id, missing, addedAt, usedAt }
    }),
  )
  for await (const piece of inPieces(adapters.after, ({ id }) => id))
    index.put(
      piece.map((row) => {
        const { id, missing, addedAt, lastUsedAt: usedAt } = row
        return { ...adapterKeys(row, factsOf(row).facts).item, id, missing, addedAt, usedAt }
      }),
    )
  const known = models.all()
  const listed = new Set([...known.map(({ path }) => path), ...adapters.paths()])
  const taken = new Set(known.map(({ id }) => id))
  for await (const piece of inPieces(files.after, ({ path }) => path))
    index.put(
      piece.flatMap((row) => {
        const { path, missing, addedAt } = row
        if (listed.has(path)) return []
        const thing = storedThing(row)
        // What is not known yet is read again by the next look.
        if (thing === null) return []
        const { value: words } = readStored(wordsKind, row.words)
        const id = idOfFile(modelIdOf(path), (usual) => !taken.has(usual))
        return [{ ...itemOfFile(row, thing, words ?? []), id, missing, addedAt, usedAt: null }]
      }),
    )
  index.finish()
  return true
}

/** All rows in the order of a key, with a rest behind each piece. */
async function* inPieces<Row>(
  after: (last: string, count: number) => readonly Row[],
  keyOf: (row: Row) => string,
): AsyncGenerator<readonly Row[], void> {
  for (let last = ''; ;) {
    const piece = after(last, pieceSize)
    if (piece.length === 0) return
    yield piece
    last = keyOf(piece.at(-1)!)
    await immediate()
  }
}
