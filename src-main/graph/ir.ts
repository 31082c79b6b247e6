// The intermediate representation: an immutable graph of single-output or multi-output nodes over named, shaped values.
import type { DType, TensorData } from '../base/dtype.ts'
import type { Dim } from './dim.ts'
import type { Attributes, OpName } from './ops.ts'

export type Value = {
  readonly id: number
  /** Unique in the graph; inputs, parameters and traced values keep the name they were given. */
  readonly name: string
  readonly dtype: DType
  readonly shape: readonly Dim[]
}

export type Node = {
  readonly op: OpName
  readonly inputs: readonly Value[]
  readonly attributes: Attributes
  readonly outputs: readonly Value[]
}

/** A small tensor known when the graph is built. */
export type Constant = { readonly value: Value; readonly data: TensorData }

export type Graph = {
  readonly name: string
  readonly inputs: readonly Value[]
  /** Network tensors: fed as inputs or turned into constants when the graph is lowered. */
  readonly parameters: readonly Value[]
  readonly constants: readonly Constant[]
  /** In an order in which they can run. */
  readonly nodes: readonly Node[]
  readonly outputs: readonly { readonly name: string; readonly value: Value }[]
}
