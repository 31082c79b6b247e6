// Opens a sharded checkpoint by its index: the files it names, joined.
import { basename, dirname, join } from 'node:path'
import { AppError } from '../base/errors.ts'
import { joinTensorFiles } from '../formats/joined-file.ts'
import { parseShardIndex } from '../formats/shard-index.ts'
import type { TensorFile } from '../formats/tensor-file.ts'
import { openSingleFile } from './open-single-file.ts'
import { readTextFile } from './text-file.ts'

const mostIndexBytes = 100_000_000

/** Errors: `shards/missing-file` and `shards/missing-tensor` besides those of a single file. */
export async function openShards(indexPath: string): Promise<TensorFile> {
  const weights = parseShardIndex(await readTextFile(indexPath, mostIndexBytes))
  const opened = new Map<string, TensorFile>()
  try {
    for (const shard of new Set(weights.values())) opened.set(shard, await openShard(indexPath, shard))
    for (const [name, shard] of weights) {
      const file = opened.get(shard)
      if (!file?.tensors.has(name) && !file?.problems.has(name)) throw missingTensor(indexPath, shard, name)
    }
  } catch (error) {
    for (const file of opened.values()) await file.close()
    throw error
  }
  const parts = [...opened].map(([shard, file]) => ({
    file,
    nameInWhole: (name: string) => (weights.get(name) === shard ? name : null),
  }))
  const metadata = new Map([...opened.values()].flatMap((file) => [...file.metadata]))
  return joinTensorFiles({ kind: 'safetensors', path: indexPath, metadata, parts })
}

async function openShard(indexPath: string, shard: string): Promise<TensorFile> {
  try {
    return await openSingleFile(join(dirname(indexPath), shard))
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'file/missing') throw error
    const facts = { shard, index: basename(indexPath) }
    throw new AppError('shards/missing-file', facts, { details: { indexPath }, cause: error })
  }
}

function missingTensor(indexPath: string, shard: string, tensor: string): AppError {
  return new AppError('shards/missing-tensor', { shard, tensor }, { details: { indexPath } })
}
