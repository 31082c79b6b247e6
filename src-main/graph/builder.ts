// Builds a graph one op at a time: every call checks its op's rules and returns the new value.
import type { DType, TensorData } from '../base/dtype.ts'
import { invariant } from '../base/errors.ts'
import { canonicalDim, sameDims, type Dim } from './dim.ts'
import type { Constant, Graph, Node, Value } from './ir.ts'
import { acceptsInputs, opRow, type BinaryOp, type OpAttributes, type OpName, type UnaryOp } from './ops.ts'
import { canonicalShape, type Padding } from './shape-rules.ts'
import { verify } from './verify.ts'

type Unary = { readonly [Op in UnaryOp]: (x: Value) => Value }
type Binary = { readonly [Op in BinaryOp]: (a: Value, b: Value) => Value }

export type GraphBuilder = Unary &
  Binary & {
    /** What the caller feeds on every run. */
    input(name: string, dtype: DType, shape: readonly Dim[]): Value
    /** A network tensor, f32 here whatever its file holds; the same name again is the same value. */
    parameter(name: string, shape: readonly number[]): Value
    constant(data: TensorData | readonly number[], shape: readonly number[], dtype?: DType): Value
    scalar(value: number): Value
    /** Gives the value a name by which block traces find it. */
    named(value: Value, name: string): Value

    clamp(x: Value, min: number, max: number): Value
    /** 1 where min ≤ x ≤ max, else 0. */
    within(x: Value, min: number, max: number): Value
    cast(x: Value, dtype: DType): Value
    matMul(a: Value, b: Value): Value
    /** c [rows, columns] + a [rows, inner] · b [inner, columns], in one pass over c. */
    addMatMul(c: Value, a: Value, b: Value): Value
    /** x [..., in] · weight [out, in]ᵀ + bias [out]. */
    linear(x: Value, weight: Value, bias?: Value): Value
    /** x [batch, in, h, w], weight [out, in, kh, kw]; padding is top, left, bottom, right. */
    conv2d(
      x: Value,
      weight: Value,
      bias: Value | undefined,
      options: { stride: number; padding: Padding },
    ): Value
    /** The gradient of the image a convolution read; `shape` is that image's. */
    conv2dInputGradient(dy: Value, weight: Value, options: ConvolutionGradientOptions): Value
    /** The gradient of a convolution's weight; `shape` is that weight's. */
    conv2dWeightGradient(x: Value, dy: Value, options: ConvolutionGradientOptions): Value
    /** x [batch, c, ...], normalised within each of `groups` runs of channels. */
    groupNorm(x: Value, weight: Value, bias: Value, options: { groups: number; eps: number }): Value
    /** Over the last axis. */
    layerNorm(x: Value, weight: Value, bias: Value, options: { eps: number }): Value
    softmax(x: Value, axis: number): Value
    /** q [batch, S, heads·d], k and v [batch, L, heads·d] → [batch, S, heads·d], scaled by 1/√d. */
    attention(q: Value, k: Value, v: Value, options: { heads: number; causal?: boolean }): Value

    reshape(x: Value, shape: readonly Dim[]): Value
    transpose(x: Value, permutation: readonly number[]): Value
    concat(values: readonly Value[], axis: number): Value
    split(x: Value, axis: number, sizes: readonly Dim[]): Value[]
    slice(x: Value, axis: number, start: Dim, end: Dim): Value
    expand(x: Value, shape: readonly Dim[]): Value
    /** x [batch, c, h, w] → [batch, c, h·factor, w·factor]. */
    upsampleNearest(x: Value, factor: number): Value

    /** Rows of a table: [V, C] by i64 ids [...] → [..., C]. */
    gather(table: Value, ids: Value): Value
    /** One token of every sequence: x [batch, S, C], index i64 [batch] → [batch, C]. */
    gatherTokens(x: Value, index: Value): Value
    /** Sums of the rows dy [..., C] by their ids [...]: [rows, C]. */
    scatterRows(dy: Value, ids: Value, rows: number): Value
    /** dy [batch, C] at one token of every sequence, zeros elsewhere: [batch, tokens, C]. */
    scatterTokens(dy: Value, index: Value, tokens: Dim): Value
    /** The index of the largest element, the first where several are, i64; the axis disappears. */
    argMax(x: Value, axis: number): Value
    reduceMean(x: Value, axes: readonly number[], keepDims: boolean): Value
    reduceSum(x: Value, axes: readonly number[], keepDims: boolean): Value

    /** The verified graph. The builder is not used afterwards. */
    finish(outputs: Readonly<Record<string, Value>>): Graph
  }

type ConvolutionGradientOptions = { stride: number; padding: Padding; shape: readonly Dim[] }

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** With `start` the graph goes on from there: its values can be used, its outputs are the caller's to name again. */
export function createGraphBuilder(graphName: string, start?: Graph): GraphBuilder {
  const inputs: Value[] = [...(start?.inputs ?? [])]
  const parameters = new Map((start?.parameters ?? []).map((value) => [value.name, value]))
  const constants: Constant[] = [...(start?.constants ?? [])]
  const scalars = new Map<number, Value>()
  const nodes: Node[] = [...(start?.nodes ?? [])]
  const known = [
    ...inputs,
    ...parameters.values(),
    ...constants.map(({ value }) => value),
    ...nodes.flatMap(({ outputs }) => outputs),
  ]
  const names = new Set(known.map(({ name }) => name))
  /** Values made by a node that still carry the name the builder made up. */
  const unnamed = new Set<Value>()
  let nextId = known.reduce((next, { id }) => Math.max(next, id + 1), 0)

  function claim(name: string): string {
    invariant(!names.has(name), `two values are called "${name}" in ${graphName}`)
    names.add(name)
    return name
  }
  const create = (name: string | undefined, dtype: DType, shape: readonly Dim[]): Value => {
    const id = nextId++
    return { id, name: claim(name ?? `%${id}`), dtype, shape }
  }

  function apply<Op extends OpName>(
    op: Op,
    operands: readonly Value[],
    attributes: OpAttributes[Op],
  ): Value[] {
    const row = opRow(op)
    invariant(acceptsInputs(row, operands.length), `${op} does not take ${operands.length} inputs`)
    const dtype = row.dtype(
      operands.map((value) => value.dtype),
      attributes,
    )
    const shapes = row.shapes(
      operands.map((value) => value.shape),
      attributes,
    )
    const outputs = shapes.map((shape) => create(undefined, dtype, shape))
    for (const output of outputs) unnamed.add(output)
    nodes.push({ op, inputs: operands, attributes, outputs })
    return outputs
  }
  function one<Op extends OpName>(op: Op, operands: readonly Value[], attributes: OpAttributes[Op]): Value {
    const [output] = apply(op, operands, attributes)
    invariant(output, `${op} makes one value`)
    return output
  }
  const unary = (op: UnaryOp) => (x: Value) => one(op, [x], {})
  const binary = (op: BinaryOp) => (a: Value, b: Value) => one(op, [a, b], {})
  const withBias = (x: Value, weight: Value, bias: Value | undefined): Value[] =>
    bias === undefined ? [x, weight] : [x, weight, bias]

  const g: GraphBuilder = {
    input(name, dtype, shape) {
      const value = create(name, dtype, canonicalShape(shape))
      inputs.push(value)
      return value
    },
    parameter(name, shape) {
      const known = parameters.get(name)
      if (known) {
        invariant(sameDims(known.shape, shape), `${name} is [${known.shape.join()}] and [${shape.join()}]`)
        return known
      }
      const value = create(name, 'f32', [...shape])
      parameters.set(name, value)
      return value
    },
    constant(data, shape, dtype = 'f32') {
      const size = shape.reduce((product, dim) => product * dim, 1)
      invariant(data.length === size, `a constant of [${shape.join()}] has ${data.length} elements`)
      const value = create(undefined, dtype, [...shape])
      constants.push({ value, data: typedData(data, dtype) })
      return value
    },
    scalar(number) {
      const value = scalars.get(number) ?? g.constant([number], [])
      scalars.set(number, value)
      return value
    },
    named(value, name) {
      if (!unnamed.delete(value)) return g.named(one('identity', [value], {}), name)
      names.delete(value.name)
      // The builder made this value, and nobody outside can have relied on a made-up name.
      ;(value as Mutable<Value>).name = claim(name)
      return value
    },

    add: binary('add'),
    sub: binary('sub'),
    mul: binary('mul'),
    div: binary('div'),
    pow: binary('pow'),
    neg: unary('neg'),
    exp: unary('exp'),
    log: unary('log'),
    sin: unary('sin'),
    cos: unary('cos'),
    sqrt: unary('sqrt'),
    sigmoid: unary('sigmoid'),
    tanh: unary('tanh'),
    erf: unary('erf'),
    silu: unary('silu'),
    gelu: unary('gelu'),
    quickGelu: unary('quickGelu'),
    clamp: (x, min, max) => one('clamp', [x], { min, max }),
    within: (x, min, max) => one('within', [x], { min, max }),
    cast: (x, dtype) => one('cast', [x], { dtype }),

    matMul: (a, b) => one('matMul', [a, b], {}),
    addMatMul: (c, a, b) => one('addMatMul', [c, a, b], {}),
    linear: (x, weight, bias) => one('linear', withBias(x, weight, bias), {}),
    conv2d: (x, weight, bias, { stride, padding }) =>
      one('conv2d', withBias(x, weight, bias), { stride, padding }),
    conv2dInputGradient: (dy, weight, options) => one('conv2dInputGradient', [dy, weight], options),
    conv2dWeightGradient: (x, dy, options) => one('conv2dWeightGradient', [x, dy], options),
    groupNorm: (x, weight, bias, { groups, eps }) => one('groupNorm', [x, weight, bias], { groups, eps }),
    layerNorm: (x, weight, bias, { eps }) => one('layerNorm', [x, weight, bias], { eps }),
    softmax: (x, axis) => one('softmax', [x], { axis }),
    attention: (q, k, v, { heads, causal = false }) => one('attention', [q, k, v], { heads, causal }),

    reshape: (x, shape) => one('reshape', [x], { shape: canonicalShape(shape) }),
    transpose: (x, permutation) => one('transpose', [x], { permutation }),
    concat: (values, axis) => one('concat', values, { axis }),
    split: (x, axis, sizes) => [...apply('split', [x], { axis, sizes: canonicalShape(sizes) })],
    slice: (x, axis, start, end) =>
      one('slice', [x], { axis, start: canonicalDim(start), end: canonicalDim(end) }),
    expand: (x, shape) => one('expand', [x], { shape: canonicalShape(shape) }),
    upsampleNearest: (x, factor) => one('upsampleNearest', [x], { factor }),

    gather: (table, ids) => one('gather', [table, ids], {}),
    gatherTokens: (x, index) => one('gatherTokens', [x, index], {}),
    scatterRows: (dy, ids, rows) => one('scatterRows', [dy, ids], { rows }),
    scatterTokens: (dy, index, tokens) => one('scatterTokens', [dy, index], { tokens }),
    argMax: (x, axis) => one('argMax', [x], { axis }),
    reduceMean: (x, axes, keepDims) => one('reduceMean', [x], { axes, keepDims }),
    reduceSum: (x, axes, keepDims) => one('reduceSum', [x], { axes, keepDims }),

    finish(outputs) {
      const graph: Graph = {
        name: graphName,
        inputs,
        parameters: [...parameters.values()],
        constants,
        nodes,
        outputs: Object.entries(outputs).map(([name, value]) => ({ name, value })),
      }
      verify(graph)
      return graph
    },
  }
  return g
}

function typedData(data: TensorData | readonly number[], dtype: DType): TensorData {
  if (ArrayBuffer.isView(data)) return data
  switch (dtype) {
    case 'f32':
      return Float32Array.from(data)
    case 'f64':
      return Float64Array.from(data)
    case 'i64':
      return BigInt64Array.from(data, BigInt)
    case 'i32':
      return Int32Array.from(data)
    default:
      throw new Error(`invariant: constants of ${dtype} are given as typed arrays`)
  }
}
