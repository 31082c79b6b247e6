// The way back through a graph that was cut into blocks: which gradients each block receives, and which it makes.
import { invariant } from '../../base/errors.ts'
import type { Graph, Value } from '../ir.ts'
import { removeDeadNodes } from '../passes/remove-dead-nodes.ts'
import { symbolInputs } from '../symbol-inputs.ts'
import { verify } from '../verify.ts'
import { dependents, gradientOutput, gradients, isFlat } from './gradients.ts'

export type BlockGradients = {
  /** Outputs of the block whose gradient arrives; the differentiated scalar itself needs none. */
  readonly arriving: readonly string[]
  /** The scalar, in the block that makes it. */
  readonly scalar: string | null
  /** Inputs of the block, by name, that get a gradient: earlier blocks' values and what is trained. */
  readonly wrt: readonly string[]
}

/** Of the scalar output `of`, for every block of `cutGraph`; null where a block leads to nothing in `wrt`. */
export function planBlockGradients(
  blocks: readonly Graph[],
  { of, wrt }: { readonly of: string; readonly wrt: readonly string[] },
): (BlockGradients | null)[] {
  const wanted = new Set(wrt)
  const trained = blocks.flatMap(({ inputs, parameters }) => [...inputs, ...parameters])
  const differentiated = new Set<Value>(trained.filter(({ name }) => wanted.has(name)))
  for (const block of blocks) for (const value of dependents(block, differentiated)) differentiated.add(value)

  const scalar = blocks.flatMap(({ outputs }) => outputs).find(({ name }) => name === of)?.value
  invariant(scalar && differentiated.has(scalar), `"${of}" depends on nothing that is wanted`)
  const leading = new Set<Value>([scalar])
  const plans = blocks.toReversed().map((block): BlockGradients | null => {
    // By value: an output of the graph that a later block reads as well leaves under two names, its own first.
    const leaving = new Map(
      block.outputs
        .toReversed()
        .filter(({ value }) => differentiated.has(value) && leading.has(value))
        .map(({ name, value }) => [value, name]),
    )
    if (leaving.size === 0) return null
    const here = new Set<Value>(leaving.keys())
    for (const node of block.nodes.toReversed()) {
      if (isFlat(node.op) || !node.outputs.some((value) => here.has(value))) continue
      for (const value of node.inputs) if (differentiated.has(value)) here.add(value)
    }
    const reached = [...block.inputs, ...block.parameters].filter((value) => here.has(value))
    for (const value of reached) leading.add(value)
    return {
      arriving: [...leaving].flatMap(([value, name]) => (value === scalar ? [] : [name])),
      scalar: leaving.get(scalar) ?? null,
      wrt: reached.map(({ name }) => name),
    }
  })
  return plans.reverse()
}

/**
 * The block's way back, computing its inside again: from its inputs and a `gradientOutput` for every arriving output,
 * which are inputs here, to a `gradientOutput` per name in `wrt`. Outputs of the block named in `keep` stay outputs;
 * inputs that nothing needs are left out.
 */
export function blockGradients(
  block: Graph,
  { arriving, scalar, wrt }: BlockGradients,
  keep: readonly string[] = [],
): Graph {
  const whole = gradients(block, [
    ...(scalar === null ? [] : [{ of: scalar, wrt }]),
    ...arriving.map((of) => ({ of, wrt, seed: gradientOutput(of) })),
  ])
  const kept = new Set([...keep, ...wrt.map(gradientOutput)])
  const live = removeDeadNodes({ ...whole, outputs: whole.outputs.filter(({ name }) => kept.has(name)) })
  const read = new Set<Value>([
    ...live.nodes.flatMap(({ inputs }) => inputs),
    ...live.outputs.map(({ value }) => value),
  ])
  const inputs = live.inputs.filter((value) => read.has(value))
  const graph: Graph = { ...live, inputs: [...inputs, ...symbolInputs(live.nodes, inputs, live.inputs)] }
  verify(graph)
  return graph
}
