// Convolution: the operator itself, or a matrix product over pixels or over gathered windows of them.
import { multiplyDims, type Dim } from '../dim.ts'
import type { Padding } from '../shape-rules.ts'
import type { Emitter } from './emitter.ts'
import { nameAt, shapeAt, type LoweredNode, type Lowering } from './lowering.ts'

/** The largest i64 that a JavaScript number holds exactly; Slice stops at the extent itself. */
const toTheEnd = Number.MAX_SAFE_INTEGER

const conv2d: Lowering<'conv2d'> = (e, node) => {
  const { attributes, x, inputs, out } = node
  const { stride, padding } = attributes
  const kernel = shapeAt(inputs, 1).slice(2).map(Number)
  const pointwise = kernel.every((size) => size === 1) && stride === 1 && padding.every((pad) => pad === 0)
  if (e.choices.conv2d === 'im2col' || (pointwise && e.choices.conv2d === 'gemm1x1')) {
    asProduct(e, node, pointwise ? undefined : kernel)
    return
  }
  e.node('Conv', x, {
    attributes: {
      kernel_shape: { ints: kernel },
      strides: { ints: [stride, stride] },
      pads: { ints: padding },
    },
    out: out[0] ?? '',
  })
}

/** [out, in·kh·kw] times [batch, in·kh·kw, h·w]: one matrix product for every image. */
function asProduct(e: Emitter, node: LoweredNode<'conv2d'>, kernel: readonly number[] | undefined): void {
  const { x, inputs, out, outputs, attributes } = node
  const [image = '', weight = '', bias] = x
  const made = shapeAt(outputs, 0)
  const [batch = 1, channels = 1, height = 1, width = 1] = made
  const imageShape = shapeAt(inputs, 0)
  const pixels = multiplyDims(height, width)

  const [rows, inner] =
    kernel === undefined
      ? [e.reshape(image, imageShape, [batch, imageShape[1] ?? 1, pixels]), imageShape[1] ?? 1]
      : windows(e, image, imageShape, kernel, attributes, [height, width])
  const weightShape = shapeAt(inputs, 1)
  const matrix = e.shared(`matrix ${weight}`, () => e.reshape(weight, weightShape, [channels, inner]))
  let product = e.node('MatMul', [matrix, rows])
  if (bias !== undefined) {
    const column = e.shared(`column ${bias}`, () => e.reshape(bias, [channels], [channels, 1]))
    product = e.node('Add', [product, column])
  }
  e.reshape(product, [batch, channels, pixels], made, out[0])
}

/** Every window's pixels in a column: [batch, in·kh·kw, h·w], and in·kh·kw. */
function windows(
  e: Emitter,
  image: string,
  shape: readonly Dim[],
  [kernelHeight = 1, kernelWidth = 1]: readonly number[],
  { stride, padding }: { stride: number; padding: Padding },
  [height, width]: readonly [Dim, Dim],
): [string, Dim] {
  const [batch = 1, channels = 1] = shape
  const [top, left, bottom, right] = padding
  const padded = padding.some((pad) => pad !== 0)
    ? e.node('Pad', [image, e.i64([0, 0, top, left, 0, 0, bottom, right])])
    : image
  const count = kernelHeight * kernelWidth
  // A slice ends so far from the edge that every position of the kernel yields the same number of pixels.
  const endOf = (offset: number, size: number): number =>
    offset === size - 1 ? toTheEnd : offset - (size - 1)
  const parts = Array.from({ length: count }, (_, index) => {
    const y = Math.floor(index / kernelWidth)
    const x = index % kernelWidth
    const part = e.node('Slice', [
      padded,
      e.i64([y, x]),
      e.i64([endOf(y, kernelHeight), endOf(x, kernelWidth)]),
      e.i64([2, 3]),
      e.i64([stride, stride]),
    ])
    return e.node('Unsqueeze', [part, e.i64([2])])
  })
  const stacked = e.node('Concat', parts, { attributes: { axis: { int: 2 } } })
  const inner = multiplyDims(channels, count)
  const from = [batch, channels, count, height, width]
  return [e.reshape(stacked, from, [batch, inner, multiplyDims(height, width)]), inner]
}

/** The transposed convolution, cut or padded to the extents the image had. */
const conv2dInputGradient: Lowering<'conv2dInputGradient'> = (e, { attributes, x, inputs, out }) => {
  const { stride, padding, shape } = attributes
  const kernel = shapeAt(inputs, 1).slice(2).map(Number)
  const made = shapeAt(inputs, 0)
  // What the convolution's last window left uncovered; a symbolic extent is covered evenly.
  const surplus = [0, 1].map((axis) => {
    const [extent, count] = [shape[2 + axis], made[2 + axis]]
    const padded = (padding[axis] ?? 0) + (padding[axis + 2] ?? 0)
    if (typeof extent !== 'number' || typeof count !== 'number') return stride - (kernel[axis] ?? 1) + padded
    return extent - ((count - 1) * stride + (kernel[axis] ?? 1) - padded)
  })
  e.node('ConvTranspose', x, {
    attributes: {
      kernel_shape: { ints: kernel },
      strides: { ints: [stride, stride] },
      pads: { ints: padding },
      output_padding: { ints: surplus },
    },
    out: nameAt(out, 0),
  })
}

/** dy times the windows its convolution read, summed over the images. */
const conv2dWeightGradient: Lowering<'conv2dWeightGradient'> = (e, { attributes, x, inputs, out }) => {
  const { shape } = attributes
  const [image = '', dy = ''] = x
  const imageShape = shapeAt(inputs, 0)
  const [batch = 1, channels = 1, height = 1, width = 1] = shapeAt(inputs, 1)
  const kernel = shape.slice(2).map(Number)
  const [read, inner] = windows(e, image, imageShape, kernel, attributes, [height, width])
  const rows = e.reshape(dy, shapeAt(inputs, 1), [batch, channels, multiplyDims(height, width)])
  const product = e.node('MatMul', [
    rows,
    e.node('Transpose', [read], { attributes: { perm: { ints: [0, 2, 1] } } }),
  ])
  const sum = e.node('ReduceSum', [product, e.i64([0])], { attributes: { keepdims: { int: 0 } } })
  e.reshape(sum, [channels, inner], shape, nameAt(out, 0))
}

export const convolution = { conv2d, conv2dInputGradient, conv2dWeightGradient }
