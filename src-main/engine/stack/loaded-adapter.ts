// Adapters in memory for one model: factors widened to float32 once, kept while a stack uses them and a little longer.
import type { AdapterContents, AdapterModule } from '../../adapters/reading/adapter.ts'
import type { Factors } from '../../adapters/kinds/algorithm.ts'
import { builtInFamilies } from '../../architectures/families/families.ts'
import type { Families } from '../../architectures/families/family.ts'
import type { BaseModules } from '../../adapters/reading/base-modules.ts'
import { cutRank } from '../../adapters/acting/cut-rank.ts'
import { contributionsOf, type Contributions } from '../../adapters/acting/stack.ts'
import { AppError, reportError } from '../../base/errors.ts'
import { createKept } from '../../base/kept.ts'
import type { Float32Tensor } from '../../base/dtype.ts'
import { sameStamp, type FileStamp } from '../../contract/artefact.ts'
import { fileStamp } from '../../files/file-stamp.ts'
import type { TensorFile } from '../../formats/tensor-file.ts'
import { readBundledWord } from '../picture/embedding-file.ts'
import { adapterName, openAdapter } from './open-adapter.ts'
import type { OfferedWord } from '../picture/prompt-embeddings.ts'

export type LoadedAdapter = {
  readonly path: string
  /** Which bytes it was made of; null where the file changed while it was read. */
  readonly stamp: FileStamp | null
  readonly contents: AdapterContents
  readonly contributions: Contributions
  /** Words it brings along, with their vectors. */
  readonly words: readonly OfferedWord[]
}

export type AdapterShelf = {
  /** The adapter as it lies on the disk now; `dynamicRank` is how many of its ranks act. */
  load(path: string, dynamicRank: number | null): Promise<LoadedAdapter>
  /** Forgets what is neither among these nor among the last few that were used. */
  tidy(used: ReadonlySet<LoadedAdapter>): void
}

/** Adapters that stay in memory though no stack uses them: switching back and forth reads nothing. */
const spareAdapters = 4

/** `families`: those an adapter can be made for instead. */
export function createAdapterShelf(base: BaseModules, families: Families = builtInFamilies): AdapterShelf {
  /** Its limit is `tidy`, which knows what is in use. */
  const loaded = createKept<string, LoadedAdapter>({ limit: Infinity })
  return {
    async load(path, dynamicRank) {
      const stamp = await neededStamp(path)
      const key = JSON.stringify([path, stamp, dynamicRank])
      const adapter = loaded.get(key) ?? (await loadAdapter(path, stamp, dynamicRank, base, families))
      loaded.put(key, adapter)
      return adapter
    },
    tidy(used) {
      const spare = loaded.entries().filter(([, adapter]) => !used.has(adapter))
      for (const [key] of spare.slice(0, Math.max(0, spare.length - spareAdapters))) loaded.delete(key)
    },
  }
}

async function loadAdapter(
  path: string,
  stamp: FileStamp,
  dynamicRank: number | null,
  base: BaseModules,
  families: Families,
): Promise<LoadedAdapter> {
  const { file, contents } = await openAdapter(path, base, families).catch((error: unknown) => {
    throw named(error, path)
  })
  try {
    const contributions = await contributionsOf(contents.modules, base, async (module) => {
      const factors = await readFactors(file, module)
      return dynamicRank === null ? factors : cutRank(factors, dynamicRank)
    })
    const words: OfferedWord[] = []
    for (const embedding of contents.embeddings) {
      // Read while the file is open; what is wrong with it matters once a prompt says the word.
      const reading = readBundledWord(file, embedding)
      await reading.catch(() => undefined)
      words.push({ name: embedding.name, chosen: true, read: () => reading })
    }
    const isWhole = sameStamp(stamp, await fileStamp(path))
    return { path, stamp: isWhole ? stamp : null, contents, contributions, words }
  } catch (error) {
    throw named(error, path)
  } finally {
    await file.close()
  }
}

/** What is said of a file alone, with the name of the adapter: a stack has several. */
function named(error: unknown, path: string): unknown {
  if (!(error instanceof AppError) || error.message.includes(adapterName(path))) return error
  return new AppError(
    'adapter/unusable',
    { name: adapterName(path), why: reportError(error) },
    { ...(error.details === undefined ? {} : { details: error.details }), cause: error },
  )
}

export async function readFactors(file: TensorFile, { tensors }: AdapterModule): Promise<Factors> {
  const factors = new Map<string, Float32Tensor>()
  for (const [part, tensor] of tensors) {
    const data = await file.read(tensor)
    factors.set(part, { dtype: 'f32', shape: file.tensors.get(tensor)?.shape ?? [], data })
  }
  return factors
}

async function neededStamp(path: string): Promise<FileStamp> {
  const stamp = await fileStamp(path)
  if (stamp !== null) return stamp
  throw new AppError('adapter/missing', { name: adapterName(path) }, { details: { path } })
}
