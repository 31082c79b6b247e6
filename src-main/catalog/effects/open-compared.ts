// An adapter file opened to be compared with others: its modules by canonical name, of the family it was made for.
import type { ComparedAdapter } from '../../adapters/effect/compare-effects.ts'
import { publishedModules, type BaseModules } from '../../adapters/reading/base-modules.ts'
import { namedKinds } from '../../adapters/reading/named-kinds.ts'
import { readAdapter } from '../../adapters/reading/read-adapter.ts'
import { recogniseAdapter } from '../../adapters/about/recognise.ts'
import { firstFamily } from '../../architectures/families/families.ts'
import type { TensorFile } from '../../formats/tensor-file.ts'
import { openAdapterFile } from '../adapters/open-adapter-file.ts'
import { reusingReader } from '../adapters/reusing-reader.ts'

export type OpenedAdapter = ComparedAdapter & {
  readonly base: BaseModules
  readonly metadata: TensorFile['metadata']
}

/** Runs `work` with the files open. Errors are those of opening them, and `adapter/…` for what is not an adapter. */
export async function withAdapters<T>(
  paths: readonly string[],
  work: (adapters: readonly OpenedAdapter[]) => Promise<T>,
): Promise<T> {
  const files: TensorFile[] = []
  try {
    const adapters: OpenedAdapter[] = []
    for (const path of paths) {
      const { file, extras } = await openAdapterFile(path)
      files.push(file)
      const { family, otherKind } = recogniseAdapter(file)
      if (otherKind !== null) throw otherKind
      const base = publishedModules(family ?? firstFamily)
      const { modules } = await readAdapter(file, base, extras)
      adapters.push({
        file: reusingReader(file),
        metadata: file.metadata,
        base,
        // Of another size than the family's published network: by name alone.
        modules: modules.length > 0 ? modules : namedKinds(file, base).modules,
      })
    }
    return await work(adapters)
  } finally {
    for (const file of files) await file.close()
  }
}
