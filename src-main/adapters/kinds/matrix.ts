// Parameters and factors as matrices: [first axis, everything else], as every formula of ΔW sees them.
import { elementCount } from '../../base/shape.ts'
import type { GraphBuilder } from '../../graph/builder.ts'
import { divideDims, productOfDims, type Dim } from '../../graph/dim.ts'
import type { Value } from '../../graph/ir.ts'

/** [rows, columns] of a parameter; a vector is one column. */
export function matrixShape(shape: readonly number[]): readonly [rows: number, columns: number] {
  const rows = shape[0] ?? 1
  return [rows, rows === 0 ? 0 : elementCount(shape) / rows]
}

/** Height × width of a convolution's kernel; 1 for a linear layer. */
export function kernelSize(shape: readonly number[]): number {
  return elementCount(shape.slice(2))
}

/** A factor flattened to [first axis, the rest], whatever 1×1 axes its file gave it. */
export function asMatrix(g: GraphBuilder, factor: Value): Value {
  if (factor.shape.length === 2) return factor
  const rows: Dim = factor.shape[0] ?? 1
  return g.reshape(factor, [rows, divideDims(productOfDims(factor.shape), rows)])
}
