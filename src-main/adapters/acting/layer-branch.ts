// A low-rank change beside a layer instead of inside its weight: y + amount·up(down(x)).
import { invariant } from '../../base/errors.ts'
import type { GraphBuilder } from '../../graph/builder.ts'
import type { Graph, Node, Value } from '../../graph/ir.ts'
import type { Padding } from '../../graph/shape-rules.ts'
import { verify } from '../../graph/verify.ts'

/** A linear layer or convolution: what it reads, its weight, what it makes; null for every other node. */
export function layerOf({ op, inputs, outputs }: Node): { x: Value; weight: Value; y: Value } | null {
  const [x, weight] = inputs
  const [y] = outputs
  return x && weight && y && (op === 'linear' || op === 'conv2d') ? { x, weight, y } : null
}

/**
 * `down` as the layer's own weight with `rank` outputs, `up` as a 1×1 layer
 * from there; `between` acts on what is thin.
 */
export function layerBranch(
  g: GraphBuilder,
  node: Node,
  { down, up }: { readonly down: Value; readonly up: Value },
  between: (hidden: Value) => Value,
): Value {
  const layer = layerOf(node)
  invariant(layer, `${node.op} is not a layer`)
  if (node.op === 'linear') return g.linear(between(g.linear(layer.x, down)), up)
  const { stride, padding } = node.attributes as { stride: number; padding: Padding }
  const hidden = between(g.conv2d(layer.x, down, undefined, { stride, padding }))
  return g.conv2d(hidden, up, undefined, { stride: 1, padding: [0, 0, 0, 0] })
}

/**
 * `grown` is `graph` with nodes added behind it: for every layer's output in `sums`, in the layers' order, those that
 * end in its sum. They move right behind their layer, and what used the layer's output uses the sum.
 */
export function behindLayers(graph: Graph, grown: Graph, sums: ReadonlyMap<Value, Value>): Graph {
  const current = (value: Value): Value => sums.get(value) ?? value
  const added = grown.nodes.slice(graph.nodes.length).values()
  const nodes: Node[] = []
  for (const node of graph.nodes) {
    nodes.push({ ...node, inputs: node.inputs.map(current) })
    const [y] = node.outputs
    const sum = y && sums.get(y)
    if (y === undefined || sum === undefined) continue
    for (let made = added.next(); ; made = added.next()) {
      invariant(!made.done, 'a branch ends with its sum')
      // The layer's own output goes into the sum as it is.
      nodes.push({
        ...made.value,
        inputs: made.value.inputs.map((value) => (value === y ? y : current(value))),
      })
      if (made.value.outputs[0] === sum) break
    }
  }
  const outputs = graph.outputs.map(({ name, value }) => ({ name, value: current(value) }))
  const whole: Graph = { ...grown, nodes, outputs }
  verify(whole)
  return whole
}
