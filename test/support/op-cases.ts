// Small graphs that exercise every op, with sizes drawn at random, either known to the compiler or symbolic.
import { createGraphBuilder, type GraphBuilder } from '../../src-main/graph/builder.ts'
import { addDims, divideDims, multiplyDims, subtractDims, type Dim } from '../../src-main/graph/dim.ts'
import type { Graph, Value } from '../../src-main/graph/ir.ts'
import {
  loweringAlternatives,
  type LoweredByChoice,
  type LoweringChoices,
} from '../../src-main/graph/lowering/choices.ts'
import type { BinaryOp, OpName, UnaryOp } from '../../src-main/graph/ops.ts'
import type { Array64 } from './array64.ts'
import { evaluateShape } from './evaluate-dim.ts'
import { createRandom, type Random } from './random-tensor.ts'

type Draw = (random: Random, shape: readonly number[]) => Array64

type Bench = {
  readonly g: GraphBuilder
  /** An f32 input with made-up contents. */
  x(name: string, shape: readonly Dim[], draw?: Draw): Value
  weight(name: string, shape: readonly number[]): Value
  ids(name: string, shape: readonly Dim[], end: number): Value
  /** An extent between the two ends (times `multiple`), known or symbolic. */
  dim(name: string, low: number, high: number, multiple?: number): Dim
  /** An extent that the compiler always knows. */
  pick(low: number, high: number): number
}

export type OpCase = {
  readonly op: OpName
  readonly label: string
  readonly build: (bench: Bench) => Record<string, Value>
}

const positive: Draw = (random, shape) => random.between(shape, 0.1, 4)
const image = ({ dim, pick, x }: Bench, channels = pick(1, 5)): Value =>
  x('x', [dim('batch', 1, 3), channels, dim('height', 2, 5), dim('width', 2, 5)])

const unaryCase = (op: UnaryOp, draw?: Draw): OpCase => ({
  op,
  label: op,
  build: ({ g, x, dim }) => ({ y: g[op](x('x', [dim('batch', 1, 3), 7], draw)) }),
})
const binaryCases = (op: BinaryOp, draw?: Draw): OpCase[] => [
  {
    op,
    label: `${op}, same shapes`,
    build: ({ g, x, dim }) => {
      const shape = [dim('batch', 1, 3), dim('tokens', 1, 5)]
      return { y: g[op](x('a', shape, draw), x('b', shape, draw)) }
    },
  },
  {
    op,
    label: `${op}, broadcast`,
    build: ({ g, x, dim }) => {
      const [batch, tokens] = [dim('batch', 2, 3), dim('tokens', 2, 5)]
      return {
        y: g[op](x('a', [batch, 1, 4], draw), x('b', [tokens, 1], draw)),
        z: g[op](g.scalar(1.5), x('c', [batch], draw)),
      }
    },
  },
]

const convolution = (
  kernel: number,
  stride: number,
  padding: readonly [number, number, number, number],
  bias: boolean,
): OpCase => ({
  op: 'conv2d',
  label: `conv2d ${kernel}×${kernel}, stride ${stride}, padding ${padding.join()}${bias ? ', bias' : ''}`,
  build: ({ g, x, weight, dim, pick }) => {
    const [inputs, outputs] = [pick(1, 5), pick(1, 5)]
    const pixels = x('x', [
      dim('batch', 1, 2),
      inputs,
      dim('height', 2, 4, stride),
      dim('width', 2, 4, stride),
    ])
    const kernels = weight('weight', [outputs, inputs, kernel, kernel])
    return { y: g.conv2d(pixels, kernels, bias ? weight('bias', [outputs]) : undefined, { stride, padding }) }
  },
})

/** Both gradients of one convolution, known apart by `op`. */
const convolutionGradient = (
  op: 'conv2dInputGradient' | 'conv2dWeightGradient',
  kernel: number,
  stride: number,
  padding: readonly [number, number, number, number],
): OpCase => ({
  op,
  label: `${op} ${kernel}×${kernel}, stride ${stride}, padding ${padding.join()}`,
  build: ({ g, x, weight, dim, pick }) => {
    const [inputs, outputs] = [pick(1, 5), pick(1, 5)]
    const [batch, height, width] = [
      dim('batch', 1, 2),
      dim('height', 2, 4, stride),
      dim('width', 2, 4, stride),
    ]
    const image = x('x', [batch, inputs, height, width])
    const made: Dim[] = [batch, outputs, divideDims(height, stride), divideDims(width, stride)]
    const dy = x('dy', made)
    const shape = [outputs, inputs, kernel, kernel]
    return op === 'conv2dWeightGradient'
      ? { y: g.conv2dWeightGradient(image, dy, { stride, padding, shape }) }
      : { y: g.conv2dInputGradient(dy, weight('weight', shape), { stride, padding, shape: image.shape }) }
  },
})

const attentionCase = (causal: boolean, cross: boolean): OpCase => ({
  op: 'attention',
  label: `attention${causal ? ', causal' : ''}${cross ? ', other keys' : ''}`,
  build: ({ g, x, dim, pick }) => {
    const heads = pick(1, 3)
    const width = heads * pick(1, 4) * 4
    const [batch, tokens] = [dim('batch', 1, 2), dim('tokens', 3, 12)]
    const keys = cross ? dim('keys', 1, 9) : tokens
    const query = x('q', [batch, tokens, width])
    return {
      y: g.attention(query, x('k', [batch, keys, width]), x('v', [batch, keys, width]), { heads, causal }),
    }
  },
})

/** Enough tokens that GPU providers take another kernel than for a few. */
export const longAttention: OpCase = {
  op: 'attention',
  label: 'attention, 64 tokens',
  build: ({ g, x }) => {
    const [q, k, v] = ['q', 'k', 'v'].map((name) => x(name, [2, 64, 80]))
    return { y: g.attention(q!, k!, v!, { heads: 2 }) }
  },
}

export const opCases: readonly OpCase[] = [
  ...binaryCases('add'),
  ...binaryCases('sub'),
  ...binaryCases('mul'),
  ...binaryCases('div', positive),
  ...binaryCases('pow', positive),
  unaryCase('neg'),
  unaryCase('exp'),
  unaryCase('log', positive),
  unaryCase('sin'),
  unaryCase('cos'),
  unaryCase('sqrt', positive),
  unaryCase('sigmoid'),
  unaryCase('tanh'),
  unaryCase('erf'),
  unaryCase('silu'),
  unaryCase('gelu'),
  unaryCase('quickGelu'),
  { op: 'clamp', label: 'clamp', build: ({ g, x }) => ({ y: g.clamp(x('x', [4, 9]), -0.5, 1) }) },
  { op: 'within', label: 'within', build: ({ g, x }) => ({ y: g.within(x('x', [4, 9]), -0.5, 1) }) },
  {
    op: 'identity',
    label: 'a named input',
    build: ({ g, x }) => ({ y: g.named(x('x', [3]), 'renamed') }),
  },
  {
    op: 'cast',
    label: 'cast from i64 and to it',
    build: ({ g, x, ids, dim }) => {
      const batch = dim('batch', 1, 4)
      return { y: g.cast(ids('ids', [batch], 50), 'f32'), z: g.cast(x('x', [batch]), 'i64') }
    },
  },

  {
    op: 'matMul',
    label: 'matMul, ranks 3 and 3',
    build: ({ g, x, dim, pick }) => {
      const [batch, inner] = [dim('batch', 1, 3), pick(1, 9)]
      return { y: g.matMul(x('a', [batch, dim('tokens', 1, 6), inner]), x('b', [batch, inner, pick(1, 9)])) }
    },
  },
  {
    op: 'matMul',
    label: 'matMul, ranks 2 and 4',
    build: ({ g, x, dim, pick }) => {
      const inner = pick(1, 9)
      return { y: g.matMul(x('a', [pick(1, 5), inner]), x('b', [dim('batch', 1, 3), 2, inner, pick(1, 6)])) }
    },
  },
  {
    op: 'addMatMul',
    label: 'addMatMul',
    build: ({ g, x, dim, pick }) => {
      const [rows, inner, columns] = [dim('batch', 1, 5), pick(1, 9), dim('tokens', 1, 6)]
      return { y: g.addMatMul(x('c', [rows, columns]), x('a', [rows, inner]), x('b', [inner, columns])) }
    },
  },
  ...[2, 3, 4].map((rank): OpCase => ({
    op: 'linear',
    label: `linear, rank ${rank}`,
    build: ({ g, x, weight, dim, pick }) => {
      const [inputs, outputs] = [pick(1, 9), pick(1, 9)]
      const rows = [dim('batch', 1, 3), dim('tokens', 1, 5), pick(1, 3)].slice(0, rank - 1)
      const input = x('x', [...rows, inputs])
      const kernel = weight('weight', [outputs, inputs])
      return { y: g.linear(input, kernel, weight('bias', [outputs])), z: g.linear(input, kernel) }
    },
  })),
  convolution(3, 1, [1, 1, 1, 1], true),
  convolution(3, 2, [1, 1, 1, 1], true),
  convolution(3, 2, [0, 0, 1, 1], false),
  convolution(1, 1, [0, 0, 0, 0], true),
  convolution(1, 1, [0, 0, 0, 0], false),
  ...(['conv2dInputGradient', 'conv2dWeightGradient'] as const).flatMap((op) => [
    convolutionGradient(op, 3, 1, [1, 1, 1, 1]),
    convolutionGradient(op, 3, 2, [1, 1, 1, 1]),
    convolutionGradient(op, 1, 1, [0, 0, 0, 0]),
  ]),
  {
    op: 'groupNorm',
    label: 'groupNorm',
    build: (bench) => {
      const { g, weight, pick } = bench
      const groups = pick(1, 4)
      const channels = groups * pick(1, 3)
      const affine = [weight('weight', [channels]), weight('bias', [channels])] as const
      return { y: g.groupNorm(image(bench, channels), ...affine, { groups, eps: 1e-5 }) }
    },
  },
  {
    op: 'layerNorm',
    label: 'layerNorm',
    build: ({ g, x, weight, dim, pick }) => {
      const width = pick(2, 20)
      const tokens = x('x', [dim('batch', 1, 3), dim('tokens', 1, 5), width])
      return { y: g.layerNorm(tokens, weight('weight', [width]), weight('bias', [width]), { eps: 1e-5 }) }
    },
  },
  ...[0, 2].map((axis): OpCase => ({
    op: 'softmax',
    label: `softmax, axis ${axis}`,
    build: ({ g, x, dim, pick }) => ({
      y: g.softmax(x('x', [dim('batch', 1, 3), pick(1, 4), dim('tokens', 1, 9)]), axis),
    }),
  })),
  attentionCase(false, false),
  attentionCase(false, true),
  attentionCase(true, false),
  longAttention,

  {
    op: 'reshape',
    label: 'reshape to tokens and back',
    build: (bench) => {
      const { g } = bench
      const x = image(bench)
      const [batch = 1, channels = 1, height = 1, width = 1] = x.shape
      const total = createTotal(height, width)
      const tokens = g.reshape(x, [batch, channels, total])
      return { y: tokens, z: g.reshape(g.neg(tokens), [batch, channels, height, width]) }
    },
  },
  {
    op: 'transpose',
    label: 'transpose',
    build: (bench) => ({ y: bench.g.transpose(image(bench), [0, 2, 3, 1]) }),
  },
  {
    op: 'concat',
    label: 'concat',
    build: ({ g, x, dim, pick }) => {
      const batch = dim('batch', 1, 3)
      return { y: g.concat([x('a', [batch, pick(1, 4), 2]), x('b', [batch, pick(1, 4), 2])], 1) }
    },
  },
  {
    op: 'concat',
    label: 'concat of a symbolic axis with itself',
    build: ({ g, x, dim }) => {
      const batch = dim('batch', 1, 3)
      const twice = g.concat([x('a', [batch, 3]), x('b', [batch, 3])], 0)
      return { y: g.reshape(twice, [...twice.shape, 1]) }
    },
  },
  {
    op: 'concat',
    label: 'concat of two symbolic axes',
    build: ({ g, x, dim }) => {
      const batch = dim('batch', 1, 3)
      const both = g.concat(
        [x('a', [batch, dim('words', 1, 4), 2]), x('b', [batch, dim('pixels', 1, 4), 2])],
        1,
      )
      const [, tokens = 1] = both.shape
      return {
        y: both,
        z: g.expand(g.reshape(both, [batch, 1, multiplyDims(tokens, 2)]), [
          batch,
          2,
          multiplyDims(tokens, 2),
        ]),
      }
    },
  },
  {
    op: 'split',
    label: 'split at a symbolic place',
    build: ({ g, x, dim }) => {
      const [words, pixels] = [dim('words', 1, 4), dim('pixels', 1, 4)]
      const both = g.concat([x('a', [words, 3]), x('b', [pixels, 3])], 0)
      const [first, second] = g.split(g.neg(both), 0, [words, pixels])
      return { first: first!, second: second! }
    },
  },
  {
    op: 'slice',
    label: 'slice from a symbolic place',
    build: ({ g, x, dim }) => {
      const [words, pixels] = [dim('words', 2, 4), dim('pixels', 2, 4)]
      const both = g.concat([x('a', [words, 3]), x('b', [pixels, 3])], 0)
      const end = addDims(words, pixels)
      return { rest: g.slice(both, 0, words, end), inner: g.slice(both, 0, 1, subtractDims(end, 1)) }
    },
  },
  {
    op: 'split',
    label: 'split',
    build: ({ g, x, dim }) => {
      const [first, second, third] = g.split(x('x', [dim('batch', 1, 3), 7]), 1, [2, 4, 1])
      return { first: first!, second: second!, third: third! }
    },
  },
  {
    op: 'slice',
    label: 'slice',
    build: ({ g, x, dim }) => {
      const table = x('table', [9, 3])
      const tokens = dim('tokens', 1, 9)
      return { y: g.slice(table, 0, 2, 5), z: g.add(g.slice(table, 0, 0, tokens), x('x', [tokens, 3])) }
    },
  },
  {
    op: 'expand',
    label: 'expand',
    build: ({ g, x, dim }) => {
      const [batch, tokens] = [dim('batch', 1, 3), dim('tokens', 1, 5)]
      return { y: g.expand(x('x', [tokens, 1]), [batch, tokens, 4]), z: g.neg(x('holder', [batch])) }
    },
  },
  ...[2, 3].map((factor): OpCase => ({
    op: 'upsampleNearest',
    label: `upsampleNearest ×${factor}`,
    build: (bench) => ({ y: bench.g.upsampleNearest(image(bench), factor) }),
  })),
  {
    op: 'gather',
    label: 'gather',
    build: ({ g, weight, ids, dim }) => ({
      y: g.gather(weight('table', [11, 3]), ids('ids', [dim('batch', 1, 3), dim('tokens', 1, 5)], 11)),
    }),
  },
  {
    op: 'gatherTokens',
    label: 'gatherTokens',
    build: ({ g, x, ids, dim }) => {
      const batch = dim('batch', 1, 3)
      return { y: g.gatherTokens(x('x', [batch, dim('tokens', 3, 5), 4]), ids('index', [batch], 3)) }
    },
  },
  {
    op: 'scatterRows',
    label: 'scatterRows, ids that repeat',
    build: ({ g, x, ids, dim }) => {
      const [batch, tokens] = [dim('batch', 1, 3), dim('tokens', 3, 8)]
      return { y: g.scatterRows(x('dy', [batch, tokens, 4]), ids('ids', [batch, tokens], 5), 5) }
    },
  },
  {
    op: 'scatterTokens',
    label: 'scatterTokens',
    build: ({ g, x, ids, dim }) => {
      const [batch, tokens] = [dim('batch', 1, 3), dim('tokens', 3, 5)]
      x('like', [batch, tokens])
      return { y: g.scatterTokens(x('dy', [batch, 4]), ids('index', [batch], 3), tokens) }
    },
  },
  {
    op: 'argMax',
    label: 'argMax of ids that repeat',
    build: ({ g, ids, dim }) => ({
      y: g.argMax(ids('ids', [dim('batch', 1, 3), dim('tokens', 4, 12)], 3), 1),
    }),
  },
  { op: 'argMax', label: 'argMax of f32', build: (bench) => ({ y: bench.g.argMax(image(bench), 2) }) },
  ...(['reduceMean', 'reduceSum'] as const).map((op): OpCase => ({
    op,
    label: op,
    build: (bench) => {
      const x = image(bench)
      return { y: bench.g[op](x, [1, 3], false), z: bench.g[op](x, [0], true) }
    },
  })),
]

function createTotal(height: Dim, width: Dim): Dim {
  return typeof height === 'number' && typeof width === 'number' ? height * width : `${height}*${width}`
}

/** The case's graph with sizes drawn from `seed`, and contents for its inputs and parameters. */
export function buildCase(
  { op, build }: OpCase,
  seed: number,
  symbolic: boolean,
): { graph: Graph; feeds: Record<string, Array64> } {
  const random = createRandom(seed)
  const g = createGraphBuilder(op)
  const bindings: Record<string, number> = {}
  const feeds: Record<string, Array64> = {}
  const normal: Draw = (source, shape) => source.normal(shape)
  const outputs = build({
    g,
    pick: random.pick,
    dim(name, low, high, multiple = 1) {
      const size = random.pick(low, high) * multiple
      bindings[name] = size
      return symbolic ? name : size
    },
    x(name, shape, draw = normal) {
      feeds[name] = draw(random, evaluateShape(shape, bindings))
      return g.input(name, 'f32', shape)
    },
    weight(name, shape) {
      feeds[name] = random.normal(shape)
      return g.parameter(name, shape)
    },
    ids(name, shape, end) {
      feeds[name] = random.integers(evaluateShape(shape, bindings), end)
      return g.input(name, 'i64', shape)
    },
  })
  return { graph: g.finish(outputs), feeds }
}

/** The sets of choices under which an op is lowered differently. */
export function choicesFor(op: OpName): Partial<LoweringChoices>[] {
  const own = Object.hasOwn(loweringAlternatives, op)
    ? loweringAlternatives[op as LoweredByChoice].map((way): Partial<LoweringChoices> => ({ [op]: way }))
    : [{}]
  // The composed attention contains a softmax.
  return op === 'attention' ? [...own, { attention: 'plain', softmax: 'exp' }] : own
}
