// Every op in float64, written as its definition: slow, and short enough to be checked by reading.
import type { OpAttributes, OpName } from '../../src-main/graph/ops.ts'
import { elementOf, offsetOf, sizeOf, tabulate, type Array64 } from './array64.ts'
import { erf } from './erf.ts'
import { evaluateDim, evaluateShape } from './evaluate-dim.ts'

type Bindings = Readonly<Record<string, number>>
type ReferenceOp<Op extends OpName> = (
  inputs: readonly Array64[],
  attributes: OpAttributes[Op],
  bindings: Bindings,
) => Array64[]

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

const map = (x: Array64, f: (value: number) => number): Array64 => ({
  shape: x.shape,
  data: x.data.map((value) => f(value)),
})
const unary =
  (f: (value: number) => number) =>
  ([x]: readonly Array64[]): Array64[] => [map(x!, f)]

/** The element of `x` that numpy's broadcasting puts at `index` of a larger shape. */
function broadcastElement(x: Array64, index: readonly number[]): number {
  const aligned = index.slice(index.length - x.shape.length)
  return elementOf(
    x,
    aligned.map((position, axis) => (x.shape[axis] === 1 ? 0 : position)),
  )
}
function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length)
  const from = (shape: readonly number[], axis: number): number => shape[axis - rank + shape.length] ?? 1
  return Array.from({ length: rank }, (_, axis) => (from(a, axis) === 1 ? from(b, axis) : from(a, axis)))
}
const binary =
  (f: (a: number, b: number) => number) =>
  ([a, b]: readonly Array64[]): Array64[] => [
    tabulate(broadcastShape(a!.shape, b!.shape), (index) =>
      f(broadcastElement(a!, index), broadcastElement(b!, index)),
    ),
  ]

function sum(count: number, term: (index: number) => number): number {
  let total = 0
  for (let index = 0; index < count; index++) total += term(index)
  return total
}

const zeros = (shape: readonly number[]): Array64 => ({ shape, data: new Float64Array(sizeOf(shape)) })

/** Every product a convolution sums, by the offsets of its pixel, its result and its weight's tap. */
function eachProduct(
  image: Array64,
  result: Array64,
  weight: Array64,
  stride: number,
  [top, left]: readonly number[],
  visit: (pixel: number, out: number, tap: number) => void,
): void {
  const [batch, outputs, outHeight, outWidth] = result.shape as [number, number, number, number]
  const [, channels, height, width] = image.shape as [number, number, number, number]
  const [, , kernelHeight, kernelWidth] = weight.shape as [number, number, number, number]
  for (const [n, o, row, column] of indices([batch, outputs, outHeight, outWidth])) {
    for (const [c, ky, kx] of indices([channels, kernelHeight, kernelWidth])) {
      const [y, x] = [row! * stride + ky! - (top ?? 0), column! * stride + kx! - (left ?? 0)]
      if (y < 0 || y >= height || x < 0 || x >= width) continue
      visit(
        offsetOf(image.shape, [n!, c!, y, x]),
        offsetOf(result.shape, [n!, o!, row!, column!]),
        offsetOf(weight.shape, [o!, c!, ky!, kx!]),
      )
    }
  }
}

function* indices(shape: readonly number[]): Generator<readonly number[]> {
  for (let offset = 0; offset < sizeOf(shape); offset++) {
    let rest = offset
    yield shape
      .toReversed()
      .map((extent) => {
        const index = rest % extent
        rest = (rest - index) / extent
        return index
      })
      .reverse()
  }
}

/** Every element, made from the run along `axis` that it lies in. */
function alongAxis(
  x: Array64,
  axis: number,
  f: (run: readonly number[], position: number) => number,
): Array64 {
  const at = axis < 0 ? axis + x.shape.length : axis
  return tabulate(x.shape, (index) => {
    const run = Array.from({ length: x.shape[at]! }, (_, i) => elementOf(x, index.with(at, i)))
    return f(run, index[at]!)
  })
}

function softmaxed(run: readonly number[], position: number): number {
  const largest = Math.max(...run)
  const total = run.reduce((all, value) => all + Math.exp(value - largest), 0)
  return Math.exp(run[position]! - largest) / total
}

function normalized(run: readonly number[], position: number, eps: number): number {
  const mean = run.reduce((all, value) => all + value, 0) / run.length
  const variance = run.reduce((all, value) => all + (value - mean) ** 2, 0) / run.length
  return (run[position]! - mean) / Math.sqrt(variance + eps)
}

function reduced(x: Array64, { axes, keepDims }: OpAttributes['reduceSum'], mean: boolean): Array64 {
  const kept = x.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim))
  const inner = x.shape.map((dim, axis) => (axes.includes(axis) ? dim : 1))
  const count = sizeOf(inner)
  const totals = tabulate(kept, (outer) => {
    let total = 0
    tabulate(inner, (index) => {
      total += elementOf(
        x,
        index.map((position, axis) => position + outer[axis]!),
      )
      return 0
    })
    return mean ? total / count : total
  })
  return keepDims ? totals : { ...totals, shape: x.shape.filter((_, axis) => !axes.includes(axis)) }
}

export const referenceOps: { readonly [Op in OpName]: ReferenceOp<Op> } = {
  add: binary((a, b) => a + b),
  sub: binary((a, b) => a - b),
  mul: binary((a, b) => a * b),
  div: binary((a, b) => a / b),
  pow: binary((a, b) => a ** b),
  neg: unary((x) => -x),
  exp: unary(Math.exp),
  log: unary(Math.log),
  sin: unary(Math.sin),
  cos: unary(Math.cos),
  sqrt: unary(Math.sqrt),
  sigmoid: unary(sigmoid),
  tanh: unary(Math.tanh),
  erf: unary(erf),
  silu: unary((x) => x * sigmoid(x)),
  gelu: unary((x) => (x / 2) * (1 + erf(x / Math.SQRT2))),
  quickGelu: unary((x) => x * sigmoid(1.702 * x)),
  clamp: ([x], { min, max }) => [map(x!, (value) => Math.min(max, Math.max(min, value)))],
  within: ([x], { min, max }) => [map(x!, (value) => (value >= min && value <= max ? 1 : 0))],
  identity: ([x]) => [x!],
  cast: ([x], { dtype }) => [dtype.startsWith('f') ? x! : map(x!, Math.trunc)],

  matMul([a, b]) {
    const inner = a!.shape.at(-1)!
    const batch = broadcastShape(a!.shape.slice(0, -2), b!.shape.slice(0, -2))
    return [
      tabulate([...batch, a!.shape.at(-2)!, b!.shape.at(-1)!], (index) => {
        const [row, column] = [index.at(-2)!, index.at(-1)!]
        const rest = index.slice(0, -2)
        return sum(
          inner,
          (i) => broadcastElement(a!, [...rest, row, i]) * broadcastElement(b!, [...rest, i, column]),
        )
      }),
    ]
  },
  addMatMul([c, a, b]) {
    const inner = a!.shape[1]!
    return [
      tabulate(
        c!.shape,
        ([row, column]) =>
          broadcastElement(c!, [row!, column!]) +
          sum(inner, (i) => broadcastElement(a!, [row!, i]) * broadcastElement(b!, [i, column!])),
      ),
    ]
  },
  linear([x, weight, bias]) {
    const [outputs, inputs] = weight!.shape as [number, number]
    return [
      tabulate([...x!.shape.slice(0, -1), outputs], (index) => {
        const o = index.at(-1)!
        const product = sum(
          inputs,
          (i) => elementOf(x!, [...index.slice(0, -1), i]) * elementOf(weight!, [o, i]),
        )
        return product + (bias?.data[o] ?? 0)
      }),
    ]
  },
  conv2d([x, weight, bias], { stride, padding: [top, left, bottom, right] }) {
    const [batch, channels, height, width] = x!.shape as [number, number, number, number]
    const [outputs, , kernelHeight, kernelWidth] = weight!.shape as [number, number, number, number]
    const outHeight = Math.floor((height + top + bottom - kernelHeight) / stride) + 1
    const outWidth = Math.floor((width + left + right - kernelWidth) / stride) + 1
    return [
      tabulate([batch, outputs, outHeight, outWidth], ([n, o, row, column]) => {
        let total = bias?.data[o!] ?? 0
        for (let c = 0; c < channels; c++) {
          for (let ky = 0; ky < kernelHeight; ky++) {
            for (let kx = 0; kx < kernelWidth; kx++) {
              const [y, z] = [row! * stride + ky - top, column! * stride + kx - left]
              if (y < 0 || y >= height || z < 0 || z >= width) continue
              total += elementOf(x!, [n!, c, y, z]) * elementOf(weight!, [o!, c, ky, kx])
            }
          }
        }
        return total
      }),
    ]
  },
  conv2dInputGradient([dy, weight], { stride, padding, shape }, bindings) {
    const image = zeros(evaluateShape(shape, bindings))
    eachProduct(image, dy!, weight!, stride, padding, (pixel, out, tap) => {
      image.data[pixel]! += dy!.data[out]! * weight!.data[tap]!
    })
    return [image]
  },
  conv2dWeightGradient([x, dy], { stride, padding, shape }) {
    const weight = zeros(shape.map(Number))
    eachProduct(x!, dy!, weight, stride, padding, (pixel, out, tap) => {
      weight.data[tap]! += x!.data[pixel]! * dy!.data[out]!
    })
    return [weight]
  },
  groupNorm([x, weight, bias], { groups, eps }) {
    const [batch, channels] = x!.shape as [number, number]
    const rows = { shape: [batch, groups, sizeOf(x!.shape) / batch / groups], data: x!.data }
    const normal = { ...alongAxis(rows, 2, (run, i) => normalized(run, i, eps)), shape: x!.shape }
    return [
      tabulate(x!.shape, (index) => {
        const channel = index[1]! % channels
        return elementOf(normal, index) * weight!.data[channel]! + bias!.data[channel]!
      }),
    ]
  },
  layerNorm([x, weight, bias], { eps }) {
    return [alongAxis(x!, -1, (run, i) => normalized(run, i, eps) * weight!.data[i]! + bias!.data[i]!)]
  },
  softmax: ([x], { axis }) => [alongAxis(x!, axis, softmaxed)],
  attention([query, key, value], { heads, causal }) {
    const [batch, queries, width] = query!.shape as [number, number, number]
    const [, keys] = key!.shape as [number, number]
    const [perHead, perValue] = [width / heads, value!.shape[2]! / heads]
    const scores = tabulate([batch, heads, queries, keys], ([b, h, s, l]) =>
      causal && l! > s!
        ? -Infinity
        : sum(
            perHead,
            (i) =>
              elementOf(query!, [b!, s!, h! * perHead + i]) * elementOf(key!, [b!, l!, h! * perHead + i]),
          ) / Math.sqrt(perHead),
    )
    const attended = alongAxis(scores, 3, softmaxed)
    return [
      tabulate([batch, queries, value!.shape[2]!], ([b, s, c]) =>
        sum(
          keys,
          (l) => elementOf(attended, [b!, Math.floor(c! / perValue), s!, l]) * elementOf(value!, [b!, l, c!]),
        ),
      ),
    ]
  },

  reshape: ([x], { shape }, bindings) => [{ shape: evaluateShape(shape, bindings), data: x!.data }],
  transpose: ([x], { permutation }) => [
    tabulate(
      permutation.map((axis) => x!.shape[axis]!),
      (index) =>
        elementOf(
          x!,
          x!.shape.map((_, axis) => index[permutation.indexOf(axis)]!),
        ),
    ),
  ],
  concat(parts, { axis }) {
    const total = sum(parts.length, (i) => parts[i]!.shape[axis]!)
    return [
      tabulate(parts[0]!.shape.with(axis, total), (index) => {
        let position = index[axis]!
        for (const part of parts) {
          if (position < part.shape[axis]!) return elementOf(part, index.with(axis, position))
          position -= part.shape[axis]!
        }
        return NaN
      }),
    ]
  },
  split([x], { axis, sizes: dims }, bindings) {
    const sizes = evaluateShape(dims, bindings)
    return sizes.map((size, part) => {
      const start = sum(part, (i) => sizes[i]!)
      return tabulate(x!.shape.with(axis, size), (index) =>
        elementOf(x!, index.with(axis, index[axis]! + start)),
      )
    })
  },
  slice([x], { axis, start, end }, bindings) {
    const [first, last] = evaluateShape([start, end], bindings)
    return [
      tabulate(x!.shape.with(axis, last! - first!), (index) =>
        elementOf(x!, index.with(axis, index[axis]! + first!)),
      ),
    ]
  },
  expand: ([x], { shape }, bindings) => [
    tabulate(evaluateShape(shape, bindings), (index) => broadcastElement(x!, index)),
  ],
  upsampleNearest([x], { factor }) {
    const [batch, channels, height, width] = x!.shape as [number, number, number, number]
    return [
      tabulate([batch, channels, height * factor, width * factor], ([b, c, row, column]) =>
        elementOf(x!, [b!, c!, Math.floor(row! / factor), Math.floor(column! / factor)]),
      ),
    ]
  },

  gather: ([table, ids]) => [
    tabulate([...ids!.shape, table!.shape[1]!], (index) =>
      elementOf(table!, [elementOf(ids!, index.slice(0, -1)), index.at(-1)!]),
    ),
  ],
  gatherTokens: ([x, index]) => [
    tabulate([x!.shape[0]!, x!.shape[2]!], ([b, c]) => elementOf(x!, [b!, index!.data[b!]!, c!])),
  ],
  scatterRows([dy, ids], { rows }) {
    const width = dy!.shape.at(-1)!
    const table = zeros([rows, width])
    ids!.data.forEach((id, place) => {
      for (let c = 0; c < width; c++) table.data[id * width + c]! += dy!.data[place * width + c]!
    })
    return [table]
  },
  scatterTokens([dy, index], { tokens }, bindings) {
    const [batch, width] = dy!.shape as [number, number]
    return [
      tabulate([batch, evaluateDim(tokens, bindings), width], ([b, s, c]) =>
        s === index!.data[b!]! ? elementOf(dy!, [b!, c!]) : 0,
      ),
    ]
  },
  argMax: ([x], { axis }) => [
    tabulate(x!.shape.toSpliced(axis, 1), (index) => {
      const run = Array.from({ length: x!.shape[axis]! }, (_, i) =>
        elementOf(x!, index.toSpliced(axis, 0, i)),
      )
      return run.indexOf(Math.max(...run))
    }),
  ],
  reduceMean: ([x], attributes) => [reduced(x!, attributes, true)],
  reduceSum: ([x], attributes) => [reduced(x!, attributes, false)],
}
