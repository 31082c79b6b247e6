// Adapters opened to be written anew: against a checkpoint's modules, or those their family was published with.
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Remark } from '../../messages/table.ts'
import type { AdapterContents } from '../../adapters/reading/adapter.ts'
import { modulesByName, publishedModules, type BaseModules } from '../../adapters/reading/base-modules.ts'
import { recogniseAdapter } from '../../adapters/about/recognise.ts'
import { contributionsOf, type Contributions } from '../../adapters/acting/stack.ts'
import { builtInFamilies } from '../../architectures/families/families.ts'
import type { Module } from '../../architectures/modules/module.ts'
import { AppError, invariant, reportError } from '../../base/errors.ts'
import { writeFileAtomically, writeNewFile } from '../../files/atomic-write.ts'
import { openWeights } from '../../files/open-weights.ts'
import type { TensorFile } from '../../formats/tensor-file.ts'
import type { ParameterSource } from '../../graph/parameter-source.ts'
import { readFactors } from '../stack/loaded-adapter.ts'
import { adapterName, adapterWarnings, openAdapter } from '../stack/open-adapter.ts'
import { createUniform } from '../measuring/uniform.ts'
import { openCheckpoint } from './open-checkpoint.ts'
import type { WrittenType } from '../../contract/rewrite.ts'

/** What the adapters are read against. */
export type RewriteBase = {
  readonly modules: BaseModules
  module(component: string, path: string): Module
  /** A parameter's values: the checkpoint's, or without one made up, to try a formula on. */
  weight(name: string, length: number): Promise<Float32Array>
  /** Whether `weight` is that of a checkpoint. */
  readonly real: boolean
  close(): Promise<void>
}

export async function openBase(model: string | null, adapters: readonly string[]): Promise<RewriteBase> {
  if (model !== null) {
    const { file, base, source } = await openCheckpoint(model)
    return rewriteBase(base, source, () => file.close())
  }
  const [first] = adapters
  invariant(first !== undefined, 'without a model there are adapters')
  const file = await openWeights(first)
  try {
    const { family, why, otherKind } = recogniseAdapter(file)
    if (otherKind !== null) throw otherKind
    if (family === null)
      throw new AppError('adapter/unknown-base', { name: adapterName(first) }, { details: { why } })
    return rewriteBase(publishedModules(family), null, () => Promise.resolve())
  } finally {
    await file.close()
  }
}

export function rewriteBase(
  modules: BaseModules,
  source: ParameterSource | null,
  close: () => Promise<void>,
): RewriteBase {
  const table = modulesByName(modules)
  return {
    modules,
    module(component, path) {
      const module = table.get(`${component}.${path}`)
      invariant(module, `${component}.${path} is a module of the base`)
      return module
    },
    async weight(name, length) {
      if (source !== null) return source.read(name)
      const uniform = createUniform(length)
      return Float32Array.from({ length }, () => uniform() - 0.5)
    },
    real: source !== null,
    close,
  }
}

export type SourceAdapter = {
  readonly path: string
  readonly name: string
  readonly file: TensorFile
  readonly contents: AdapterContents
  readonly contributions: Contributions
  readonly warnings: readonly Remark[]
}

const noMatchCodes = ['adapter/no-match', 'adapter/no-match-because']

/** Whoever opens it closes its file. `named` as `openAdapter` has it. */
export async function openSource(path: string, base: RewriteBase, named = path): Promise<SourceAdapter> {
  const name = adapterName(named)
  const { file, contents } = await openAdapter(path, base.modules, builtInFamilies, named).catch(
    (error: unknown) => {
      if (!(error instanceof AppError) || !noMatchCodes.includes(error.code) || base.real) throw error
      throw new AppError(
        'rewrite/name-the-model',
        { why: reportError(error) },
        { ...(error.details === undefined ? {} : { details: error.details }), cause: error },
      )
    },
  )
  try {
    const contributions = await contributionsOf(contents.modules, base.modules, (module) =>
      readFactors(file, module),
    )
    return { path, name, file, contents, contributions, warnings: adapterWarnings(name, contents) }
  } catch (error) {
    await file.close()
    throw error
  }
}

/** The type that keeps all of them: f16 and bf16 where they agree, f16 for f8, else f32. */
export function keptType(adapters: readonly Pick<SourceAdapter, 'file' | 'contents'>[]): WrittenType {
  const types = new Set<WrittenType>()
  for (const { file, contents } of adapters)
    for (const { tensors } of contents.modules)
      for (const [part, tensor] of tensors) {
        if (part === 'alpha' || part === 'scale' || part === 'onInput') continue
        const dtype = file.tensors.get(tensor)?.dtype
        types.add(
          dtype === 'f16' || dtype === 'bf16' ? dtype : dtype?.startsWith('f8') === true ? 'f16' : 'f32',
        )
      }
  const [only] = types
  return types.size === 1 && only !== undefined ? only : 'f32'
}

/** Refuses to write over a file that is read, by whatever name; and names that other programs would not read. */
export async function checkOutput(output: string, read: readonly string[]): Promise<void> {
  if (!output.toLowerCase().endsWith('.safetensors')) throw new AppError('rewrite/not-safetensors')
  const target = await identity(output)
  if (target === null) return
  for (const path of read)
    if ((await identity(path)) === target)
      throw new AppError('rewrite/overwrites-input', { file: basename(path) }, { details: { path } })
}

/** How its file is written. */
export function writerOf({ isNew = false }: { isNew?: boolean }): typeof writeFileAtomically {
  return isNew ? writeNewFile : writeFileAtomically
}

async function identity(path: string): Promise<string | null> {
  const stats = await stat(path, { bigint: true }).catch(() => null)
  return stats === null ? null : `${stats.dev}:${stats.ino}`
}
