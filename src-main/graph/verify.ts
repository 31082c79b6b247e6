// Says whether a graph is legal; checked after building and after every pass. A failure names the node and the rule.
import { bytesPerElement } from '../base/dtype.ts'
import { invariant } from '../base/errors.ts'
import { sameDims, symbolsOf } from './dim.ts'
import type { Graph, Node, Value } from './ir.ts'
import { acceptsInputs, opRow, ops } from './ops.ts'
import { shapeText } from './shape-rules.ts'

const typeText = ({ dtype, shape }: Pick<Value, 'dtype' | 'shape'>): string => `${dtype}${shapeText(shape)}`

/** Throws an invariant error, naming the graph, the node and the broken rule. */
export function verify(graph: Graph): void {
  const known = new Set<Value>()
  const ids = new Set<number>()
  const names = new Set<string>()
  const fail = (where: string, rule: string): never => {
    throw new Error(`invariant: graph ${graph.name}, ${where}: ${rule}`)
  }

  const define = (value: Value, where: string): void => {
    if (names.has(value.name)) fail(where, `duplicate name "${value.name}"`)
    if (ids.has(value.id)) fail(where, `duplicate id ${value.id} of "${value.name}"`)
    names.add(value.name)
    ids.add(value.id)
    known.add(value)
  }
  for (const value of graph.inputs) define(value, `input ${value.name}`)
  for (const value of graph.parameters) {
    define(value, `parameter ${value.name}`)
    if (value.dtype !== 'f32') fail(`parameter ${value.name}`, `dtype mismatch: parameters are f32`)
    if (value.shape.some((dim) => typeof dim !== 'number'))
      fail(`parameter ${value.name}`, 'the shape must be known')
  }
  for (const { value, data } of graph.constants) {
    const where = `constant ${value.name}`
    define(value, where)
    const size = value.shape.reduce<number>((product, dim) => product * Number(dim), 1)
    if (data.length !== size) fail(where, `${data.length} elements in ${shapeText(value.shape)}`)
    if (data.BYTES_PER_ELEMENT !== bytesPerElement[value.dtype])
      fail(where, `dtype mismatch: ${value.dtype} data has ${data.BYTES_PER_ELEMENT} bytes an element`)
  }

  const makers = new Set(graph.nodes.flatMap((node) => node.outputs))
  for (const node of graph.nodes) {
    const where = `node ${node.outputs.map((output) => output.name).join(', ')} = ${node.op}`
    for (const value of node.inputs) {
      if (known.has(value)) continue
      fail(where, makers.has(value) ? `unordered: "${value.name}" is made later` : `dangling "${value.name}"`)
    }
    try {
      verifyTypes(node)
    } catch (error) {
      fail(where, (error as Error).message.replace(/^invariant: /, ''))
    }
    for (const value of node.outputs) define(value, where)
  }

  const outputNames = new Set<string>()
  for (const { name, value } of graph.outputs) {
    if (!known.has(value)) fail(`output ${name}`, `dangling "${value.name}"`)
    if (outputNames.has(name)) fail(`output ${name}`, 'duplicate output name')
    outputNames.add(name)
  }
  verifySymbols(graph, fail)
}

/** The outputs are what the op table's rules say. */
function verifyTypes(node: Node): void {
  invariant(Object.hasOwn(ops, node.op), `unknown op "${node.op}"`)
  const row = opRow(node.op)
  invariant(
    acceptsInputs(row, node.inputs.length),
    `takes ${row.inputs.join(', ')}, got ${node.inputs.length}`,
  )
  const wanted = [...row.attributes].sort().join()
  const given = Object.keys(node.attributes).sort().join()
  invariant(wanted === given, `attributes are {${wanted}}, got {${given}}`)
  const shapes = row.shapes(
    node.inputs.map((value) => value.shape),
    node.attributes,
  )
  const dtype = row.dtype(
    node.inputs.map((value) => value.dtype),
    node.attributes,
  )
  invariant(
    shapes.length === node.outputs.length,
    `makes ${shapes.length} values, not ${node.outputs.length}`,
  )
  for (const [index, shape] of shapes.entries()) {
    const output = node.outputs[index]
    invariant(
      output && output.dtype === dtype && sameDims(output.shape, shape),
      `output is ${output && typeText(output)}, the rules say ${typeText({ dtype, shape })}`,
    )
  }
}

/** Every symbol stands alone somewhere in an input, so that a run knows its value. */
function verifySymbols(graph: Graph, fail: (where: string, rule: string) => never): void {
  const bound = new Set(graph.inputs.flatMap((input) => input.shape))
  for (const node of graph.nodes) {
    for (const output of node.outputs) {
      for (const dim of output.shape) {
        if (typeof dim === 'number') continue
        for (const symbol of symbolsOf(dim)) {
          if (!bound.has(symbol)) fail(`value ${output.name}`, `no input says what "${symbol}" is`)
        }
      }
    }
  }
}
