// `convert`: the same factors under the names of another dialect.
import { convertedParts } from '../../adapters/rewriting/convert.ts'
import type { OutModule } from '../../adapters/rewriting/write-adapter.ts'
import type { Tensor } from '../../base/dtype.ts'
import type { WrittenDialect } from '../../adapters/names/write-names.ts'
import { readFactors } from '../stack/loaded-adapter.ts'
import type { RewriteBase, SourceAdapter } from './adapter-source.ts'

export async function convertModules(
  { file, contents }: SourceAdapter,
  base: RewriteBase,
  to: WrittenDialect,
): Promise<OutModule[]> {
  const modules: OutModule[] = []
  for (const adapted of contents.modules) {
    const module = base.module(adapted.component, adapted.path)
    const parts = convertedParts(adapted, await readFactors(file, adapted), module, to)
    modules.push({ component: adapted.component, module, kind: adapted.kind, parts })
  }
  return modules
}

/** Learned tokens keep their names and bytes in kohya's files; other dialects have no place for them. */
export async function bundledTensors({ file, contents }: SourceAdapter): Promise<Map<string, Tensor>> {
  const tensors = new Map<string, Tensor>()
  for (const name of contents.embeddings.flatMap((embedding) => embedding.tensors)) {
    const shape = file.tensors.get(name)?.shape ?? []
    tensors.set(name, { dtype: 'f32', shape, data: await file.read(name) })
  }
  return tensors
}
