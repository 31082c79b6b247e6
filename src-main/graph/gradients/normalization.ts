// Gradients of the normalisations: the part of dy along the mean and along the normalised values cancels.
import type { GraphBuilder } from '../builder.ts'
import { productOfDims, type Dim } from '../dim.ts'
import type { Value } from '../ir.ts'
import { single } from './rule.ts'
import { sumTo } from './sum-to.ts'

/** x̂ = (x − mean)/deviation over the last axis, and 1/deviation. */
function normalized(g: GraphBuilder, x: Value, eps: number): { normal: Value; inverse: Value } {
  const axes = [x.shape.length - 1]
  const centred = g.sub(x, g.reduceMean(x, axes, true))
  const variance = g.reduceMean(g.mul(centred, centred), axes, true)
  const inverse = g.div(g.scalar(1), g.sqrt(g.add(variance, g.scalar(eps))))
  return { normal: g.mul(centred, inverse), inverse }
}

/** dx from the gradient `dn` of x̂ (Ioffe and Szegedy 2015, section 3). */
function inputGradient(g: GraphBuilder, dn: Value, normal: Value, inverse: Value): Value {
  const axes = [dn.shape.length - 1]
  const along = g.mul(normal, g.reduceMean(g.mul(dn, normal), axes, true))
  return g.mul(inverse, g.sub(g.sub(dn, g.reduceMean(dn, axes, true)), along))
}

export const normalization = {
  groupNorm: single<'groupNorm'>((g, dy, [x, weight, bias], _, { groups, eps }) => {
    const [batch = 1, channels = 1, ...pixels] = x!.shape
    const size = productOfDims([Number(channels) / groups, ...pixels])
    const grouped: Dim[] = [batch, groups, size]
    const column: Dim[] = [channels, ...pixels.map(() => 1)]
    const { normal, inverse } = normalized(g, g.reshape(x!, grouped), eps)
    const scaled = g.mul(dy, g.reshape(weight!, column))
    const input = inputGradient(g, g.reshape(scaled, grouped), normal, inverse)
    const perChannel = (value: Value): Value => g.reshape(sumTo(g, value, column), [channels])
    return [
      g.reshape(input, x!.shape),
      perChannel(g.mul(dy, g.reshape(normal, x!.shape))),
      bias ? perChannel(dy) : null,
    ]
  }),
  layerNorm: single<'layerNorm'>((g, dy, [x, weight], _, { eps }) => {
    const { normal, inverse } = normalized(g, x!, eps)
    const width = weight!.shape
    return [
      inputGradient(g, g.mul(dy, weight!), normal, inverse),
      sumTo(g, g.mul(dy, normal), width),
      sumTo(g, dy, width),
    ]
  }),
  softmax: single<'softmax'>((g, dy, _, y, { axis }) => [
    g.mul(y, g.sub(dy, g.reduceSum(g.mul(dy, y), [axis < 0 ? y.shape.length + axis : axis], true))),
  ]),
}
