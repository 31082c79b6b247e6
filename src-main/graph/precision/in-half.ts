// The pass that brings an f32 graph to half precision: it gives every value the type the policy says, and puts the casts.
import type { TensorData } from '../../base/dtype.ts'
import { toFloat16, widen } from '../../base/half.ts'
import type { Constant, Graph, Node, Value } from '../ir.ts'
import { opRow } from '../ops.ts'
import { removeDeadNodes } from '../passes/remove-dead-nodes.ts'
import { verify } from '../verify.ts'
import { precisionOf, type HalfRules, type Width } from './policy.ts'

/**
 * Inputs and outputs stay f32, so that whoever feeds and reads them need not know. A value that is computed in one type
 * and kept in the other has both under two names; nothing is cast there and back.
 */
export function inHalf(graph: Graph, rules: HalfRules): Graph {
  const constants: Constant[] = [...graph.constants]
  const contents = new Map(constants.map(({ value, data }) => [value, data]))
  const nodes: Node[] = []
  /** Of every value that was f32, how it is kept. */
  const kept = new Map<Value, Value>()
  /** The same value in the other type. */
  const others = new Map<Value, Value>()
  const activations = new Set<Value>(graph.inputs)
  let nextId = Math.max(-1, ...idsOf(graph)) + 1

  const current = (value: Value): Value => kept.get(value) ?? value
  const twin = (value: Value, dtype: Width): Value => {
    const other = { ...value, id: nextId++, name: `${value.name}:${dtype}`, dtype }
    others.set(value, other)
    others.set(other, value)
    return other
  }
  function cast(from: Value, to: Value): void {
    nodes.push({ op: 'cast', inputs: [from], attributes: { dtype: to.dtype }, outputs: [to] })
  }
  function inType(value: Value, dtype: Width): Value {
    if (widthOf(value) === null || value.dtype === dtype) return value
    const known = others.get(value)
    if (known) return known
    const other = twin(value, dtype)
    const data = contents.get(value)
    if (data instanceof Float32Array) constants.push({ value: other, data: toFloat16(data) })
    else cast(value, other)
    return other
  }

  /** The width of what an op that goes along reads: of what is computed before what is fed, of constants never. */
  function widthAlong(operands: readonly Value[]): Width {
    const floating = operands.filter((value) => widthOf(value) !== null && !contents.has(value))
    const made = floating.filter((value) => activations.has(value))
    return (made.length > 0 ? made : floating).some(({ dtype }) => dtype === 'f16') ? 'f16' : 'f32'
  }

  function place(node: Node): void {
    const operands = node.inputs.map(current)
    const precision = precisionOf(node, rules)
    const keepsDigits = operands.every((value) => holdsInHalf(contents.get(value)))
    const along = keepsDigits ? widthAlong(operands) : 'f32'
    const compute = precision.compute === 'operands' || !keepsDigits ? along : precision.compute
    const store = precision.store === 'operands' ? along : precision.store
    const inputs = node.op === 'cast' ? operands : operands.map((value) => inType(value, compute))
    const dtype = opRow(node.op).dtype(
      inputs.map((value) => value.dtype),
      node.attributes,
    )
    const outputs = node.outputs.map((output): Value => {
      const made = { ...output, dtype }
      activations.add(made)
      kept.set(output, made)
      if (widthOf(made) === null || node.op === 'cast' || store === dtype) return made
      const own = { ...output, dtype: store }
      const computed = twin(own, compute)
      kept.set(output, own)
      activations.add(own)
      return computed
    })
    nodes.push({ ...node, inputs, outputs })
    for (const output of outputs) {
      const own = others.get(output)
      if (own) cast(output, own)
    }
  }

  const parameters = graph.parameters.map((parameter): Value => {
    const dtype = rules.stored(parameter.name)
    if (dtype === parameter.dtype) return parameter
    const narrow = { ...parameter, dtype }
    kept.set(parameter, narrow)
    return narrow
  })
  graph.nodes.forEach(place)
  const outputs = graph.outputs.map(({ name, value }) => {
    const own = current(value)
    return { name, value: value.dtype === 'f32' ? inType(own, 'f32') : own }
  })
  const half = removeDeadNodes({ ...graph, parameters, constants, nodes, outputs })
  verify(half)
  return half
}

const widthOf = ({ dtype }: Value): Width | null => (dtype === 'f32' || dtype === 'f16' ? dtype : null)

/** False for a constant that would become infinite, or zero. */
function holdsInHalf(data: TensorData | undefined): boolean {
  if (!(data instanceof Float32Array)) return true
  const back = widen(toFloat16(data), 'f16')
  return data.every(
    (value, at) => Number.isFinite(value) === Number.isFinite(back[at]) && (value === 0) === (back[at] === 0),
  )
}

function* idsOf(graph: Graph): Iterable<number> {
  for (const { id } of [...graph.inputs, ...graph.parameters]) yield id
  for (const { value } of graph.constants) yield value.id
  for (const { outputs } of graph.nodes) for (const { id } of outputs) yield id
}
