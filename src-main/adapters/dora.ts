// DoRA: a learned length for every row (or column) of W + s·ΔW, on top of any kind. Liu et al. 2024.
import { invariant } from '../base/errors.ts'
import type { Value } from '../graph/ir.ts'
import type { Algorithm, MergeContext } from './algorithm.ts'

/** Added to a length before dividing: the machine epsilon of float32. */
const epsilon = 1.1920928955078125e-7

export function hasDora(factors: ReadonlyMap<string, unknown>): boolean {
  return factors.has('dora') || factors.has('magnitude')
}

/** W' = W + m·(D − W), D = V ⊙ length / ‖V‖, V = W + s·ΔW. The length's shape decides the axis. */
export function applyDora(algorithm: Algorithm, context: MergeContext): Value {
  const { g, base, scale, weight, factors, target } = context
  const delta = algorithm.delta(context)
  const v = g.add(base, g.mul(delta, scale))
  const magnitude = factors.get('magnitude')
  const length = magnitude ?? factors.get('dora')
  invariant(length, 'DoRA has a length')
  const [rows, columns] = base.shape as [number, number]
  const byRow = magnitude !== undefined || lengthIsByRow(length.shape as readonly number[], target.shape)
  if (byRow) {
    const norm = g.sqrt(g.reduceSum(g.mul(v, v), [1], true))
    return interpolate(context, g.mul(v, g.div(g.reshape(length, [rows, 1]), g.add(norm, g.scalar(epsilon)))))
  }
  const inputs = target.shape[1] ?? 1
  const window = columns / inputs
  const cube = g.reshape(v, [rows, inputs, window])
  const norm = g.sqrt(g.reduceSum(g.mul(cube, cube), [0, 2], true))
  const scaled = g.mul(cube, g.div(g.reshape(length, [1, inputs, 1]), g.add(norm, g.scalar(epsilon))))
  return interpolate(context, g.reshape(scaled, [rows, columns]))

  function interpolate({ base: w }: MergeContext, d: Value): Value {
    return g.add(w, g.mul(g.sub(d, w), weight))
  }
}

/** `[out, 1…]` and vectors go by output row, `[1, in, 1…]` by input column; the 1 decides even where out = in. */
function lengthIsByRow(length: readonly number[], shape: readonly number[]): boolean {
  if (length.length <= 1) return true
  return !(
    length[0] === 1 &&
    length[1] === shape[1] &&
    !(shape[0] === 1 && length.length === 2 && shape[1] === 1)
  )
}

/** Why the length does not fit the parameter, or null. */
export function doraMisfit(
  factors: ReadonlyMap<string, readonly number[]>,
  shape: readonly number[],
): string | null {
  const magnitude = factors.get('magnitude')
  const length = magnitude ?? factors.get('dora')
  if (length === undefined) return null
  const count = length.reduce((product, extent) => product * extent, 1)
  const wanted = magnitude !== undefined || lengthIsByRow(length, shape) ? shape[0] : shape[1]
  return count === wanted ? null : `its DoRA lengths are [${length.join()}] where the module needs ${wanted}`
}
