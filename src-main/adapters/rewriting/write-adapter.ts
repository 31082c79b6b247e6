// The tensors of an adapter file, from factors in memory: names of a dialect, factors in one type.
import type { Component } from '../../architectures/families/component.ts'
import type { Family } from '../../architectures/families/family.ts'
import type { Module } from '../../architectures/modules/module.ts'
import type { Float32Tensor, Tensor } from '../../base/dtype.ts'
import { AppError, invariant } from '../../base/errors.ts'
import { widen } from '../../base/half.ts'
import { firstOverflow, narrow } from '../../base/narrow.ts'
import type { AdapterKind } from '../../contract/adapter.ts'
import type { WrittenType } from '../../contract/rewrite.ts'
import type { Pair } from './low-rank-factors.ts'
import type { Part } from '../names/suffixes.ts'
import { moduleName, partSuffix, type WrittenDialect } from '../names/write-names.ts'

/** One way in which one module is changed. */
export type OutModule = {
  readonly component: Component
  readonly module: Module
  readonly kind: AdapterKind
  readonly parts: ReadonlyMap<Part, Float32Tensor>
}

export type AdapterSpelling = {
  readonly dialect: WrittenDialect
  readonly family: Family
  readonly dtype: WrittenType
}

/** Throws `adapter/not-in-dialect` and, for numbers that the type cannot hold, `adapter/overflow`. */
export function adapterTensors(
  modules: Iterable<OutModule>,
  { dialect, family, dtype }: AdapterSpelling,
): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>()
  for (const { component, module, kind, parts } of modules) {
    const stem = moduleName(dialect, component, module, family)
    for (const [part, factor] of parts) {
      const name = `${stem}.${partSuffix(dialect, kind, part)}`
      invariant(!tensors.has(name), `${name} is written once`)
      tensors.set(name, stored(factor, dtype, name, part === 'alpha' || part === 'scale'))
    }
  }
  return tensors
}

/** Numbers that a scale is made of are never rounded. */
function stored({ shape, data }: Float32Tensor, dtype: WrittenType, name: string, exact: boolean): Tensor {
  const narrowed = narrow(data, dtype)
  const overflow = firstOverflow(data, narrowed, dtype)
  if (exact && (overflow !== undefined || widen(narrowed, dtype).some((value, at) => value !== data[at])))
    return { dtype: 'f32', shape, data }
  if (overflow !== undefined) throw new AppError('adapter/overflow', { name, value: String(overflow), dtype })
  return { dtype, shape, data: narrowed }
}

export function scalarFactor(value: number): Float32Tensor {
  return { dtype: 'f32', shape: [], data: Float32Array.of(value) }
}

/** A low-rank pair as LoRA's factors, the kernel on `down`; s = alpha / rank. */
export function pairParts(
  { rank, rows, up, down }: Pair,
  { weight }: Pick<Module, 'weight'>,
  alpha: number,
): Map<Part, Float32Tensor> {
  const ones = weight.slice(2).map(() => 1)
  return new Map<Part, Float32Tensor>([
    ['down', { dtype: 'f32', shape: [rank, ...weight.slice(1)], data: down }],
    ['up', { dtype: 'f32', shape: [rows, rank, ...ones], data: up }],
    ['alpha', scalarFactor(alpha)],
  ])
}
