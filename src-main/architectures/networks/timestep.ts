// Sinusoidal embedding of numbers (Vaswani et al. 2017), cosines first, as diffusion networks take their time.
import type { GraphBuilder } from '../../graph/builder.ts'
import type { Value } from '../../graph/ir.ts'

const longestPeriod = 10_000

/** x [...] → [..., width]: cos and sin of x·f, fᵢ = 10000^(−i / (width/2)). `x` may be fractional. */
export function sinusoid(g: GraphBuilder, x: Value, width: number): Value {
  const half = width / 2
  const frequencies = Float32Array.from({ length: half }, (_, i) =>
    Math.exp((-Math.log(longestPeriod) * i) / half),
  )
  const column = g.reshape(x, [...x.shape, 1])
  const angles = g.mul(column, g.constant(frequencies, [half]))
  return g.concat([g.cos(angles), g.sin(angles)], x.shape.length)
}
