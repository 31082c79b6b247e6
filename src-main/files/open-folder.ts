// Opens a folder as one tensor file: a diffusers pipeline, or the shards of one checkpoint.
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { AppError } from '../base/errors.ts'
import {
  chooseWeights,
  diffusersComponents,
  diffusersConfigs,
  readModelIndex,
  weightFiles,
} from '../formats/diffusers-folder.ts'
import { joinTensorFiles, type JoinedPart } from '../formats/joined-file.ts'
import type { TensorFile } from '../formats/tensor-file.ts'
import { openShards } from './open-shards.ts'
import { openSingleFile } from './open-single-file.ts'
import { readError, systemCode } from './system-error.ts'
import { readTextFileIfThere } from './text-file.ts'

const mostConfigBytes = 10_000_000
const indexEnding = /\.safetensors\.index(\.[\w-]+)?\.json$/

/**
 * Errors: `file/folder-without-model` when the folder holds neither; `shards/several` when it holds several indexes.
 */
export async function openFolder(path: string): Promise<TensorFile> {
  const files = await listFolder(path)
  if (files.includes('model_index.json') || files.includes('unet')) return openDiffusersFolder(path, files)
  const indexes = files.filter((name) => indexEnding.test(name))
  if (indexes.length > 1)
    throw new AppError('shards/several', { name: basename(path), indexes }, { details: { path } })
  if (indexes[0] !== undefined) return openShards(join(path, indexes[0]))
  throw new AppError('file/folder-without-model', { folder: basename(path) }, { details: { path } })
}

/** A component is not passed over where its folder holds weights: those that are not read are named. */
async function openDiffusersFolder(path: string, files: readonly string[]): Promise<TensorFile> {
  const parts: (JoinedPart & { readonly component: string })[] = []
  try {
    for (const component of diffusersComponents) {
      const folder = join(path, component.name)
      const held = await listFolder(folder)
      const weights = chooseWeights(component, held)
      if (weights === undefined) {
        const others = weightFiles(held)
        if (others.length === 0) continue
        const facts = { folder: `${basename(path)}/${component.name}`, files: others.slice(0, 3) }
        throw new AppError('file/weights-of-other-kinds', facts, { details: { path, files: others } })
      }
      const open = weights.endsWith('.json') ? openShards : openSingleFile
      parts.push({
        component: component.name,
        file: await open(join(folder, weights)),
        nameInWhole: (name) => `${component.name}.${name}`,
      })
    }
    const metadata = await readConfigs(path)
    if (parts.length === 0)
      throw new AppError('file/folder-without-weights', { folder: basename(path) }, { details: { path } })
    if (!parts.some(({ component }) => component === denoiser))
      throw withoutDenoiser(path, files, metadata.get('model_index.json'))
    return joinTensorFiles({ kind: 'folder', path, metadata, parts })
  } catch (error) {
    for (const { file } of parts) await file.close()
    throw error
  }
}

async function readConfigs(path: string): Promise<Map<string, string>> {
  const metadata = new Map<string, string>()
  for (const name of diffusersConfigs) {
    const text = await readTextFileIfThere(join(path, ...name.split('/')), mostConfigBytes)
    if (text !== undefined) metadata.set(name, text)
  }
  return metadata
}

const denoiser = 'unet'

/** A download without the largest part, or a pipeline around another kind of network. */
function withoutDenoiser(path: string, files: readonly string[], modelIndex: string | undefined): AppError {
  const { pipeline, components } = readModelIndex(modelIndex)
  const folder = basename(path)
  return pipeline === null || components.includes(denoiser) || files.includes(denoiser)
    ? new AppError('file/part-without-weights', { folder, part: denoiser }, { details: { path } })
    : new AppError('file/other-pipeline', { folder, pipeline }, { details: { path } })
}

/** Names in a folder; empty when the folder is missing. */
async function listFolder(path: string): Promise<string[]> {
  try {
    return await readdir(path)
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT' || systemCode(cause) === 'ENOTDIR') return []
    throw readError(cause, path)
  }
}
