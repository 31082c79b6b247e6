// Attention of many heads: the fused kernel, or two matrix products around a softmax, at once or over runs of queries.
import type { DType } from '../../base/dtype.ts'
import { onnxDTypes } from '../../formats/onnx/write.ts'
import type { Dim } from '../dim.ts'
import { microsoft, type Emitter } from './emitter.ts'
import { dtypeAt, shapeAt, type LoweredNode, type Lowering } from './lowering.ts'
import { emitSoftmax } from './normalization.ts'

const attention: Lowering<'attention'> = (e, node) => {
  if (e.choices.attention === 'fused') fused(e, node)
  else composed(e, node)
}

function fused(e: Emitter, { attributes: { heads, causal }, x, out }: LoweredNode<'attention'>): void {
  e.node('MultiHeadAttention', x, {
    domain: microsoft,
    attributes: { num_heads: { int: heads }, ...(causal ? { unidirectional: { int: 1 } } : {}) },
    out: out[0] ?? '',
  })
}

function composed(e: Emitter, { attributes, x, inputs, out, outputs }: LoweredNode<'attention'>): void {
  const { heads, causal } = attributes
  const [query = '', key = '', value = ''] = x
  const [queryShape, keyShape, valueShape] = [shapeAt(inputs, 0), shapeAt(inputs, 1), shapeAt(inputs, 2)]
  const width = Number(queryShape[2]) / heads
  const dtype = dtypeAt(inputs, 0)
  const perHead = (name: string, shape: readonly Dim[], permutation: readonly number[]): string => {
    const [batch = 1, tokens = 1, total = 1] = shape
    const parts = e.reshape(name, shape, [batch, tokens, heads, Number(total) / heads])
    return e.node('Transpose', [parts], { attributes: { perm: { ints: permutation } } })
  }
  // Scaling the queries touches far fewer numbers than scaling the scores.
  const scaled = e.node('Mul', [query, e.float(1 / Math.sqrt(width), dtype)])
  const q = perHead(scaled, queryShape, [0, 2, 1, 3])
  const k = perHead(key, keyShape, [0, 2, 3, 1])
  const v = perHead(value, valueShape, [0, 2, 1, 3])
  const attend = (queries: string): string => {
    const scores = widened(e, e.node('MatMul', [queries, k]), dtype)
    const masked = causal
      ? e.node('Add', [scores, causalMask(e, queryShape[1] ?? 1, keyShape[1] ?? 1)])
      : scores
    return e.node('MatMul', [narrowed(e, emitSoftmax(e, masked, -1), dtype), v])
  }
  // A mask would need the same runs; only short texts have one.
  const chunks = e.choices.attention === 'chunked' && !causal ? e.choices.attentionChunks : 1
  const attended = inRuns(e, q, queryShape[1] ?? 1, chunks, attend)
  const made = shapeAt(outputs, 0)
  const [batch = 1, tokens = 1, total = 1] = made
  const back = e.node('Transpose', [attended], { attributes: { perm: { ints: [0, 2, 1, 3] } } })
  e.reshape(back, [batch, tokens, heads, Number(total) / heads], made, out[0])
}

/** The softmax between the products is f32, whatever they are. */
const widened = (e: Emitter, scores: string, dtype: DType): string =>
  dtype === 'f16' ? castTo(e, scores, 'f32') : scores
const narrowed = (e: Emitter, shares: string, dtype: DType): string =>
  dtype === 'f16' ? castTo(e, shares, 'f16') : shares
const castTo = (e: Emitter, x: string, dtype: DType): string =>
  e.node('Cast', [x], { attributes: { to: { int: onnxDTypes[dtype] } } })

/**
 * [batch, heads, S, d] cut along S into equal runs, each attending alone. S is first padded to a multiple of
 * their number, because a provider may refuse an empty run.
 */
function inRuns(
  e: Emitter,
  q: string,
  tokens: Dim,
  chunks: number,
  attend: (queries: string) => string,
): string {
  const count = typeof tokens === 'number' ? Math.min(tokens, chunks) : chunks
  if (count === 1) return attend(q)
  const missing = e.shared(`missing to ${count} runs of ${tokens}`, () => {
    if (typeof tokens === 'number') return e.i64([(count - (tokens % count)) % count])
    const rest = e.node('Mod', [e.dim(tokens), e.i64([count])])
    return e.node('Mod', [e.node('Sub', [e.i64([count]), rest]), e.i64([count])])
  })
  const padding = e.shared(`padding to ${count} runs of ${tokens}`, () =>
    e.node('Concat', [e.i64([0, 0, 0, 0, 0, 0]), missing, e.i64([0])], { attributes: { axis: { int: 0 } } }),
  )
  const even = typeof tokens === 'number' && tokens % count === 0
  const padded = even ? q : e.node('Pad', [q, padding])
  const runs = e.nodes('Split', [padded], count, { axis: { int: 2 }, num_outputs: { int: count } })
  const joined = e.node('Concat', runs.map(attend), { attributes: { axis: { int: 2 } } })
  return even ? joined : e.node('Slice', [joined, e.i64([0]), e.dim(tokens), e.i64([2])])
}

/** [S, L]: 0 where a query may look, −∞ at later tokens. */
function causalMask(e: Emitter, queries: Dim, keys: Dim): string {
  return e.shared(`causal mask ${queries} × ${keys}`, () => {
    const closed = e.node('Expand', [e.f32(-Infinity), e.shape([queries, keys])])
    return e.node('Trilu', [closed, e.i64Scalar(1)], { attributes: { upper: { int: 1 } } })
  })
}

export const attentionLowering = { attention }
