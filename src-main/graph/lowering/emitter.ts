// Collects ONNX nodes while a graph is lowered, and shares what several of them need: constants and run-time shapes.
import type { DType } from '../../base/dtype.ts'
import { invariant } from '../../base/errors.ts'
import { toFloat16 } from '../../base/half.ts'
import type { OnnxAttribute, OnnxNode, OnnxTensor } from '../../formats/onnx/model.ts'
import { sameDims, sumOf, type Dim } from '../dim.ts'
import type { Value } from '../ir.ts'
import type { LoweringChoices } from './choices.ts'

export type NodeOptions = {
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>
  readonly domain?: string
  /** The name of the result; made up when left out. */
  readonly out?: string
}

/** Names stand for ONNX values; every function returns the name of what it made. */
export type Emitter = {
  readonly choices: LoweringChoices
  node(opType: string, inputs: readonly string[], options?: NodeOptions): string
  /** A node with several results: how many, or the names they get. */
  nodes(
    opType: string,
    inputs: readonly string[],
    outputs: number | readonly string[],
    attributes?: Readonly<Record<string, OnnxAttribute>>,
  ): readonly string[]
  /** Made once for every key. */
  shared(key: string, make: () => string): string
  f32(value: number): string
  f32Vector(values: readonly number[]): string
  /** A number beside operands of `dtype`: f16 or else f32. */
  float(value: number, dtype: DType): string
  i64(values: readonly number[]): string
  i64Scalar(value: number): string
  /** The extent as an i64 tensor [1]. */
  dim(dim: Dim): string
  /** The shape as an i64 tensor [rank]. */
  shape(shape: readonly Dim[]): string
  /** `x`, which has the shape `from`, as `to`. */
  reshape(x: string, from: readonly Dim[], to: readonly Dim[], out?: string): string
}

export type EmitterResult = { readonly nodes: OnnxNode[]; readonly initializers: OnnxTensor[] }

export const microsoft = 'com.microsoft'

/** `inputs` are the graph's: a run-time extent is read off the first that has it. */
export function createEmitter(
  inputs: readonly Value[],
  choices: LoweringChoices,
): { emitter: Emitter; result: EmitterResult } {
  const nodes: OnnxNode[] = []
  const initializers: OnnxTensor[] = []
  const known = new Map<string, string>()
  let made = 0
  const fresh = (): string => `~${made++}`

  const holders = new Map<Dim, { input: string; axis: number }>()
  for (const { name, shape } of inputs) {
    for (const [axis, dim] of shape.entries()) if (!holders.has(dim)) holders.set(dim, { input: name, axis })
  }

  const initializer = (dtype: DType, shape: readonly number[], array: ArrayBufferView): string => {
    const name = fresh()
    initializers.push({
      name,
      dtype,
      shape,
      data: new Uint8Array(array.buffer, array.byteOffset, array.byteLength),
    })
    return name
  }
  const bigints = (values: readonly number[]): BigInt64Array => BigInt64Array.from(values, BigInt)

  const e: Emitter = {
    choices,
    node(opType, operands, { attributes = {}, domain = '', out = fresh() } = {}) {
      nodes.push({ opType, domain, name: out, inputs: operands, outputs: [out], attributes })
      return out
    },
    nodes(opType, operands, wanted, attributes = {}) {
      const outputs = typeof wanted === 'number' ? Array.from({ length: wanted }, fresh) : wanted
      nodes.push({ opType, domain: '', name: outputs[0] ?? '', inputs: operands, outputs, attributes })
      return outputs
    },
    shared(key, make) {
      const name = known.get(key) ?? make()
      known.set(key, name)
      return name
    },
    f32: (value) => e.shared(`f32 ${value}`, () => initializer('f32', [], Float32Array.of(value))),
    f32Vector: (values) =>
      e.shared(`f32 [${values.join()}]`, () =>
        initializer('f32', [values.length], Float32Array.from(values)),
      ),
    float: (value, dtype) =>
      dtype === 'f16'
        ? e.shared(`f16 ${value}`, () => initializer('f16', [], toFloat16(Float32Array.of(value))))
        : e.f32(value),
    i64: (values) =>
      e.shared(`i64 [${values.join()}]`, () => initializer('i64', [values.length], bigints(values))),
    i64Scalar: (value) => e.shared(`i64 ${value}`, () => initializer('i64', [], bigints([value]))),

    dim(dim) {
      if (typeof dim === 'number') return e.i64([dim])
      return e.shared(`dim ${dim}`, () => {
        const holder = holders.get(dim)
        if (holder) {
          const { input, axis } = holder
          return e.node('Shape', [input], { attributes: { start: { int: axis }, end: { int: axis + 1 } } })
        }
        const { terms, divisor } = sumOf(dim)
        const products = terms.map(({ factor, symbols }) => {
          invariant(symbols[0] !== dim, `no input says what "${dim}" is`)
          const factors = symbols.map((symbol) => e.dim(symbol))
          if (factor !== 1 || factors.length === 0) factors.push(e.i64([factor]))
          return factors.reduce((left, right) => e.node('Mul', [left, right]))
        })
        const sum = products.reduce((left, right) => e.node('Add', [left, right]))
        return divisor === 1 ? sum : e.node('Div', [sum, e.i64([divisor])])
      })
    },
    shape(shape) {
      if (shape.every((dim) => typeof dim === 'number')) return e.i64(shape)
      return e.shared(`shape [${shape.join()}]`, () => {
        const parts = shape.map((dim) => e.dim(dim))
        const [only] = parts
        if (only !== undefined && parts.length === 1) return only
        return e.node('Concat', parts, { attributes: { axis: { int: 0 } } })
      })
    },
    reshape(x, from, to, out) {
      const named = out === undefined ? {} : { out }
      if (sameDims(from, to)) return out === undefined ? x : e.node('Identity', [x], named)
      return e.node('Reshape', [x, reshapeTarget(e, from, to)], named)
    },
  }
  return { emitter: e, result: { nodes, initializers } }
}

/** Prefers a constant (0 keeps an extent, one −1 is worked out) to a shape computed at run time. */
function reshapeTarget(e: Emitter, from: readonly Dim[], to: readonly Dim[]): string {
  const target = to.map((dim, axis) => (typeof dim === 'number' ? dim : dim === from[axis] ? 0 : -1))
  return target.filter((dim) => dim === -1).length <= 1 ? e.i64(target) : e.shape(to)
}
