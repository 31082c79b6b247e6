// A graph as text that people read and golden files keep.
import type { Graph, Node, Value } from './ir.ts'
import { shapeText } from './shape-rules.ts'

/** Constants up to this many elements are written out. */
const shownElements = 8

/** One line a value; `parameters` lists them as well, which large graphs make long. */
export function print(graph: Graph, options: { parameters?: boolean } = {}): string {
  const lines = [`graph ${graph.name}`]
  const type = ({ dtype, shape }: Value): string => `${dtype}${shapeText(shape)}`
  const section = (title: string, items: readonly string[]): void => {
    if (items.length > 0) lines.push(title, ...items.map((item) => `  ${item}`))
  }
  section(
    'inputs',
    graph.inputs.map((value) => `${value.name}: ${type(value)}`),
  )
  if (options.parameters ?? true) {
    section(
      'parameters',
      graph.parameters.map((value) => `${value.name}: ${type(value)}`),
    )
  }
  section(
    'constants',
    graph.constants.map(({ value, data }) => {
      const shown = data.length <= shownElements ? ` = ${[...data].join(' ')}` : ''
      return `${value.name}: ${type(value)}${shown}`
    }),
  )
  section('nodes', graph.nodes.map(nodeText))
  section(
    'outputs',
    graph.outputs.map(({ name, value }) => `${name} = ${value.name}: ${type(value)}`),
  )
  return lines.join('\n') + '\n'
}

function nodeText({ op, inputs, outputs, attributes }: Node): string {
  const results = outputs.map((value) => value.name).join(', ')
  const operands = inputs.map((value) => value.name)
  const settings = Object.entries(attributes).map(([name, value]) => `${name}: ${attributeText(value)}`)
  const types = outputs.map(({ dtype, shape }) => `${dtype}${shapeText(shape)}`)
  return `${results} = ${op}(${[...operands, ...settings].join(', ')}) : ${types.join(', ')}`
}

function attributeText(value: unknown): string {
  return Array.isArray(value) ? shapeText(value) : String(value)
}
