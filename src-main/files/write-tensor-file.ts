// Tensors in memory to a safetensors file.
import type { Tensor } from '../base/dtype.ts'
import { safetensorsChunks } from '../formats/safetensors-writer.ts'
import { writeFileAtomically } from './atomic-write.ts'

export async function writeTensorFile(
  path: string,
  tensors: ReadonlyMap<string, Tensor>,
  metadata?: ReadonlyMap<string, string>,
  write = writeFileAtomically,
): Promise<void> {
  await write(path, safetensorsChunks(tensors, metadata))
}
