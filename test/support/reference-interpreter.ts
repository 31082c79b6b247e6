// Runs a graph in float64, one op after another: what every compiled program is compared with.
import type { Graph, Value } from '../../src-main/graph/ir.ts'
import { symbolPattern } from '../../src-main/graph/polynomial.ts'
import { fromData, type Array64 } from './array64.ts'
import { evaluateShape } from './evaluate-dim.ts'
import { referenceOps } from './reference-ops.ts'

export type Arrays = Readonly<Record<string, Array64>>

/** The outputs by name. `feeds` holds inputs and parameters by name; a wrong shape is refused. */
export function interpret(graph: Graph, feeds: Arrays): Record<string, Array64> {
  const values = interpretValues(graph, feeds)
  return Object.fromEntries(graph.outputs.map(({ name, value }) => [name, values.get(value)!]))
}

export function interpretValues(graph: Graph, feeds: Arrays): Map<Value, Array64> {
  const bindings = bindSymbols(graph, feeds)
  const values = new Map<Value, Array64>()
  const define = (value: Value, array: Array64 | undefined): void => {
    if (!array) throw new Error(`nothing was fed to "${value.name}"`)
    const wanted = evaluateShape(value.shape, bindings).join()
    if (array.shape.join() !== wanted)
      throw new Error(`"${value.name}" is [${array.shape.join()}], the graph says [${wanted}]`)
    values.set(value, array)
  }
  for (const value of [...graph.inputs, ...graph.parameters]) define(value, feeds[value.name])
  for (const { value, data } of graph.constants) define(value, fromData(data, value.shape.map(Number)))
  for (const node of graph.nodes) {
    const compute = referenceOps[node.op]
    const operands = node.inputs.map((value) => values.get(value)!)
    const results = compute(operands, node.attributes as never, bindings)
    node.outputs.forEach((value, index) => define(value, results[index]))
  }
  return values
}

/** What the symbols of the inputs' shapes stand for in these feeds. */
export function bindSymbols(graph: Graph, feeds: Arrays): Record<string, number> {
  const bindings: Record<string, number> = {}
  for (const { name, shape } of graph.inputs) {
    shape.forEach((dim, axis) => {
      if (typeof dim !== 'string' || !symbolPattern.test(dim)) return
      bindings[dim] ??= feeds[name]!.shape[axis]!
    })
  }
  return bindings
}
