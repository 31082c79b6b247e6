// An image as a sequence of its pixels.
import type { GraphBuilder } from '../../graph/builder.ts'
import { multiplyDims } from '../../graph/dim.ts'
import type { Value } from '../../graph/ir.ts'

/** [batch, c, h, w] → [batch, h·w, c]. */
export function tokensOf(g: GraphBuilder, x: Value): Value {
  const [batch = 1, channels = 1, height = 1, width = 1] = x.shape
  return g.transpose(g.reshape(x, [batch, channels, multiplyDims(height, width)]), [0, 2, 1])
}
