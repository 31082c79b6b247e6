// Adapters in memory for one model: factors widened to float32 once, kept while a stack uses them and a little longer.
import { stat } from 'node:fs/promises'
import type { AdapterContents, AdapterModule } from '../../adapters/reading/adapter.ts'
import type { Factors } from '../../adapters/kinds/algorithm.ts'
import { builtInFamilies } from '../../architectures/families/families.ts'
import type { Families } from '../../architectures/families/family.ts'
import type { BaseModules } from '../../adapters/reading/base-modules.ts'
import { cutRank } from '../../adapters/acting/cut-rank.ts'
import { contributionsOf, type Contributions } from '../../adapters/acting/stack.ts'
import { AppError, reportError } from '../../base/errors.ts'
import type { Float32Tensor } from '../../base/dtype.ts'
import type { TensorFile } from '../../formats/tensor-file.ts'
import { readBundledWord } from '../picture/embedding-file.ts'
import { adapterName, openAdapter } from './open-adapter.ts'
import type { OfferedWord } from '../picture/prompt-embeddings.ts'

export type LoadedAdapter = {
  readonly path: string
  readonly contents: AdapterContents
  readonly contributions: Contributions
  /** Words it brings along, with their vectors. */
  readonly words: readonly OfferedWord[]
}

export type AdapterShelf = {
  /** The adapter as it lies on the disk now; `dynamicRank` keeps only so many of its ranks. */
  load(path: string, dynamicRank: number | null): Promise<LoadedAdapter>
  /** Forgets what is neither among these nor among the last few that were used. */
  tidy(used: ReadonlySet<LoadedAdapter>): void
}

/** Adapters that stay in memory though no stack uses them: switching back and forth reads nothing. */
const spareAdapters = 4

/** `families`: those an adapter can be made for instead. */
export function createAdapterShelf(base: BaseModules, families: Families = builtInFamilies): AdapterShelf {
  /** Least recently used first. */
  const loaded = new Map<string, LoadedAdapter>()
  return {
    async load(path, dynamicRank) {
      const key = JSON.stringify([path, await fileStamp(path), dynamicRank])
      const adapter = loaded.get(key) ?? (await loadAdapter(path, dynamicRank, base, families))
      loaded.delete(key)
      loaded.set(key, adapter)
      return adapter
    },
    tidy(used) {
      const spare = [...loaded].filter(([, adapter]) => !used.has(adapter))
      for (const [key] of spare.slice(0, Math.max(0, spare.length - spareAdapters))) loaded.delete(key)
    },
  }
}

async function loadAdapter(
  path: string,
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
    return { path, contents, contributions, words }
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

async function fileStamp(path: string): Promise<string> {
  try {
    const { size, mtimeMs } = await stat(path)
    return `${size} ${mtimeMs}`
  } catch (cause) {
    throw new AppError('adapter/missing', { name: adapterName(path) }, { details: { path }, cause })
  }
}
