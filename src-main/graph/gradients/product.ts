// Gradients of matrix products and of the linear layer: the products with one factor transposed.
import type { GraphBuilder } from '../builder.ts'
import { productOfDims } from '../dim.ts'
import type { Value } from '../ir.ts'
import { single } from './rule.ts'
import { sumTo, swapLast } from './sum-to.ts'

/** [..., n] as [rows, n]. */
function flat(g: GraphBuilder, x: Value): Value {
  return x.shape.length === 2 ? x : g.reshape(x, [productOfDims(x.shape.slice(0, -1)), x.shape.at(-1)!])
}

export const product = {
  matMul: single<'matMul'>((g, dy, [a, b]) => [
    sumTo(g, g.matMul(dy, swapLast(g, b!)), a!.shape),
    sumTo(g, g.matMul(swapLast(g, a!), dy), b!.shape),
  ]),
  addMatMul: single<'addMatMul'>((g, dy, [, a, b]) => [
    dy,
    g.matMul(dy, swapLast(g, b!)),
    g.matMul(swapLast(g, a!), dy),
  ]),
  linear: single<'linear'>((g, dy, [x, weight, bias]) => {
    const rows = flat(g, dy)
    const input = g.reshape(g.matMul(rows, weight!), x!.shape)
    const own = [input, g.matMul(swapLast(g, rows), flat(g, x!))]
    return bias ? [...own, g.reduceSum(rows, [0], false)] : own
  }),
}
