// How the shapes of an op's inputs determine the shapes of its outputs; each rule also says what is illegal.
import {
  addDims,
  canonicalDim,
  convolvedDim,
  multiplyDims,
  productOfDims,
  sameDims,
  subtractDims,
  type Dim,
} from './dim.ts'

export type Shape = readonly Dim[]
/** Top, left, bottom, right. */
export type Padding = readonly [number, number, number, number]

export const shapeText = (shape: Shape): string => `[${shape.join(', ')}]`

/** An invariant whose message is only written when it is broken: rules run for every node after every pass. */
function check(condition: unknown, message: () => string): asserts condition {
  if (!condition) throw new Error(`invariant: ${message()}`)
}

/** One of the inputs a row of the op table promises. */
export function at<T>(list: readonly T[], index: number): T {
  const item = list[index]
  check(item !== undefined, () => `input ${index} is missing`)
  return item
}

function requireRank(shape: Shape, rank: number, what: string): void {
  check(shape.length === rank, () => `${what} ${shapeText(shape)} must have rank ${rank}`)
}

function requireAxis(shape: Shape, axis: number): Dim {
  const dim = Number.isInteger(axis) ? shape[axis] : undefined
  check(dim !== undefined, () => `${shapeText(shape)} has no axis ${axis}`)
  return dim
}

export function requireShape(shape: Shape, wanted: Shape, what: string): void {
  check(sameDims(shape, wanted), () => `${what} is ${shapeText(shape)}, expected ${shapeText(wanted)}`)
}

const withAxis = (shape: Shape, axis: number, dim: Dim): Dim[] => shape.with(axis, dim)

/** numpy's rule: shapes are aligned at the end, an extent of 1 stretches. */
export function broadcastShapes(a: Shape, b: Shape): Dim[] {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, index) => {
    const left = a[index - rank + a.length] ?? 1
    const right = b[index - rank + b.length] ?? 1
    check(
      left === right || left === 1 || right === 1,
      () => `${shapeText(a)} and ${shapeText(b)} do not broadcast`,
    )
    return left === 1 ? right : left
  })
}

export function matMulShape(a: Shape, b: Shape): Dim[] {
  check(a.length >= 2 && b.length >= 2, () => 'a matrix has at least two axes')
  const [rows, inner] = [at(a, a.length - 2), at(a, a.length - 1)]
  const [innerToo, columns] = [at(b, b.length - 2), at(b, b.length - 1)]
  check(inner === innerToo, () => `${shapeText(a)} times ${shapeText(b)}: ${inner} is not ${innerToo}`)
  return [...broadcastShapes(a.slice(0, -2), b.slice(0, -2)), rows, columns]
}

export function addMatMulShape(c: Shape, a: Shape, b: Shape): Dim[] {
  requireRank(a, 2, 'the left factor')
  requireRank(b, 2, 'the right factor')
  const product = matMulShape(a, b)
  requireShape(c, product, 'the matrix added to')
  return product
}

export function linearShape(x: Shape, weight: Shape, bias?: Shape): Dim[] {
  requireRank(weight, 2, 'the weight')
  const [outputs, inputs] = [at(weight, 0), at(weight, 1)]
  check(x.length > 0 && x.at(-1) === inputs, () => `${shapeText(x)} does not end in ${inputs}`)
  if (bias !== undefined) requireShape(bias, [outputs], 'the bias')
  return [...x.slice(0, -1), outputs]
}

export function conv2dShape(
  x: Shape,
  weight: Shape,
  bias: Shape | undefined,
  stride: number,
  [top, left, bottom, right]: Padding,
): Dim[] {
  requireRank(x, 4, 'the image')
  requireRank(weight, 4, 'the weight')
  const [batch, channels, height, width] = [at(x, 0), at(x, 1), at(x, 2), at(x, 3)]
  const outputs = at(weight, 0)
  check(at(weight, 1) === channels, () => `${channels} channels meet a weight for ${at(weight, 1)}`)
  check(Number.isInteger(stride) && stride > 0, () => `a stride is a positive whole number, not ${stride}`)
  if (bias !== undefined) requireShape(bias, [outputs], 'the bias')
  return [
    batch,
    outputs,
    convolvedDim(height, Number(weight[2]), stride, top, bottom),
    convolvedDim(width, Number(weight[3]), stride, left, right),
  ]
}

export function groupNormShape(x: Shape, weight: Shape, bias: Shape, groups: number): Shape {
  check(x.length >= 3, () => `${shapeText(x)} has no pixels to normalise over`)
  const channels = Number(x[1])
  check(channels % groups === 0, () => `${x[1]} channels do not form ${groups} groups`)
  requireShape(weight, [channels], 'the weight')
  requireShape(bias, [channels], 'the bias')
  return x
}

export function layerNormShape(x: Shape, weight: Shape, bias: Shape): Shape {
  const width = requireAxis(x, x.length - 1)
  requireShape(weight, [width], 'the weight')
  requireShape(bias, [width], 'the bias')
  return x
}

export function softmaxShape(x: Shape, axis: number): Shape {
  requireAxis(x, axis)
  return x
}

export function attentionShape(query: Shape, key: Shape, value: Shape, heads: number): Dim[] {
  for (const [name, shape] of Object.entries({ query, key, value })) requireRank(shape, 3, `the ${name}`)
  const [batch, , width] = [at(query, 0), at(query, 1), at(query, 2)]
  requireShape(key, [batch, at(key, 1), width], 'the key')
  requireShape(value, [batch, at(key, 1), at(value, 2)], 'the value')
  for (const size of [width, at(value, 2)]) {
    check(Number(size) % heads === 0, () => `${size} does not divide into ${heads} heads`)
  }
  return [batch, at(query, 1), at(value, 2)]
}

export function reshapeShape(x: Shape, shape: Shape): Shape {
  check(
    productOfDims(x) === productOfDims(shape),
    () => `${shapeText(x)} and ${shapeText(shape)} have different sizes`,
  )
  return shape
}

export function transposeShape(x: Shape, permutation: readonly number[]): Dim[] {
  check(
    permutation.length === x.length && permutation.toSorted((a, b) => a - b).every((axis, i) => axis === i),
    () => `[${permutation.join(', ')}] does not permute ${shapeText(x)}`,
  )
  return permutation.map((axis) => at(x, axis))
}

export function concatShape(shapes: readonly Shape[], axis: number): Dim[] {
  const first = at(shapes, 0)
  requireAxis(first, axis)
  const total = shapes.reduce<Dim>((sum, shape) => {
    requireShape(withAxis(shape, axis, 0), withAxis(first, axis, 0), 'a part, apart from its own extent,')
    return addDims(sum, at(shape, axis))
  }, 0)
  return withAxis(first, axis, total)
}

export function splitShapes(x: Shape, axis: number, sizes: Shape): Dim[][] {
  const extent = requireAxis(x, axis)
  const total = sizes.reduce<Dim>((sum, size) => addDims(sum, size), 0)
  check(sizes.length > 0 && total === extent, () => `parts of [${sizes.join(', ')}] do not make up ${extent}`)
  return sizes.map((size) => withAxis(x, axis, size))
}

/** Symbolic places are declared to lie in the extent, in this order. */
export function sliceShape(x: Shape, axis: number, start: Dim, end: Dim): Dim[] {
  const extent = requireAxis(x, axis)
  const isKnown = typeof end !== 'number' || typeof extent === 'number'
  check(isKnown, () => `${start} to ${end} of ${extent}: the extent is not known`)
  const places = [0, start, end, extent].filter((dim) => typeof dim === 'number')
  check(
    start !== end && places.every((place, i) => Number.isInteger(place) && place >= (places[i - 1] ?? 0)),
    () => `${start} to ${end} is outside of ${extent}`,
  )
  return withAxis(x, axis, subtractDims(end, start))
}

export function upsampleShape(x: Shape, factor: number): Dim[] {
  requireRank(x, 4, 'the image')
  check(Number.isInteger(factor) && factor > 0, () => `${factor} is no upsampling factor`)
  return [at(x, 0), at(x, 1), multiplyDims(at(x, 2), factor), multiplyDims(at(x, 3), factor)]
}

export function gatherShape(table: Shape, ids: Shape): Dim[] {
  requireRank(table, 2, 'the table')
  return [...ids, at(table, 1)]
}

export function gatherTokensShape(x: Shape, index: Shape): Dim[] {
  requireRank(x, 3, 'the tokens')
  requireShape(index, [at(x, 0)], 'the index')
  return [at(x, 0), at(x, 2)]
}

export function reduceShape(x: Shape, axes: readonly number[], keepDims: boolean): Dim[] {
  check(axes.length > 0 && new Set(axes).size === axes.length, () => `[${axes.join(', ')}] are not axes`)
  for (const axis of axes) requireAxis(x, axis)
  return keepDims
    ? x.map((dim, axis) => (axes.includes(axis) ? 1 : dim))
    : x.filter((_, axis) => !axes.includes(axis))
}

export function expandShape(x: Shape, shape: Shape): Shape {
  requireShape(broadcastShapes(x, shape), shape, 'the expanded shape')
  return shape
}

export const canonicalShape = (shape: Shape): Dim[] => shape.map(canonicalDim)
