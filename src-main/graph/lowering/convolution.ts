// Convolution: the operator itself, or a matrix product over pixels or over gathered windows of them.
import { multiplyDims, productOfDims, type Dim } from '../dim.ts'
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

/** How many pixels gain as much as transposing a weight costs on the CPU. */
const pixelsThatPay = 512

const conv2dInputGradient: Lowering<'conv2dInputGradient'> = (e, node) => {
  const { attributes, inputs } = node
  const kernel = shapeAt(inputs, 1).slice(2).map(Number)
  const padding = turnedPadding(attributes.padding, kernel)
  const turns = {
    transposed: false,
    turned: true,
    turnedWhereLarge: Number(productOfDims(shapeAt(inputs, 0).toSpliced(1, 1))) >= pixelsThatPay,
  }[e.choices.conv2dInputGradient]
  if (turns && attributes.stride === 1 && padding.every((pad) => pad >= 0)) asTurned(e, node, kernel, padding)
  else asTransposed(e, node, kernel)
}

function turnedPadding(
  [top, left, bottom, right]: Padding,
  [height = 1, width = 1]: readonly number[],
): Padding {
  return [height - 1 - bottom, width - 1 - right, height - 1 - top, width - 1 - left]
}

/**
 * The gradient is a convolution of dy by the weight turned by 180° and with its channels exchanged. Turning what it
 * reads and what it makes instead moves far fewer numbers.
 */
function asTurned(
  e: Emitter,
  { x, inputs, out, outputs }: LoweredNode<'conv2dInputGradient'>,
  kernel: readonly number[],
  padding: Padding,
): void {
  const [dy = '', weight = ''] = x
  const [made, read] = [shapeAt(inputs, 0), shapeAt(outputs, 0)]
  const pointwise = kernel.every((size) => size === 1) && padding.every((pad) => pad === 0)
  const swapped = e.node('Transpose', [weight], { attributes: { perm: { ints: [1, 0, 2, 3] } } })
  if (pointwise) {
    const [batch = 1, channels = 1, ...pixels] = read
    const [, inner = 1] = made
    const matrix = e.reshape(swapped, [channels, inner, 1, 1], [channels, inner])
    const rows = e.reshape(dy, made, [batch, inner, productOfDims(pixels)])
    const product = e.node('MatMul', [matrix, rows])
    e.reshape(product, [batch, channels, productOfDims(pixels)], read, out[0])
    return
  }
  const product = e.node('Conv', [turned(e, dy, made), swapped], {
    attributes: {
      kernel_shape: { ints: kernel },
      strides: { ints: [1, 1] },
      pads: { ints: padding },
    },
  })
  turned(e, product, read, out[0])
}

/** An image turned by 180°: its pixels in reverse. */
function turned(e: Emitter, image: string, shape: readonly Dim[], out?: string): string {
  const [batch = 1, channels = 1, ...pixels] = shape
  const rows = [batch, channels, productOfDims(pixels)]
  const flat = e.reshape(image, shape, rows)
  const reversed = e.node('Slice', [flat, e.i64([-1]), e.i64([-toTheEnd]), e.i64([2]), e.i64([-1])])
  return e.reshape(reversed, rows, shape, out)
}

/** The transposed convolution, cut or padded to the extents the image had. */
function asTransposed(
  e: Emitter,
  { attributes, x, inputs, out }: LoweredNode<'conv2dInputGradient'>,
  kernel: readonly number[],
): void {
  const { stride, padding, shape } = attributes
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
