// A graph as an ONNX model: passes, then every op lowered, with parameters as inputs or as constants.
import type { DType } from '../base/dtype.ts'
import { invariant } from '../base/errors.ts'
import { toFloat16 } from '../base/half.ts'
import type { ExternalData, OnnxTensor, OnnxValue } from '../formats/onnx/model.ts'
import { onnxDTypes, writeOnnx } from '../formats/onnx/write.ts'
import type { Dim } from './dim.ts'
import type { Graph, Node, Value } from './ir.ts'
import type { LoweringChoices } from './lowering/choices.ts'
import { createEmitter, microsoft, type Emitter } from './lowering/emitter.ts'
import type { Lowering } from './lowering/lowering.ts'
import { lowerings } from './lowering/table.ts'
import type { OpName } from './ops.ts'
import { optimize } from './passes/optimize.ts'
import { inHalf } from './precision/in-half.ts'
import type { HalfRules } from './precision/policy.ts'

const opsets = [
  { domain: '', version: 20 },
  { domain: microsoft, version: 1 },
] as const

/** A constant's bytes in a file; `path` is relative to the folder the session is given. */
export type ConstantLocation = ExternalData & { readonly dtype: DType; readonly shape: readonly number[] }

export type OnnxOptions = {
  /** Which parameters are constants of the model, by name. */
  readonly resident: 'inputs' | 'constants' | ReadonlySet<string>
  /** Where a constant lies; its dtype may be another than the parameter's and is cast when the session starts. */
  readonly locate?: (name: string) => ConstantLocation | undefined
  /** The f32 bytes of a constant that lies in no file; they are copied into the model. */
  readonly inline?: (name: string) => Uint8Array | undefined
  readonly lowerings: LoweringChoices
  /** Named values that become outputs as well. */
  readonly traces?: readonly string[]
  /** How the graph is brought to half precision; left out it stays in f32. */
  readonly half?: HalfRules
}

export type OnnxProgram = {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly inputs: readonly { readonly name: string; readonly dtype: DType; readonly shape: readonly Dim[] }[]
  /** The parameters that are inputs, in graph order. */
  readonly parameters: readonly string[]
  readonly outputs: readonly string[]
}

export function lowerToOnnx(graph: Graph, options: OnnxOptions): OnnxProgram {
  const wide = optimize(withTraces(graph, options.traces ?? []))
  const optimized = options.half === undefined ? wide : inHalf(wide, options.half)
  const { emitter, result } = createEmitter(optimized.inputs, options.lowerings)
  const names = nameValues(optimized)
  const nameOf = (value: Value): string => {
    const name = names.get(value)
    invariant(name !== undefined, `"${value.name}" was not lowered`)
    return name
  }

  const fed: OnnxValue[] = []
  for (const parameter of optimized.parameters) {
    const constant = isConstant(parameter.name, options.resident)
      ? constantTensor(parameter, options)
      : undefined
    const stored = constant?.dtype ?? parameter.dtype
    if (constant) result.initializers.push(constant)
    else fed.push({ name: parameter.name, dtype: stored, shape: parameter.shape })
    if (stored !== parameter.dtype) names.set(parameter, cast(emitter, parameter))
  }
  for (const { value, data } of optimized.constants) {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    result.initializers.push({
      name: nameOf(value),
      dtype: value.dtype,
      shape: value.shape.map(Number),
      data: bytes,
    })
  }
  for (const node of optimized.nodes) lowerNode(emitter, node, nameOf)
  for (const { name, value } of optimized.outputs) {
    if (nameOf(value) !== name) emitter.node('Identity', [nameOf(value)], { out: name })
  }

  const bytes = writeOnnx({
    name: graph.name,
    opsets,
    inputs: [...optimized.inputs, ...fed],
    outputs: optimized.outputs.map(({ name, value }) => ({ name, dtype: value.dtype, shape: value.shape })),
    ...result,
  })
  return {
    bytes,
    inputs: optimized.inputs.map(({ name, dtype, shape }) => ({ name, dtype, shape })),
    parameters: fed.map(({ name }) => name),
    outputs: optimized.outputs.map(({ name }) => name),
  }
}

/** The graph with the named values as outputs, under their names. */
function withTraces(graph: Graph, traces: readonly string[]): Graph {
  if (traces.length === 0) return graph
  const made = new Map(graph.nodes.flatMap((node) => node.outputs).map((value) => [value.name, value]))
  const traced = traces.map((name) => {
    const value = made.get(name)
    invariant(value, `${graph.name} names no value "${name}"`)
    return { name, value }
  })
  return { ...graph, outputs: [...graph.outputs, ...traced] }
}

/** A made value that is an output gets the output's name, so that no copy is needed to give it one. */
function nameValues(graph: Graph): Map<Value, string> {
  const names = new Map<Value, string>()
  for (const value of [...graph.inputs, ...graph.parameters]) names.set(value, value.name)
  const taken = new Set(names.values())
  for (const { name } of graph.outputs) {
    invariant(!taken.has(name), `the output "${name}" is called like an input or another output`)
    taken.add(name)
  }
  const made = new Set(graph.nodes.flatMap((node) => node.outputs))
  for (const { name, value } of graph.outputs) {
    if (made.has(value) && !names.has(value)) names.set(value, name)
  }
  for (const value of [...graph.constants.map((constant) => constant.value), ...made]) {
    if (!names.has(value)) names.set(value, taken.has(value.name) ? `${value.name}~` : value.name)
  }
  return names
}

function isConstant(name: string, resident: OnnxOptions['resident']): boolean {
  return resident === 'constants' || (resident !== 'inputs' && resident.has(name))
}

function constantTensor(parameter: Value, options: OnnxOptions): OnnxTensor {
  const { name } = parameter
  const shape = parameter.shape.map(Number)
  const size = shape.reduce((product, dim) => product * dim, 1)
  const located = options.locate?.(name)
  if (located) {
    const { path, offset, sizeBytes, dtype } = located
    const stored = located.shape.reduce((product, dim) => product * dim, 1)
    invariant(stored === size, `${name} is stored as [${located.shape.join()}], not [${shape.join()}]`)
    return { name, dtype, shape, data: { path, offset, sizeBytes } }
  }
  const data = options.inline?.(name)
  invariant(data, `no bytes for the constant ${name}`)
  invariant(data.byteLength === size * 4, `${name} has ${data.byteLength} bytes for [${shape.join()}]`)
  return { name, dtype: parameter.dtype, shape, data: parameter.dtype === 'f16' ? halved(data) : data }
}

function halved({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array {
  return new Uint8Array(toFloat16(new Float32Array(buffer, byteOffset, byteLength / 4)).buffer)
}

function cast(e: Emitter, { name, dtype }: Value): string {
  return e.node('Cast', [name], { attributes: { to: { int: onnxDTypes[dtype] } } })
}

function lowerNode(e: Emitter, node: Node, nameOf: (value: Value) => string): void {
  // The table pairs every op with a lowering for its own attributes.
  const lower = lowerings[node.op] as Lowering<OpName>
  lower(e, {
    attributes: node.attributes,
    x: node.inputs.map(nameOf),
    inputs: node.inputs,
    out: node.outputs.map(nameOf),
    outputs: node.outputs,
  })
}
