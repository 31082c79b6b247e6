// Says whether a graph is legal; checked after building and after every pass. A failure names the node and the rule.
import { bytesPerElement } from '../base/dtype.ts'
import { invariant } from '../base/errors.ts'
import { sameDims, symbolsOf, type Dim } from './dim.ts'
import type { Graph, Node, Value } from './ir.ts'
import { acceptsInputs, opRow, ops } from './ops.ts'
import { shapeText } from './shape-rules.ts'

/** `where` is only written out when something fails: this runs for every node after every pass. */
type Fail = (where: () => string, rule: string) => never

const typeText = ({ dtype, shape }: Pick<Value, 'dtype' | 'shape'>): string => `${dtype}${shapeText(shape)}`

/** Throws an invariant error, naming the graph, the node and the broken rule. */
export function verify(graph: Graph): void {
  const known = new Set<Value>()
  const ids = new Set<number>()
  const names = new Set<string>()
  const fail: Fail = (where, rule) => {
    throw new Error(`invariant: graph ${graph.name}, ${where()}: ${rule}`)
  }

  const define = (value: Value, where: () => string): void => {
    if (names.has(value.name)) fail(where, `duplicate name "${value.name}"`)
    if (ids.has(value.id)) fail(where, `duplicate id ${value.id} of "${value.name}"`)
    names.add(value.name)
    ids.add(value.id)
    known.add(value)
  }
  for (const value of graph.inputs) define(value, () => `input ${value.name}`)
  for (const value of graph.parameters) {
    const where = (): string => `parameter ${value.name}`
    define(value, where)
    if (value.dtype !== 'f32' && value.dtype !== 'f16')
      fail(where, 'dtype mismatch: parameters are f32 or f16')
    if (value.shape.some((dim) => typeof dim !== 'number')) fail(where, 'the shape must be known')
  }
  for (const { value, data } of graph.constants) {
    const where = (): string => `constant ${value.name}`
    define(value, where)
    const size = value.shape.reduce<number>((product, dim) => product * Number(dim), 1)
    if (data.length !== size) fail(where, `${data.length} elements in ${shapeText(value.shape)}`)
    if (data.BYTES_PER_ELEMENT !== bytesPerElement[value.dtype])
      fail(where, `dtype mismatch: ${value.dtype} data has ${data.BYTES_PER_ELEMENT} bytes an element`)
  }

  for (const node of graph.nodes) {
    const where = (): string => `node ${node.outputs.map((output) => output.name).join(', ')} = ${node.op}`
    for (const value of node.inputs) {
      if (known.has(value)) continue
      const later = graph.nodes.some(({ outputs }) => outputs.includes(value))
      fail(where, later ? `unordered: "${value.name}" is made later` : `dangling "${value.name}"`)
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
    const where = (): string => `output ${name}`
    if (!known.has(value)) fail(where, `dangling "${value.name}"`)
    if (outputNames.has(name)) fail(where, 'duplicate output name')
    outputNames.add(name)
  }
  verifySymbols(graph, fail)
}

/** The outputs are what the op table's rules say. */
function verifyTypes({ op, inputs, attributes, outputs }: Node): void {
  invariant(Object.hasOwn(ops, op), `unknown op "${op}"`)
  const row = opRow(op)
  if (!acceptsInputs(row, inputs.length)) {
    throw new Error(`takes ${row.inputs.join(', ')}, got ${inputs.length}`)
  }
  const given = Object.keys(attributes)
  if (given.length !== row.attributes.length || !row.attributes.every((name) => name in attributes)) {
    throw new Error(`attributes are {${row.attributes.join()}}, got {${given.join()}}`)
  }
  const shapes = row.shapes(
    inputs.map((value) => value.shape),
    attributes,
  )
  const dtype = row.dtype(
    inputs.map((value) => value.dtype),
    attributes,
  )
  if (shapes.length !== outputs.length)
    throw new Error(`makes ${shapes.length} values, not ${outputs.length}`)
  for (const [index, output] of outputs.entries()) {
    const shape = shapes[index] ?? []
    if (output.dtype === dtype && sameDims(output.shape, shape)) continue
    throw new Error(`output is ${typeText(output)}, the rules say ${typeText({ dtype, shape })}`)
  }
}

/** Every symbol stands alone somewhere in an input, so that a run knows its value. */
function verifySymbols(graph: Graph, fail: Fail): void {
  const known = new Set<Dim>(graph.inputs.flatMap((input) => input.shape))
  for (const node of graph.nodes) {
    for (const output of node.outputs) {
      for (const dim of output.shape) {
        if (typeof dim === 'number' || known.has(dim)) continue
        const unknown = [...symbolsOf(dim)].find((symbol) => !known.has(symbol))
        if (unknown !== undefined) fail(() => `value ${output.name}`, `no input says what "${unknown}" is`)
        known.add(dim)
      }
    }
  }
}
