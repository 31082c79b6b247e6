// The gradient rule of every op that has one. Ops made by rules alone are not differentiated again.
import type { OpName } from '../ops.ts'
import { attentionGradient } from './attention.ts'
import { convolution } from './convolution.ts'
import { elementwise } from './elementwise.ts'
import { layout } from './layout.ts'
import { normalization } from './normalization.ts'
import { product } from './product.ts'
import type { GradientRule } from './rule.ts'

/** Ops that only gradient rules make. */
export type GradientOp = 'conv2dInputGradient' | 'conv2dWeightGradient' | 'scatterRows' | 'scatterTokens'

export const gradientRules: { readonly [Op in Exclude<OpName, GradientOp>]: GradientRule<Op> } = {
  ...elementwise,
  ...product,
  ...convolution,
  ...normalization,
  ...attentionGradient,
  ...layout,
}

export function gradientRule(op: OpName): GradientRule<OpName> | undefined {
  // A row takes its own op's attributes, and a node pairs the two.
  return (gradientRules as unknown as Partial<Record<OpName, GradientRule<OpName>>>)[op]
}
