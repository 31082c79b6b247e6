// What a lowering is: one op of the IR turned into ONNX nodes.
import type { Dim } from '../dim.ts'
import type { DType } from '../../base/dtype.ts'
import type { Value } from '../ir.ts'
import type { OpAttributes, OpName } from '../ops.ts'
import type { Emitter } from './emitter.ts'

export type LoweredNode<Op extends OpName> = {
  readonly attributes: OpAttributes[Op]
  /** Names of the operands, and what the IR knows of them. */
  readonly x: readonly string[]
  readonly inputs: readonly Value[]
  /** Names the results must get. */
  readonly out: readonly string[]
  readonly outputs: readonly Value[]
}

export type Lowering<Op extends OpName> = (e: Emitter, node: LoweredNode<Op>) => void

/** Operands, results and shapes that the op table promises to be there. */
export const nameAt = (names: readonly string[], index: number): string => names[index] ?? ''
export const dtypeAt = (values: readonly Value[], index: number): DType => values[index]?.dtype ?? 'f32'
export const shapeAt = (values: readonly Value[], index: number): readonly Dim[] => values[index]?.shape ?? []
