// What one file does to one module, read from it: sums of changes, or factors that only the base's weights give a meaning.
import { AppError } from '../../base/errors.ts'
import type { Float32Tensor } from '../../base/dtype.ts'
import type { TensorFile } from '../../formats/tensor-file.ts'
import type { Factors } from '../kinds/algorithm.ts'
import { algorithmOf } from '../kinds/algorithms.ts'
import { scaleParts } from '../kinds/scale.ts'
import type { AdapterModule } from '../reading/adapter.ts'
import type { Addend } from './delta.ts'
import { deltasOf } from './delta-of-factors.ts'
import { innerProduct } from './inner-product.ts'

export type ModuleEffect = {
  readonly weight: readonly Addend[]
  readonly bias: readonly Addend[]
  /** Whether some of it cannot be told without the base's weights. */
  readonly isDependent: boolean
  /** The factors as they are in the file, to tell equal ones. */
  readonly contents: readonly ModuleContents[]
}

type ModuleContents = { readonly kind: string; readonly scale: number; readonly factors: Factors }

/** `modules`: all that the file says of one module. Throws `adapter/module-not-finite` for NaN and infinities. */
export async function readModuleEffect(
  file: Pick<TensorFile, 'read' | 'tensors'>,
  modules: readonly AdapterModule[],
): Promise<ModuleEffect> {
  const weight: Addend[] = []
  const bias: Addend[] = []
  const contents: ModuleContents[] = []
  let isDependent = false
  for (const module of modules) {
    const factors = await readFactors(file, module)
    const amount = module.scale ?? algorithmOf(module.kind).scale(factors)
    contents.push({ kind: module.kind, scale: amount, factors })
    const deltas = deltasOf(module.kind, factors)
    if (deltas === null) isDependent = true
    if (deltas?.weight) weight.push({ delta: deltas.weight, amount })
    if (deltas?.bias) bias.push({ delta: deltas.bias, amount })
  }
  return { weight, bias, isDependent, contents }
}

async function readFactors(
  file: Pick<TensorFile, 'read' | 'tensors'>,
  module: AdapterModule,
): Promise<Factors> {
  const factors = new Map<string, Float32Tensor>()
  for (const [part, tensor] of module.tensors) {
    const data = await file.read(tensor)
    // One of them is enough to make every sum meaningless.
    if (!isFinite(data)) throw new AppError('adapter/module-not-finite', { module: nameOf(module) })
    factors.set(part, { dtype: 'f32', shape: file.tensors.get(tensor)?.shape ?? [], data })
  }
  return factors
}

/** `unet.conv_in`, whatever the file's dialect calls it. */
export function nameOf({ component, path }: Pick<AdapterModule, 'component' | 'path'>): string {
  return `${component}.${path}`
}

function isFinite(values: Float32Array): boolean {
  // The sum of finite float32 numbers is finite in float64.
  let sum = 0
  for (let index = 0; index < values.length; index++) sum += values[index]!
  return Number.isFinite(sum)
}

/** ⟨a, b⟩ over weight and bias; null where the two are not changes of one size. */
export function effectProduct(a: ModuleEffect, b: ModuleEffect): number | null {
  const weight = sumOfProducts(a.weight, b.weight)
  const bias = sumOfProducts(a.bias, b.bias)
  return weight === null || bias === null ? null : weight + bias
}

function sumOfProducts(first: readonly Addend[], second: readonly Addend[]): number | null {
  let sum = 0
  for (const a of first)
    for (const b of second) {
      if (a.delta.rows !== b.delta.rows || a.delta.columns !== b.delta.columns) return null
      sum += a.amount * b.amount * innerProduct(a.delta, b.delta)
    }
  return sum
}

/** Whether both say the same with the same numbers, under whatever names and in whatever type they are stored. */
export function isSameContents(a: ModuleEffect, b: ModuleEffect): boolean {
  return (
    a.contents.length === b.contents.length &&
    a.contents.every((one) => b.contents.some((other) => isSameFactors(one, other)))
  )
}

function isSameFactors(a: ModuleContents, b: ModuleContents): boolean {
  if (a.kind !== b.kind || a.scale !== b.scale) return false
  // The scale is said already: one dialect keeps α in a tensor, another beside the file.
  const own = [...a.factors].filter(([part]) => !scaleParts.includes(part))
  const count = [...b.factors.keys()].filter((part) => !scaleParts.includes(part)).length
  return own.length === count && own.every(([part, { data }]) => isSame(data, b.factors.get(part)?.data))
}

function isSame(a: Float32Array, b: Float32Array | undefined): boolean {
  if (a.length !== b?.length) return false
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false
  return true
}
