// Which file of the model folders a page holds a copy of: told by its bytes, whatever it is called.
import { basename } from 'node:path'
import type { KnownFile, ShownFile } from '../../contract/shown-file.ts'
import type { AdapterCatalog } from '../../catalog/adapters/adapter-catalog.ts'
import type { Library } from '../../catalog/library.ts'
import type { ModelCatalog } from '../../catalog/models/model-catalog.ts'
import { openFileSource } from '../../files/file-source.ts'

export type RecogniseParts = {
  library: Pick<Library, 'listing' | 'look'>
  adapters: Pick<AdapterCatalog, 'byPath'>
  models: Pick<ModelCatalog, 'byPath'>
}

/** Null for a file that is in no model folder, also after one more look. */
export async function recogniseFile(file: ShownFile, parts: RecogniseParts): Promise<KnownFile | null> {
  const known = await amongListed(file, parts)
  if (known !== null) return known
  await parts.library.look()
  return amongListed(file, parts)
}

/** Of copies, one that can be used comes first, then one of the same name. */
async function amongListed(
  file: ShownFile,
  { library, adapters, models }: RecogniseParts,
): Promise<KnownFile | null> {
  const alike = [...library.listing().files.values()]
    .filter(({ sizeBytes }) => sizeBytes === file.sizeBytes)
    .sort((a, b) => Number(isCalled(b.path, file)) - Number(isCalled(a.path, file)))
  let refused: KnownFile | null = null
  for (const { path } of alike) {
    const found = knownAt(path, { adapters, models })
    if (found === null || !(await holds(path, file))) continue
    const { problem } = found.kind === 'adapter' ? found.adapter : found.model
    if (problem === null) return found
    refused ??= found
  }
  return refused
}

const isCalled = (path: string, { name }: ShownFile): boolean => basename(path) === name

/** A file may be listed as both where neither is sure of it. */
function knownAt(
  path: string,
  { adapters, models }: Pick<RecogniseParts, 'adapters' | 'models'>,
): KnownFile | null {
  const adapter = adapters.byPath(path)
  const model = models.byPath(path)
  if (model !== null && (adapter === null || adapter.problem !== null)) return { kind: 'model', model }
  return adapter === null ? null : { kind: 'adapter', adapter }
}

/** What cannot be read now is not the file that is meant. */
async function holds(path: string, { samples, sizeBytes }: ShownFile): Promise<boolean> {
  const opened = await openFileSource(path).catch(() => null)
  if (opened === null) return false
  const { source } = opened
  try {
    if (source.sizeBytes !== sizeBytes) return false
    for (const { at, bytes } of samples) {
      const wanted = Buffer.from(bytes, 'base64')
      if (at + wanted.length > sizeBytes) return false
      if (!wanted.equals(await source.read(at, wanted.length))) return false
    }
    return true
  } catch {
    return false
  } finally {
    await source.close()
  }
}
