// The one way in to weights on disk: a file, an index of shards, or a diffusers folder.
import { stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import type { TensorFile } from '../formats/tensor-file.ts'
import { openFolder } from './open-folder.ts'
import { openShards } from './open-shards.ts'
import { openSingleFile } from './open-single-file.ts'
import { readError } from './system-error.ts'

/**
 * Reads the table of contents and leaves the weights where they lie; nothing in the file is executed.
 * Whoever opens a file closes it. Errors: `file/…`, `safetensors/…`, `pickle/…`, `zip/…`, `shards/…`.
 */
export async function openTensorFile(path: string): Promise<TensorFile> {
  // Locations of tensors must hold in a process with another working folder.
  return openAbsolute(resolve(path))
}

async function openAbsolute(path: string): Promise<TensorFile> {
  if (await isFolder(path)) return openFolder(path)
  if (basename(path) === 'model_index.json') return openFolder(dirname(path))
  return path.endsWith('.json') ? openShards(path) : openSingleFile(path)
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch (cause) {
    throw readError(cause, path)
  }
}
