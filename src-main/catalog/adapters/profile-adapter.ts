// The block profile of an adapter file on disk.
import { blockProfile } from '../../adapters/strength/block-profile.ts'
import { publishedModules, type BaseModules } from '../../adapters/reading/base-modules.ts'
import { namedKinds } from '../../adapters/reading/named-kinds.ts'
import { readAdapter } from '../../adapters/reading/read-adapter.ts'
import { recogniseAdapter } from '../../adapters/about/recognise.ts'
import { firstFamily } from '../../architectures/families/families.ts'
import type { AdapterContents } from '../../adapters/reading/adapter.ts'
import type { TensorFile } from '../../formats/tensor-file.ts'
import { reusingReader } from './reusing-reader.ts'
import { openAdapterFile } from './open-adapter-file.ts'
import { simdGram } from './simd-gram.ts'

/** One number a block, the largest 1; null where every module's change depends on the base's weights. */
export async function profileFile(path: string): Promise<number[] | null> {
  const { file, extras } = await openAdapterFile(path)
  try {
    const { family, otherKind } = recogniseAdapter(file)
    if (otherKind !== null) throw otherKind
    const base = publishedModules(family ?? firstFamily)
    return await profileContents(file, await readAdapter(file, base, extras), base)
  } finally {
    await file.close()
  }
}

/** Of what fits `base`; of everything that is named where nothing fits it. */
export async function profileContents(
  file: TensorFile,
  { modules }: AdapterContents,
  base: BaseModules,
): Promise<number[] | null> {
  const counted = modules.length > 0 ? modules : namedKinds(file, base).modules
  const { blocks } = await blockProfile(reusingReader(file), counted, base, simdGram)
  return blocks === null ? null : [...blocks]
}
