// Ops that move elements without computing: shapes, parts, lookups; and reductions of whole axes.
import type { Dim } from '../dim.ts'
import { nameAt, shapeAt, type Lowering } from './lowering.ts'

const reshape: Lowering<'reshape'> = (e, { attributes: { shape }, x, inputs, out }) => {
  e.reshape(nameAt(x, 0), shapeAt(inputs, 0), shape, nameAt(out, 0))
}

const transpose: Lowering<'transpose'> = (e, { attributes: { permutation }, x, out }) => {
  e.node('Transpose', x, { attributes: { perm: { ints: permutation } }, out: nameAt(out, 0) })
}

const concat: Lowering<'concat'> = (e, { attributes: { axis }, x, out }) => {
  e.node('Concat', x, { attributes: { axis: { int: axis } }, out: nameAt(out, 0) })
}

const split: Lowering<'split'> = (e, { attributes: { axis, sizes }, x, out }) => {
  e.nodes('Split', [nameAt(x, 0), e.shape(sizes)], out, { axis: { int: axis } })
}

const slice: Lowering<'slice'> = (e, { attributes: { axis, start, end }, x, out }) => {
  e.node('Slice', [nameAt(x, 0), e.dim(start), e.dim(end), e.i64([axis])], { out: nameAt(out, 0) })
}

const expand: Lowering<'expand'> = (e, { attributes: { shape }, x, out }) => {
  e.node('Expand', [nameAt(x, 0), e.shape(shape)], { out: nameAt(out, 0) })
}

const upsampleNearest: Lowering<'upsampleNearest'> = (e, { attributes, x, inputs, out, outputs }) => {
  const { factor } = attributes
  const image = nameAt(x, 0)
  if (e.choices.upsampleNearest === 'resize') {
    const scales = e.f32Vector([1, 1, factor, factor])
    e.node('Resize', [image, '', scales], {
      attributes: {
        mode: { string: 'nearest' },
        coordinate_transformation_mode: { string: 'asymmetric' },
        nearest_mode: { string: 'floor' },
      },
      out: nameAt(out, 0),
    })
    return
  }
  const shape = shapeAt(inputs, 0)
  const [batch = 1, channels = 1, height = 1, width = 1] = shape
  const repeated: Dim[] = [batch, channels, height, factor, width, factor]
  const stretched = e.node('Expand', [
    e.node('Unsqueeze', [image, e.i64([3, 5])]),
    // Extents of 1 keep the operand's own, so the repeats alone need to be said.
    e.i64([1, 1, 1, factor, 1, factor]),
  ])
  e.reshape(stretched, repeated, shapeAt(outputs, 0), nameAt(out, 0))
}

const gather: Lowering<'gather'> = (e, { x, out }) => {
  e.node('Gather', x, { attributes: { axis: { int: 0 } }, out: nameAt(out, 0) })
}

const gatherTokens: Lowering<'gatherTokens'> = (e, { x, out }) => {
  const [tokens = '', index = ''] = x
  const column = e.node('Unsqueeze', [index, e.i64([1])])
  e.node('GatherND', [tokens, column], { attributes: { batch_dims: { int: 1 } }, out: nameAt(out, 0) })
}

const scatterRows: Lowering<'scatterRows'> = (e, { attributes: { rows }, x, inputs, out }) => {
  const [dy = '', ids = ''] = x
  const shape = shapeAt(inputs, 0)
  const width = shape.at(-1) ?? 1
  const zeros = e.node('Expand', [e.f32(0), e.shape([rows, width])])
  const column = e.node('Unsqueeze', [ids, e.i64([-1])])
  e.node('ScatterND', [zeros, column, dy], {
    attributes: { reduction: { string: 'add' } },
    out: nameAt(out, 0),
  })
}

const scatterTokens: Lowering<'scatterTokens'> = (e, { attributes: { tokens }, x, outputs, out }) => {
  const [dy = '', index = ''] = x
  const [batch = 1, , width = 1] = shapeAt(outputs, 0)
  // A row of ones and zeros per sequence, times the row that goes there.
  const depth = typeof tokens === 'number' ? e.i64Scalar(tokens) : e.node('Squeeze', [e.dim(tokens)])
  const places = e.node('OneHot', [index, depth, e.f32Vector([0, 1])])
  e.node(
    'Mul',
    [e.node('Unsqueeze', [places, e.i64([2])]), e.reshape(dy, [batch, width], [batch, 1, width])],
    { out: nameAt(out, 0) },
  )
}

const argMax: Lowering<'argMax'> = (e, { attributes: { axis }, x, out }) => {
  e.node('ArgMax', x, { attributes: { axis: { int: axis }, keepdims: { int: 0 } }, out: nameAt(out, 0) })
}

const reduction =
  (opType: string): Lowering<'reduceMean' | 'reduceSum'> =>
  (e, { attributes: { axes, keepDims }, x, out }) => {
    e.node(opType, [nameAt(x, 0), e.i64(axes)], {
      attributes: { keepdims: { int: keepDims ? 1 : 0 } },
      out: nameAt(out, 0),
    })
  }

export const layout = {
  reshape,
  transpose,
  concat,
  split,
  slice,
  expand,
  upsampleNearest,
  gather,
  gatherTokens,
  scatterRows,
  scatterTokens,
  argMax,
  reduceMean: reduction('ReduceMean'),
  reduceSum: reduction('ReduceSum'),
}
