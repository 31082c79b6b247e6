// What follows from a file's name, made anew where it got another one: by what it is found, sorted and shown, and which
// picture beside it is its preview. None of it is read again.
import { basename, dirname, join } from 'node:path'
import { toStore, readStored } from '../../contract/stored.ts'
import type { AdapterTable } from '../../database/adapters.ts'
import type { ItemIndex } from '../../database/find/item-index.ts'
import type { FileTable } from '../../database/files.ts'
import type { ModelTable } from '../../database/models.ts'
import type { Moved } from '../../journal/operation.ts'
import { adapterFactsKind } from '../adapters/adapter-facts.ts'
import { adapterKeys } from '../adapters/adapter-keys.ts'
import { adapterName } from '../adapters/inspect-adapter.ts'
import { wordAt, wordsKind } from '../embeddings/embedding-index.ts'
import { storedThing } from '../kinds/file-thing.ts'
import { itemOfFile } from '../kinds/item-of-file.ts'
import { inspectionKind } from '../models/inspection.ts'
import { itemOfModel } from '../models/item-of-model.ts'
import { modelStem } from '../models/model-endings.ts'
import { nameFromStem } from '../models/model-name.ts'

export type NamedTables = {
  readonly adapters: Pick<AdapterTable, 'byPath' | 'move'>
  readonly models: Pick<ModelTable, 'byPath' | 'move'>
  readonly files: Pick<FileTable, 'byPath'>
  readonly index: Pick<ItemIndex, 'filesAt' | 'put'>
}

/** In the transaction of whoever asks, when the rows have their new paths. */
export function renameRows(moved: readonly Moved[], tables: NamedTables): void {
  const nameNow = new Map(moved.map(({ from, to }) => [from, basename(to)]))
  for (const one of moved) {
    renameAdapter(one, nameNow, tables)
    renameModel(one, tables)
    renameFile(one, tables)
  }
}

function renameAdapter(
  { from, to }: Moved,
  nameNow: ReadonlyMap<string, string>,
  { adapters }: NamedTables,
): void {
  const row = adapters.byPath(to)
  if (row === null) return
  const { value: facts } = readStored(adapterFactsKind, row.facts)
  // What cannot be read is read anew by the next look.
  if (facts === null) return
  const { preview } = facts
  const beside = preview === null ? undefined : nameNow.get(join(dirname(from), preview))
  const named = { ...row, name: adapterName(to) }
  const now = { ...facts, preview: beside ?? preview }
  adapters.move(row.id, { ...named, ...adapterKeys(named, now), facts: toStore(adapterFactsKind, now) })
}

function renameModel({ from, to }: Moved, { models, files }: NamedTables): void {
  const row = models.byPath(to)
  if (row === null) return
  const { value: inspection } = readStored(inspectionKind, row.inspection)
  if (inspection === null) return
  const isNamedByFile = inspection.name === nameOfFile(from)
  const now = isNamedByFile ? { ...inspection, name: nameOfFile(to) } : inspection
  const about = storedThing(files.byPath(to))?.about ?? null
  models.move({ ...row, inspection: toStore(inspectionKind, now), item: itemOfModel(row, now, about) })
}

function nameOfFile(path: string): string {
  return nameFromStem(modelStem(basename(path)))
}

/** What is neither. */
function renameFile({ to }: Moved, { models, files, index }: NamedTables): void {
  const row = files.byPath(to)
  const thing = storedThing(row)
  if (row === null || thing === null || models.byPath(to) !== null) return
  const words = (readStored(wordsKind, row.words).value ?? []).map(wordAt(to))
  const item = itemOfFile(row, thing, words)
  index.put(
    index.filesAt(to).map((id) => ({ ...item, id, addedAt: row.addedAt, usedAt: null, missing: false })),
  )
}
