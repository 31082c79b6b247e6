// An adapter file on disk, with the hashes by which kohya, A1111 and Civitai know its tensors.
import { createHash } from 'node:crypto'
import { trainerMetadata } from '../../adapters/rewriting/adapter-metadata-out.ts'
import type { Tensor } from '../../base/dtype.ts'
import { writeFileAtomically } from '../../files/atomic-write.ts'
import { writeTensorFile } from '../../files/write-tensor-file.ts'
import { safetensorsChunks } from '../../formats/safetensors-writer.ts'

const legacyRange = { from: 0x100000, to: 0x110000 }

/** Whole or not at all; errors are `disk/…`. Returns its size. */
export async function writeAdapterFile(
  path: string,
  tensors: ReadonlyMap<string, Tensor>,
  metadata: ReadonlyMap<string, string>,
  write = writeFileAtomically,
): Promise<void> {
  const hashes = [
    ['sshs_model_hash', tensorHash(tensors)],
    ['sshs_legacy_hash', legacyHash(tensors, trainerMetadata(metadata))],
  ] as const
  await writeTensorFile(path, tensors, new Map([...metadata, ...hashes]), write)
}

/** Of everything after the header: it does not depend on the metadata. */
export function tensorHash(tensors: ReadonlyMap<string, Tensor>): string {
  const hash = createHash('sha256')
  let isHeader = true
  for (const chunk of safetensorsChunks(tensors)) {
    if (!isHeader) hash.update(chunk)
    isHeader = false
  }
  return hash.digest('hex')
}

/** kohya's first hash: 64 KiB at 1 MiB of the file as it would be with the trainer's words alone. */
export function legacyHash(
  tensors: ReadonlyMap<string, Tensor>,
  metadata: ReadonlyMap<string, string>,
): string {
  const hash = createHash('sha256')
  let offset = 0
  for (const chunk of safetensorsChunks(tensors, metadata)) {
    const start = Math.max(legacyRange.from - offset, 0)
    const end = Math.min(legacyRange.to - offset, chunk.length)
    if (start < end) hash.update(chunk.subarray(start, end))
    offset += chunk.length
  }
  return hash.digest('hex').slice(0, 8)
}
