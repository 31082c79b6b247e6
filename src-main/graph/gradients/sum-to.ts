// Undoes broadcasting: a gradient summed over the axes along which its operand was repeated.
import type { GraphBuilder } from '../builder.ts'
import { sameDims, type Dim } from '../dim.ts'
import type { Value } from '../ir.ts'

/** `x`, of a shape that `shape` broadcasts to, as `shape`. */
export function sumTo(g: GraphBuilder, x: Value, shape: readonly Dim[]): Value {
  if (sameDims(x.shape, shape)) return x
  const extra = x.shape.length - shape.length
  const axes = x.shape.flatMap((dim, axis) => (axis < extra || shape[axis - extra] !== dim ? [axis] : []))
  const summed = axes.length === 0 ? x : g.reduceSum(x, axes, true)
  return g.reshape(summed, shape)
}

/** `x` with its last two axes exchanged. */
export function swapLast(g: GraphBuilder, x: Value): Value {
  const rank = x.shape.length
  const axes = x.shape.map((_, axis) => axis)
  return g.transpose(x, [...axes.slice(0, rank - 2), rank - 1, rank - 2])
}
