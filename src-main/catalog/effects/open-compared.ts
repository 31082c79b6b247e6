// An adapter file opened to be compared with others: its modules by canonical name, of the family it was made for.
import type { ComparedAdapter } from '../../adapters/effect/compare-effects.ts'
import type { BaseModules } from '../../adapters/reading/base-modules.ts'
import type { TensorFile } from '../../formats/tensor-file.ts'
import { reusingReader } from '../adapters/reusing-reader.ts'
import { openJudged } from './judged-tables.ts'

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
      const { file, base, modules } = await openJudged(path)
      files.push(file)
      adapters.push({ file: reusingReader(file), metadata: file.metadata, base, modules })
    }
    return await work(adapters)
  } finally {
    for (const file of files) await file.close()
  }
}
