// The op table: for every op its inputs, its attributes, and the rules for the shape and dtype of what it makes.
import type { DType } from '../base/dtype.ts'
import { invariant } from '../base/errors.ts'
import type { Dim } from './dim.ts'
import {
  addMatMulShape,
  at,
  attentionShape,
  broadcastShapes,
  concatShape,
  conv2dShape,
  expandShape,
  gatherShape,
  gatherTokensShape,
  groupNormShape,
  layerNormShape,
  linearShape,
  matMulShape,
  reduceShape,
  requireShape,
  reshapeShape,
  sliceShape,
  softmaxShape,
  splitShapes,
  transposeShape,
  upsampleShape,
  type Padding,
  type Shape,
} from './shape-rules.ts'

export type BinaryOp = 'add' | 'sub' | 'mul' | 'div' | 'pow'
export type UnaryOp =
  'neg' | 'exp' | 'log' | 'sin' | 'cos' | 'sqrt' | 'sigmoid' | 'tanh' | 'erf' | 'silu' | 'gelu' | 'quickGelu'

type None = Readonly<Record<never, never>>
/** The convolution's own attributes, and the shape of what the gradient belongs to. */
type ConvolutionGradient = {
  readonly stride: number
  readonly padding: Padding
  readonly shape: Shape
}
type Reduction = { readonly axes: readonly number[]; readonly keepDims: boolean }

/** The attributes of each op; all are plain data, and all are given. */
export type OpAttributes = Readonly<Record<BinaryOp | UnaryOp, None>> & {
  readonly identity: None
  readonly clamp: { readonly min: number; readonly max: number }
  readonly within: { readonly min: number; readonly max: number }
  readonly cast: { readonly dtype: DType }
  readonly matMul: None
  readonly addMatMul: None
  readonly linear: None
  readonly conv2d: { readonly stride: number; readonly padding: Padding }
  readonly conv2dInputGradient: ConvolutionGradient
  readonly conv2dWeightGradient: ConvolutionGradient
  readonly groupNorm: { readonly groups: number; readonly eps: number }
  readonly layerNorm: { readonly eps: number }
  readonly softmax: { readonly axis: number }
  readonly attention: { readonly heads: number; readonly causal: boolean }
  readonly reshape: { readonly shape: Shape }
  readonly transpose: { readonly permutation: readonly number[] }
  readonly concat: { readonly axis: number }
  readonly split: { readonly axis: number; readonly sizes: Shape }
  readonly slice: { readonly axis: number; readonly start: Dim; readonly end: Dim }
  readonly expand: { readonly shape: Shape }
  readonly upsampleNearest: { readonly factor: number }
  readonly gather: None
  readonly gatherTokens: None
  readonly scatterRows: { readonly rows: number }
  readonly scatterTokens: { readonly tokens: Dim }
  readonly argMax: { readonly axis: number }
  readonly reduceMean: Reduction
  readonly reduceSum: Reduction
}

export type OpName = keyof OpAttributes
export type Attributes = OpAttributes[OpName]

export type OpRow<A> = {
  /** Input names; the last may end in `?` (may be left out) or `…` (one or more). */
  readonly inputs: readonly string[]
  readonly attributes: readonly (keyof A & string)[]
  /** One shape for every output. */
  readonly shapes: (inputs: readonly Shape[], attributes: A) => readonly Shape[]
  /** The dtype of every output. */
  readonly dtype: (inputs: readonly DType[], attributes: A) => DType
}

/** The element types that are computed with and differentiated. */
export const floats: ReadonlySet<DType> = new Set<DType>(['f64', 'f32', 'f16', 'bf16'])

const first = (dtypes: readonly DType[]): DType => at(dtypes, 0)
const same = (dtypes: readonly DType[]): DType => {
  const dtype = at(dtypes, 0)
  for (const other of dtypes)
    if (other !== dtype) throw new Error(`invariant: dtypes ${dtypes.join(', ')} differ`)
  return dtype
}
const float = (dtypes: readonly DType[]): DType => {
  const dtype = same(dtypes)
  invariant(floats.has(dtype), `${dtype} is no floating-point dtype`)
  return dtype
}
const indexed = (dtypes: readonly DType[]): DType => {
  invariant(dtypes[1] === 'i64', `indices are i64, not ${dtypes[1]}`)
  return at(dtypes, 0)
}

const binary: OpRow<None> = {
  inputs: ['a', 'b'],
  attributes: [],
  shapes: (s) => [broadcastShapes(at(s, 0), at(s, 1))],
  dtype: same,
}
const unary: OpRow<None> = { inputs: ['x'], attributes: [], shapes: (s) => [at(s, 0)], dtype: float }
const reduction: OpRow<Reduction> = {
  inputs: ['x'],
  attributes: ['axes', 'keepDims'],
  shapes: (s, { axes, keepDims }) => [reduceShape(at(s, 0), axes, keepDims)],
  dtype: float,
}

export const ops: { readonly [Op in OpName]: OpRow<OpAttributes[Op]> } = {
  add: binary,
  sub: binary,
  mul: binary,
  div: binary,
  pow: binary,

  neg: unary,
  exp: unary,
  log: unary,
  sin: unary,
  cos: unary,
  sqrt: unary,
  sigmoid: unary,
  tanh: unary,
  erf: unary,
  silu: unary,
  gelu: unary,
  quickGelu: unary,
  clamp: { inputs: ['x'], attributes: ['min', 'max'], shapes: (s) => [at(s, 0)], dtype: float },
  within: { inputs: ['x'], attributes: ['min', 'max'], shapes: (s) => [at(s, 0)], dtype: float },
  identity: { inputs: ['x'], attributes: [], shapes: (s) => [at(s, 0)], dtype: first },
  cast: { inputs: ['x'], attributes: ['dtype'], shapes: (s) => [at(s, 0)], dtype: (_, { dtype }) => dtype },

  matMul: {
    inputs: ['a', 'b'],
    attributes: [],
    shapes: (s) => [matMulShape(at(s, 0), at(s, 1))],
    dtype: float,
  },
  addMatMul: {
    inputs: ['c', 'a', 'b'],
    attributes: [],
    shapes: (s) => [addMatMulShape(at(s, 0), at(s, 1), at(s, 2))],
    dtype: float,
  },
  linear: {
    inputs: ['x', 'weight', 'bias?'],
    attributes: [],
    shapes: (s) => [linearShape(at(s, 0), at(s, 1), s[2])],
    dtype: float,
  },
  conv2d: {
    inputs: ['x', 'weight', 'bias?'],
    attributes: ['stride', 'padding'],
    shapes: (s, { stride, padding }) => [conv2dShape(at(s, 0), at(s, 1), s[2], stride, padding)],
    dtype: float,
  },
  conv2dInputGradient: {
    inputs: ['dy', 'weight'],
    attributes: ['stride', 'padding', 'shape'],
    shapes: (s, { stride, padding, shape }) => {
      requireShape(at(s, 0), conv2dShape(shape, at(s, 1), undefined, stride, padding), 'dy')
      return [shape]
    },
    dtype: float,
  },
  conv2dWeightGradient: {
    inputs: ['x', 'dy'],
    attributes: ['stride', 'padding', 'shape'],
    shapes: (s, { stride, padding, shape }) => {
      requireShape(at(s, 1), conv2dShape(at(s, 0), shape, undefined, stride, padding), 'dy')
      return [shape]
    },
    dtype: float,
  },
  groupNorm: {
    inputs: ['x', 'weight', 'bias'],
    attributes: ['groups', 'eps'],
    shapes: (s, { groups }) => [groupNormShape(at(s, 0), at(s, 1), at(s, 2), groups)],
    dtype: float,
  },
  layerNorm: {
    inputs: ['x', 'weight', 'bias'],
    attributes: ['eps'],
    shapes: (s) => [layerNormShape(at(s, 0), at(s, 1), at(s, 2))],
    dtype: float,
  },
  softmax: {
    inputs: ['x'],
    attributes: ['axis'],
    shapes: (s, { axis }) => [softmaxShape(at(s, 0), axis)],
    dtype: float,
  },
  attention: {
    inputs: ['query', 'key', 'value'],
    attributes: ['heads', 'causal'],
    shapes: (s, { heads }) => [attentionShape(at(s, 0), at(s, 1), at(s, 2), heads)],
    dtype: float,
  },

  reshape: {
    inputs: ['x'],
    attributes: ['shape'],
    shapes: (s, { shape }) => [reshapeShape(at(s, 0), shape)],
    dtype: first,
  },
  transpose: {
    inputs: ['x'],
    attributes: ['permutation'],
    shapes: (s, { permutation }) => [transposeShape(at(s, 0), permutation)],
    dtype: first,
  },
  concat: {
    inputs: ['part…'],
    attributes: ['axis'],
    shapes: (s, { axis }) => [concatShape(s, axis)],
    dtype: same,
  },
  split: {
    inputs: ['x'],
    attributes: ['axis', 'sizes'],
    shapes: (s, { axis, sizes }) => splitShapes(at(s, 0), axis, sizes),
    dtype: first,
  },
  slice: {
    inputs: ['x'],
    attributes: ['axis', 'start', 'end'],
    shapes: (s, { axis, start, end }) => [sliceShape(at(s, 0), axis, start, end)],
    dtype: first,
  },
  expand: {
    inputs: ['x'],
    attributes: ['shape'],
    shapes: (s, { shape }) => [expandShape(at(s, 0), shape)],
    dtype: first,
  },
  upsampleNearest: {
    inputs: ['x'],
    attributes: ['factor'],
    shapes: (s, { factor }) => [upsampleShape(at(s, 0), factor)],
    dtype: float,
  },

  gather: {
    inputs: ['table', 'ids'],
    attributes: [],
    shapes: (s) => [gatherShape(at(s, 0), at(s, 1))],
    dtype: indexed,
  },
  gatherTokens: {
    inputs: ['x', 'index'],
    attributes: [],
    shapes: (s) => [gatherTokensShape(at(s, 0), at(s, 1))],
    dtype: indexed,
  },
  scatterRows: {
    inputs: ['dy', 'ids'],
    attributes: ['rows'],
    shapes: (s, { rows }) => [[rows, at(at(s, 0), at(s, 0).length - 1)]],
    dtype: indexed,
  },
  scatterTokens: {
    inputs: ['dy', 'index'],
    attributes: ['tokens'],
    shapes: (s, { tokens }) => [[at(at(s, 0), 0), tokens, at(at(s, 0), 1)]],
    dtype: indexed,
  },
  argMax: {
    inputs: ['x'],
    attributes: ['axis'],
    shapes: (s, { axis }) => [reduceShape(at(s, 0), [axis], false)],
    dtype: () => 'i64',
  },
  reduceMean: reduction,
  reduceSum: reduction,
}

/** The row of an op whose name is not known to the type checker. */
export function opRow(op: OpName): OpRow<Attributes> {
  // Each row takes its own op's attributes; a node pairs the two, and verify() checks that it does.
  return ops[op] as unknown as OpRow<Attributes>
}

/** Whether `count` inputs suit the row. */
export function acceptsInputs({ inputs }: Pick<OpRow<Attributes>, 'inputs'>, count: number): boolean {
  const last = inputs.at(-1) ?? ''
  if (last.endsWith('…')) return count >= inputs.length
  return count === inputs.length || (last.endsWith('?') && count === inputs.length - 1)
}
