// Everything that can be said of one adapter file, its values included: what `inspect` prints.
import { readdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { remark, type Remark } from '../../messages/table.ts'
import type { AdapterModule, Unmatched } from '../../adapters/reading/adapter.ts'
import { algorithmOf } from '../../adapters/kinds/algorithms.ts'
import { scalarOf } from '../../adapters/kinds/scale.ts'
import { namedKinds } from '../../adapters/reading/named-kinds.ts'
import { noMatch } from '../../adapters/reading/no-match.ts'
import { elementCount } from '../../base/shape.ts'
import type { AdapterKind } from '../../contract/adapter.ts'
import { hashFile, type FileHashes } from '../../files/hashes.ts'
import { openTensorFile } from '../../files/open-tensor-file.ts'
import type { TensorFile } from '../../formats/tensor-file.ts'
import { readSidecars } from '../sidecars/read-sidecars.ts'
import { sidecarNames } from '../sidecars/sidecar-names.ts'
import { readBaseModules } from './adapter-work.ts'
import { inspectAdapter, isAdapter, type AdapterInspection } from './inspect-adapter.ts'
import { openAdapterFile } from './open-adapter-file.ts'
import { profileContents } from './profile-adapter.ts'

export type Span = { readonly least: number; readonly most: number }

export type AdapterReport = AdapterInspection & {
  readonly path: string
  /** The checkpoint it was judged against; null for its architecture as it was published. */
  readonly model: string | null
  readonly kinds: readonly AdapterKind[]
  readonly ranks: readonly number[]
  readonly dora: boolean
  /** Of the modules' alphas and of α / rank; null where there are none. */
  readonly alpha: Span | null
  readonly scale: Span | null
  readonly blockProfile: readonly number[] | null
  /** A pickle's AutoV3 would mean nothing. */
  readonly hashes: Omit<FileHashes, 'autoV3'> & { readonly autoV3: string | null }
  readonly parameters: number
  readonly warnings: readonly Remark[]
  readonly metadata: ReadonlyMap<string, string>
}

/** Throws what keeps the file from being read. */
export async function isAdapterFile(path: string): Promise<boolean> {
  const file = await openTensorFile(path)
  try {
    return isAdapter(file)
  } finally {
    await file.close()
  }
}

/**
 * Throws what is wrong with the file or the model, and why nothing of it would act: on the model, or without one
 * when its modules make no sense whatever the sizes of the base.
 */
export async function reportAdapter(path: string, model: string | null): Promise<AdapterReport> {
  const base = model === null ? null : await readBaseModules(model)
  const { file, extras } = await openAdapterFile(path)
  try {
    const there = new Set(await readdir(dirname(file.path)).catch(() => []))
    const sidecars = await readSidecars(file.path, sidecarNames(file.path, there))
    const found = await inspectAdapter(file, extras, sidecars, base)
    const fits = found.contents.modules.length > 0
    const named = fits ? found.contents : namedKinds(file, found.base)
    const refusal = noMatch(found.name, found.contents, found.base, found.recognition)
    if (refusal !== null && (model !== null || named.modules.length === 0)) throw refusal
    const { autoV3, ...hashes } = await hashFile(file.path)
    return {
      ...found,
      path: file.path,
      model,
      kinds: named.kinds,
      ranks: named.ranks,
      dora: named.dora,
      ...(await strengths(file, named.modules)),
      blockProfile: await profileContents(file, found.contents, found.base),
      hashes: { ...hashes, autoV3: file.kind === 'safetensors' ? autoV3 : null },
      parameters: [...file.tensors.values()].reduce((sum, { shape }) => sum + elementCount(shape), 0),
      warnings: [...found.contents.warnings, ...(fits ? [] : [remark('adapter/unusual-sizes')])],
      metadata: file.metadata,
    }
  } finally {
    await file.close()
  }
}

/** Unmatched names in a file are counted by reason. */
export function reasonsOf(
  unmatched: readonly Unmatched[],
): { reason: Remark; count: number; first: string }[] {
  const reasons = new Map<string, { reason: Remark; count: number; first: string }>()
  for (const { name, reason } of unmatched) {
    const key = JSON.stringify(reason)
    const known = reasons.get(key)
    if (known === undefined) reasons.set(key, { reason, count: 1, first: name })
    else known.count++
  }
  return [...reasons.values()].sort((a, b) => b.count - a.count)
}

async function strengths(
  file: TensorFile,
  modules: readonly AdapterModule[],
): Promise<{ alpha: Span | null; scale: Span | null }> {
  const alphas: number[] = []
  const scales: number[] = []
  for (const module of modules) {
    const scalars = new Map<string, { dtype: 'f32'; shape: readonly number[]; data: Float32Array }>()
    for (const [part, tensor] of module.tensors) {
      const shape = file.tensors.get(tensor)?.shape ?? []
      // The rank is all a scale needs of the large factors.
      const data = part === 'alpha' || part === 'scale' ? await file.read(tensor) : new Float32Array(0)
      scalars.set(part, { dtype: 'f32', shape, data })
    }
    const alpha = scalarOf(scalars, 'alpha')
    if (alpha !== null) alphas.push(alpha)
    scales.push(module.scale ?? algorithmOf(module.kind).scale(scalars))
  }
  return { alpha: spanOf(alphas), scale: spanOf(scales) }
}

function spanOf(values: readonly number[]): Span | null {
  if (values.length === 0) return null
  return {
    least: values.reduce((a, b) => Math.min(a, b)),
    most: values.reduce((a, b) => Math.max(a, b)),
  }
}
