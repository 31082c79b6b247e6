// Gradients of ops that move elements: the same move backwards, and a sum where elements were repeated.
import type { GraphBuilder } from '../builder.ts'
import { productOfDims, subtractDims, type Dim } from '../dim.ts'
import type { Value } from '../ir.ts'
import { single, type GradientRule } from './rule.ts'
import { sumTo } from './sum-to.ts'

function zeros(g: GraphBuilder, shape: readonly Dim[]): Value {
  return g.expand(
    g.reshape(
      g.scalar(0),
      shape.map(() => 1),
    ),
    shape,
  )
}

const withAxis = (shape: readonly Dim[], axis: number, dim: Dim): Dim[] => shape.with(axis, dim)

const concat: GradientRule<'concat'> = single((g, dy, parts, _, { axis }) =>
  g.split(
    dy,
    axis,
    parts.map((part) => part.shape[axis]!),
  ),
)

const split: GradientRule<'split'> = (g, { gradients, outputs, attributes: { axis } }) => [
  g.concat(
    gradients.map((gradient, index) => gradient ?? zeros(g, outputs[index]!.shape)),
    axis,
  ),
]

const slice: GradientRule<'slice'> = single((g, dy, [x], _, { axis, start, end }) => {
  const extent = x!.shape[axis]!
  const parts = [dy]
  if (start !== 0) parts.unshift(zeros(g, withAxis(x!.shape, axis, start)))
  const rest = subtractDims(extent, end)
  if (rest !== 0) parts.push(zeros(g, withAxis(x!.shape, axis, rest)))
  return [g.concat(parts, axis)]
})

const upsampleNearest: GradientRule<'upsampleNearest'> = single((g, dy, [x], _, { factor }) => {
  const [batch = 1, channels = 1, height = 1, width = 1] = x!.shape
  const blocks = g.reshape(dy, [batch, channels, height, factor, width, factor])
  return [g.reshape(g.reduceSum(blocks, [3, 5], false), x!.shape)]
})

type Reduction = 'reduceMean' | 'reduceSum'
const reduction = (mean: boolean): GradientRule<Reduction> =>
  single<Reduction>((g, dy, [x], _, { axes }) => {
    const kept = x!.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim))
    const spread = g.expand(g.reshape(dy, kept), x!.shape)
    if (!mean) return [spread]
    const count = productOfDims(axes.map((axis) => x!.shape[axis]!))
    if (typeof count === 'number') return [g.div(spread, g.scalar(count))]
    const ones = g.expand(g.scalar(1), x!.shape)
    return [g.div(spread, g.reduceSum(ones, axes, true))]
  })

export const layout = {
  reshape: single<'reshape'>((g, dy, [x]) => [g.reshape(dy, x!.shape)]),
  transpose: single<'transpose'>((g, dy, _, __, { permutation }) => [
    g.transpose(
      dy,
      permutation.map((_, axis) => permutation.indexOf(axis)),
    ),
  ]),
  concat,
  split,
  slice,
  expand: single<'expand'>((g, dy, [x]) => [sumTo(g, dy, x!.shape)]),
  upsampleNearest,
  gather: single<'gather'>((g, dy, [table, ids]) => [g.scatterRows(dy, ids!, Number(table!.shape[0])), null]),
  gatherTokens: single<'gatherTokens'>((g, dy, [x, index]) => [
    g.scatterTokens(dy, index!, x!.shape[1]!),
    null,
  ]),
  argMax: () => [null],
  reduceMean: reduction(true),
  reduceSum: reduction(false),
}
