// What a gradient rule is: from the gradients of a node's outputs to those of its inputs, as more of the same graph.
import type { GraphBuilder } from '../builder.ts'
import type { Value } from '../ir.ts'
import type { OpAttributes, OpName } from '../ops.ts'

export type DifferentiatedNode<Op extends OpName> = {
  readonly inputs: readonly Value[]
  readonly outputs: readonly Value[]
  readonly attributes: OpAttributes[Op]
  /** Of every output; null where nothing depends on it. */
  readonly gradients: readonly (Value | null)[]
}

/** One gradient per input, of that input's shape; null where the op has none (whole numbers, masks). */
export type GradientRule<Op extends OpName> = (
  g: GraphBuilder,
  node: DifferentiatedNode<Op>,
) => readonly (Value | null)[]

/** A rule of an op with one output: `dy` first, then what the op read and made. */
export function single<Op extends OpName>(
  rule: (
    g: GraphBuilder,
    dy: Value,
    inputs: readonly Value[],
    y: Value,
    attributes: OpAttributes[Op],
  ) => readonly (Value | null)[],
): GradientRule<Op> {
  return (g, { gradients, inputs, outputs, attributes }) => {
    const [dy] = gradients
    const [y] = outputs
    return dy && y ? rule(g, dy, inputs, y, attributes) : inputs.map(() => null)
  }
}
