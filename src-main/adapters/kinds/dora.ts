// DoRA: a learned length for every row (or column) of W + s·ΔW, on top of any kind. Liu et al. 2024.
import { remark, type Remark } from '../../messages/table.ts'
import { invariant } from '../../base/errors.ts'
import { elementCount } from '../../base/shape.ts'
import type { Value } from '../../graph/ir.ts'
import type { Algorithm, FactorShapes, MergeContext } from './algorithm.ts'

/** Added to a length before dividing: the machine epsilon of float32. */
const epsilon = 1.1920928955078125e-7

export function hasDora(factors: { has(part: string): boolean }): boolean {
  return factors.has('dora') || factors.has('magnitude')
}

/** W' = W + m·(D − W), D = V ⊙ length / ‖V‖, V = W + s·ΔW. The length's shape decides the axis. */
export function applyDora(algorithm: Algorithm, context: MergeContext): Value {
  const { g, base, scale, weight, factors, target } = context
  const [part, length] = lengthOf(factors)
  const axis = axisOf(part, length.shape as readonly number[], target.shape)
  invariant(axis, 'a length that does not fit was refused')
  const [rows, columns] = base.shape as [number, number]
  const inputs = target.shape[1] ?? 1
  // [outputs, inputs, pixels]: an output's length is over the last two, an input's over the first and last.
  const cube = axis === 'output' ? [rows, 1, columns] : [rows, inputs, columns / inputs]
  const v = g.reshape(g.add(base, g.mul(algorithm.delta(context), scale)), cube)
  const norm = g.sqrt(g.reduceSum(g.mul(v, v), axis === 'output' ? [1, 2] : [0, 2], true))
  const stretch = g.div(g.reshape(length, norm.shape), g.add(norm, g.scalar(epsilon)))
  const d = g.reshape(g.mul(v, stretch), [rows, columns])
  return g.add(base, g.mul(g.sub(d, base), weight))
}

/** Why the length does not fit the parameter, or null. */
export function doraMisfit(shapes: FactorShapes, shape: readonly number[]): Remark | null {
  if (!hasDora(shapes)) return null
  const [part, length] = lengthOf(shapes)
  if (axisOf(part, length, shape)) return null
  return remark('unmatched/dora-lengths', {
    shape: length,
    outputs: shape[0] ?? 0,
    inputs: shape[1] ?? 1,
  })
}

type LengthPart = 'magnitude' | 'dora'

/** PEFT's vector comes before LyCORIS's where a file has both. */
function lengthOf<Factor>(factors: ReadonlyMap<string, Factor>): readonly [LengthPart, Factor] {
  const part = factors.has('magnitude') ? 'magnitude' : 'dora'
  const length = factors.get(part)
  invariant(length !== undefined, 'DoRA has a length')
  return [part, length]
}

/**
 * PEFT's vector goes by output however it is stored; LyCORIS's [out], [out, 1…] by output and [1, in, 1…] by input.
 * The position of the 1 decides even where out = in.
 */
function axisOf(
  part: LengthPart,
  length: readonly number[],
  [outputs, inputs = 1]: readonly number[],
): 'output' | 'input' | null {
  if (part === 'magnitude') return elementCount(length) === outputs ? 'output' : null
  const [first, second, ...rest] = length
  if (!rest.every((extent) => extent === 1)) return null
  if (first === outputs && (second === undefined || second === 1)) return 'output'
  return first === 1 && second === inputs ? 'input' : null
}
