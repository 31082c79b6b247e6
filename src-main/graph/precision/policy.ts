// What of a graph may be computed and kept in half precision: for every op in which type it works, and what is kept of it.
import type { Node } from '../ir.ts'
import type { OpName } from '../ops.ts'

export type Width = 'f32' | 'f16'

/** `operands`: as wide as what it reads, half where that is mixed. */
export type Precision = { readonly compute: Width | 'operands'; readonly store: Width | 'operands' }

/** How a graph is brought to half precision. */
export type HalfRules = {
  /** In which type a parameter is fed. */
  stored(parameter: string): Width
  /** The type of attention as a whole: half unless the scores of the network do not fit. */
  readonly attention: Width
}

/** Sums of products: what a network's time goes into. */
const product: Precision = { compute: 'f16', store: 'f16' }
/** Sums and powers over whole rows run out of half's range or digits; what comes out is of order one again. */
const statistics: Precision = { compute: 'f32', store: 'f16' }
/** Timesteps up to 999, and what gradients are made of. */
const exact: Precision = { compute: 'f32', store: 'f32' }
const along: Precision = { compute: 'operands', store: 'operands' }

const policy: { readonly [Op in OpName]: Precision } = {
  matMul: product,
  addMatMul: product,
  linear: product,
  conv2d: product,
  attention: product,

  groupNorm: statistics,
  layerNorm: statistics,
  softmax: statistics,
  reduceMean: statistics,
  reduceSum: statistics,

  exp: exact,
  log: exact,
  pow: exact,
  sqrt: exact,
  sin: exact,
  cos: exact,
  conv2dInputGradient: exact,
  conv2dWeightGradient: exact,
  scatterRows: exact,
  scatterTokens: exact,

  add: along,
  sub: along,
  mul: along,
  div: along,
  neg: along,
  sigmoid: along,
  tanh: along,
  erf: along,
  silu: along,
  gelu: along,
  quickGelu: along,
  clamp: along,
  within: along,
  identity: along,
  reshape: along,
  transpose: along,
  concat: along,
  split: along,
  slice: along,
  expand: along,
  upsampleNearest: along,
  gather: along,
  gatherTokens: along,
  argMax: along,
  // What it makes is said by itself.
  cast: along,
}

/** As the table says, but for attention that the rules keep wide, and for what is one vector a picture. */
export function precisionOf({ op, inputs }: Node, { attention }: HalfRules): Precision {
  if (op === 'attention' && attention === 'f32') return statistics
  // The embeddings of time, sizes and pooled text: small, and every block adds them.
  if (op === 'linear' && inputs[0]?.shape.length === 2) return exact
  return policy[op]
}
