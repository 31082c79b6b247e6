// Gradients of ops that treat every element alone.
import type { GraphBuilder } from '../builder.ts'
import type { Value } from '../ir.ts'
import { single } from './rule.ts'
import { sumTo } from './sum-to.ts'

/** The rule of a unary op from its derivative at x, where y is the op's result. */
const slope = (derivative: (g: GraphBuilder, x: Value, y: Value) => Value) =>
  single((g, dy, [x], y) => [x ? g.mul(dy, derivative(g, x, y)) : null])

/** d/dx of x·sigmoid(k·x). */
function gateSlope(g: GraphBuilder, x: Value, k: number): Value {
  const gate = g.sigmoid(k === 1 ? x : g.mul(x, g.scalar(k)))
  const inner = g.mul(g.mul(x, g.scalar(k)), g.sub(g.scalar(1), gate))
  return g.mul(gate, g.add(inner, g.scalar(1)))
}

/** d/dx of x·Φ(x) with the normal distribution's Φ and its density. */
function geluSlope(g: GraphBuilder, x: Value): Value {
  const distribution = g.mul(g.add(g.erf(g.mul(x, g.scalar(Math.SQRT1_2))), g.scalar(1)), g.scalar(0.5))
  const density = g.mul(g.exp(g.mul(g.mul(x, x), g.scalar(-0.5))), g.scalar(1 / Math.sqrt(2 * Math.PI)))
  return g.add(distribution, g.mul(x, density))
}

export const elementwise = {
  add: single<'add'>((g, dy, [a, b]) => [sumTo(g, dy, a!.shape), sumTo(g, dy, b!.shape)]),
  sub: single<'sub'>((g, dy, [a, b]) => [sumTo(g, dy, a!.shape), sumTo(g, g.neg(dy), b!.shape)]),
  mul: single<'mul'>((g, dy, [a, b]) => [
    sumTo(g, g.mul(dy, b!), a!.shape),
    sumTo(g, g.mul(dy, a!), b!.shape),
  ]),
  div: single<'div'>((g, dy, [a, b], y) => [
    sumTo(g, g.div(dy, b!), a!.shape),
    sumTo(g, g.neg(g.div(g.mul(dy, y), b!)), b!.shape),
  ]),
  /** Where the base may be 0 or negative, only the gradient of the base is finite. */
  pow: single<'pow'>((g, dy, [a, b], y) => [
    sumTo(g, g.mul(dy, g.mul(b!, g.pow(a!, g.sub(b!, g.scalar(1))))), a!.shape),
    sumTo(g, g.mul(dy, g.mul(y, g.log(a!))), b!.shape),
  ]),

  neg: single<'neg'>((g, dy) => [g.neg(dy)]),
  exp: slope((_, __, y) => y),
  log: single<'log'>((g, dy, [x]) => [g.div(dy, x!)]),
  sin: slope((g, x) => g.cos(x)),
  cos: slope((g, x) => g.neg(g.sin(x))),
  sqrt: single<'sqrt'>((g, dy, _, y) => [g.div(g.mul(dy, g.scalar(0.5)), y)]),
  sigmoid: slope((g, _, y) => g.mul(y, g.sub(g.scalar(1), y))),
  tanh: slope((g, _, y) => g.sub(g.scalar(1), g.mul(y, y))),
  erf: slope((g, x) => g.mul(g.exp(g.neg(g.mul(x, x))), g.scalar(2 / Math.sqrt(Math.PI)))),
  silu: slope((g, x) => gateSlope(g, x, 1)),
  quickGelu: slope((g, x) => gateSlope(g, x, 1.702)),
  gelu: slope(geluSlope),
  clamp: single<'clamp'>((g, dy, [x], _, { min, max }) => [g.mul(dy, g.within(x!, min, max))]),
  within: () => [null],
  identity: single<'identity'>((_, dy) => [dy]),
  cast: single<'cast'>((g, dy, [x]) => [
    x!.dtype === 'i64' || x!.dtype === 'i32' ? null : g.cast(dy, x!.dtype),
  ]),
}
