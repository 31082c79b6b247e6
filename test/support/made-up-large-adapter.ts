// A kohya LoRA as large as people share them: every transformer layer of SD 1.5 and its text encoder, rank 128, f16.
import { join } from 'node:path'
import { publishedModules } from '../../src-main/adapters/reading/base-modules.ts'
import { toFloat16 } from '../../src-main/base/half.ts'
import { writeTensorFile } from '../../src-main/files/write-tensor-file.ts'
import { madeUpTensors } from './made-up-adapter.ts'
import { families } from './families.ts'

/** About 151 MB; resolves to its path. */
export async function largeAdapterFile(folder: string): Promise<string> {
  const tensors = madeUpTensors({ base: publishedModules(families.sd1), rank: 128, alpha: 64 })
  const halves = new Map(
    [...tensors].map(([name, { shape, data }]) => [
      name,
      { dtype: 'f16' as const, shape, data: toFloat16(data as Float32Array) },
    ]),
  )
  const path = join(folder, 'large.safetensors')
  await writeTensorFile(path, halves)
  return path
}
