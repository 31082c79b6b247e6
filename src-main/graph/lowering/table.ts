// The lowering of every op.
import type { OpName } from '../ops.ts'
import { attentionLowering } from './attention.ts'
import { convolution } from './convolution.ts'
import { elementwise } from './elementwise.ts'
import { layout } from './layout.ts'
import type { Lowering } from './lowering.ts'
import { normalization } from './normalization.ts'
import { product } from './product.ts'

export const lowerings: { readonly [Op in OpName]: Lowering<Op> } = {
  ...elementwise,
  ...product,
  ...convolution,
  ...normalization,
  ...attentionLowering,
  ...layout,
}
