// One parametric module of a network: its canonical (diffusers) path, its single-file name, and its sizes.
import type { Component } from '../families/component.ts'

export type ModuleType = 'Linear' | 'Conv2d' | 'GroupNorm' | 'LayerNorm' | 'Embedding'

/** Where a module's tensors are in a single-file checkpoint, below the component's prefix. */
export type SingleName = {
  readonly path: string
  /** The module is these rows of a fused tensor (`…in_proj_weight`, `…in_proj_bias`). */
  readonly rows?: readonly [start: number, end: number]
  /** The tensor carries the bare path, without `.weight`. */
  readonly bare?: true
  /** The tensor is stored as [in, out]. */
  readonly transposed?: true
}

export type Module = {
  readonly path: string
  readonly type: ModuleType
  /** Linear [out, in], Conv2d [out, in, kh, kw], Embedding [rows, width], norms [width]. */
  readonly weight: readonly number[]
  readonly bias: boolean
  readonly single: SingleName
  /** Norms only. */
  readonly eps?: number
  /** Conv2d only. */
  readonly stride?: number
  /** Conv2d only: top, left, bottom, right. */
  readonly padding?: readonly [number, number, number, number]
}

export type ParameterKind = 'weight' | 'bias'

/** One tensor of a network: `unet.conv_in.weight`. */
export type ParameterSpec = {
  readonly name: string
  readonly module: Module
  readonly kind: ParameterKind
  readonly shape: readonly number[]
}

/** The tensors of a component's modules, in module order. */
export function parametersOf(component: Component, modules: readonly Module[]): ParameterSpec[] {
  return modules.flatMap((module) => {
    const path = `${component}.${module.path}`
    const weight: ParameterSpec = { name: `${path}.weight`, module, kind: 'weight', shape: module.weight }
    if (!module.bias) return [weight]
    return [weight, { name: `${path}.bias`, module, kind: 'bias', shape: [module.weight[0] ?? 0] }]
  })
}

/** Into how many runs of channels every group norm of these networks falls. */
export const normGroups = 32

/** What a module or a group of them is called: canonically, and in single files. */
export type BlockName = { readonly path: string; readonly single: string }

/** A part of it; in single files it may be called otherwise. */
export function partOf(block: BlockName, path: string, single = path): BlockName {
  return { path: `${block.path}.${path}`, single: `${block.single}.${single}` }
}

const same = [1, 1, 1, 1] as const
const none = [0, 0, 0, 0] as const

type Named = { readonly path: string; readonly single: SingleName | string }
const singleOf = (named: Named): SingleName =>
  typeof named.single === 'string' ? { path: named.single } : named.single

export function linear(named: Named, inputs: number, outputs: number, bias = true): Module {
  return { path: named.path, single: singleOf(named), type: 'Linear', weight: [outputs, inputs], bias }
}

/** A 1×1 or 3×3 convolution that keeps the size unless told otherwise. */
export function conv(
  named: Named,
  inputs: number,
  outputs: number,
  kernel: 1 | 3,
  options: { stride?: number; padding?: readonly [number, number, number, number] } = {},
): Module {
  return {
    path: named.path,
    single: singleOf(named),
    type: 'Conv2d',
    weight: [outputs, inputs, kernel, kernel],
    bias: true,
    stride: options.stride ?? 1,
    padding: options.padding ?? (kernel === 3 ? same : none),
  }
}

export function groupNorm(named: Named, width: number, eps: number): Module {
  return {
    path: named.path,
    single: singleOf(named),
    type: 'GroupNorm',
    weight: [width],
    bias: true,
    eps,
  }
}

export function layerNorm(named: Named, width: number): Module {
  return {
    path: named.path,
    single: singleOf(named),
    type: 'LayerNorm',
    weight: [width],
    bias: true,
    eps: 1e-5,
  }
}

export function embedding(named: Named, rows: number, width: number): Module {
  return { path: named.path, single: singleOf(named), type: 'Embedding', weight: [rows, width], bias: false }
}
