// The index of a sharded checkpoint: which file of the folder holds which tensor.
import { AppError } from '../base/errors.ts'
import { cutText } from '../base/cut.ts'
import { JsonError, jsonReader, type JsonReader } from './json-reader.ts'
import { checkTable } from './table-limits.ts'

/** The largest published checkpoints lie in some two hundred files. */
const mostShards = 1000

/** Tensor name → file name, in the same folder. Errors: `shards/bad-index`, `tensor/…` for excess. */
export function parseShardIndex(text: string): ReadonlyMap<string, string> {
  const weights = new Map<string, string>()
  const reader = jsonReader(text)
  try {
    reader.object((key) => {
      if (key === 'weight_map') readWeightMap(reader, weights)
      else reader.skip()
    })
    reader.end()
  } catch (error) {
    if (error instanceof JsonError) throw badIndex(`${error.message}, at character ${error.position}`)
    throw error
  }
  if (weights.size === 0) throw badIndex('it names no tensors')
  checkTable(weights.keys())
  if (new Set(weights.values()).size > mostShards) throw badIndex(`it names more than ${mostShards} files`)
  return weights
}

function readWeightMap(reader: JsonReader, weights: Map<string, string>): void {
  reader.object((name) => {
    const file = reader.string()
    if (!isFileName(file)) reader.fail(`${JSON.stringify(cutText(file))} is not a file name`)
    weights.set(name, file)
  })
}

/** A name inside the folder: an index must not reach for files elsewhere. */
function isFileName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\\:\0]/.test(name)
}

function badIndex(why: string): AppError {
  return new AppError('shards/bad-index', {}, { details: { why } })
}
