// Choices and signs inside a graph, exact in every case: the op table compares only with constants.
import type { GraphBuilder } from '../../graph/builder.ts'
import type { Value } from '../../graph/ir.ts'

const largest = 3.4028234663852886e38
/** The smallest normal number: what lies below counts as zero. */
const smallest = 1.1754943508222875e-38

/** −1, 0 or 1. */
export const signOf = (g: GraphBuilder, x: Value): Value =>
  g.sub(g.within(x, smallest, largest), g.within(x, -largest, -smallest))

export const absolute = (g: GraphBuilder, x: Value): Value =>
  g.add(g.clamp(x, 0, largest), g.clamp(g.neg(x), 0, largest))

/** `yes` where `flag` is 1, `no` where it is 0. Both are finite. */
export const choose = (g: GraphBuilder, flag: Value, yes: Value, no: Value): Value =>
  g.add(g.mul(flag, yes), g.mul(g.sub(g.scalar(1), flag), no))

const atLeast = (g: GraphBuilder, a: Value, b: Value): Value => g.within(g.sub(a, b), 0, largest)

export const larger = (g: GraphBuilder, a: Value, b: Value): Value => choose(g, atLeast(g, a, b), a, b)
export const smaller = (g: GraphBuilder, a: Value, b: Value): Value => choose(g, atLeast(g, a, b), b, a)

/** old·share + new·(1 − share) */
export const average = (g: GraphBuilder, old: Value, next: Value, share: number): Value =>
  g.add(g.mul(old, g.scalar(share)), g.mul(next, g.scalar(1 - share)))

/** parameter·(1 − rate·decay): decay apart from the gradient (Loshchilov and Hutter 2019). */
export const decayed = (g: GraphBuilder, parameter: Value, rate: Value, decay: number): Value =>
  decay === 0 ? parameter : g.mul(parameter, g.sub(g.scalar(1), g.mul(rate, g.scalar(decay))))
