// A Tucker decomposition of a convolution's kernel: a small core per pixel between two matrices.
import type { GraphBuilder } from '../../graph/builder.ts'
import type { Value } from '../../graph/ir.ts'

/** Σp Σq left[o, p] · core[p, q, y, x] · right[q, i] as [o, i·y·x]; core [p, q, h, w]. */
export function tuckerProduct(g: GraphBuilder, left: Value, core: Value, right: Value): Value {
  const [p = 1, q = 1, ...kernel] = core.shape as number[]
  const window = kernel.reduce((product, extent) => product * extent, 1)
  const inputs = right.shape[1] as number
  const pixels = g.reshape(g.transpose(g.reshape(core, [p, q, window]), [0, 2, 1]), [p * window, q])
  const widened = g.transpose(g.reshape(g.matMul(pixels, right), [p, window, inputs]), [0, 2, 1])
  return g.matMul(left, g.reshape(widened, [p, inputs * window]))
}
