// What every adapter kind means, element by element in plain loops: the formulas that the graphs are compared with.
import { elementOf, tabulate, type Array64 } from './array64.ts'
import type { PartArrays } from './merge-adapter.ts'

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index)
const sum = (count: number, term: (index: number) => number): number =>
  range(count).reduce((total, index) => total + term(index), 0)

/** The part seen as [first axis, second axis, pixels of the kernel]. */
function cubeOf(array: Array64, pixels = 1): (row: number, column: number, pixel?: number) => number {
  const rows = array.shape[0]!
  const columns = array.data.length / rows / pixels
  return (row, column, pixel = 0) =>
    elementOf({ shape: [rows, columns, pixels], data: array.data }, [row, column, pixel])
}

/** Builds [out, in, …kernel] from f(o, i, pixel). */
function layer(shape: readonly number[], f: (o: number, i: number, pixel: number) => number): Array64 {
  const width = shape[3] ?? 1
  return tabulate(shape, ([o = 0, i = 0, y = 0, x = 0]) => f(o, i, y * width + x))
}

const pixelsOf = (shape: readonly number[]): number => (shape[2] ?? 1) * (shape[3] ?? 1)

/** Σp Σq a(p, o) · t[p, q, pixel] · b[q, i]. */
function tucker(
  shape: readonly number[],
  a: (p: number, o: number) => number,
  t: Array64,
  b: Array64,
  inputs = (i: number): number => i,
): Array64 {
  const core = cubeOf(t, pixelsOf(shape))
  const right = cubeOf(b)
  const [left, inner] = [t.shape[0]!, t.shape[1]!]
  return layer(shape, (o, i, pixel) =>
    sum(left, (p) => sum(inner, (q) => a(p, o) * core(p, q, pixel) * right(q, inputs(i)))),
  )
}

function product(shape: readonly number[], a: Array64, b: Array64): Array64 {
  const [left, right] = [cubeOf(a), cubeOf(b, pixelsOf(shape))]
  return layer(shape, (o, i, pixel) => sum(b.shape[0]!, (r) => left(o, r) * right(r, i, pixel)))
}

/** ΔW of LoRA, unscaled. */
export function loraDelta(shape: readonly number[], { up, down, mid }: PartArrays): Array64 {
  return mid ? tucker(shape, (p, o) => cubeOf(up!)(o, p), mid, down!) : product(shape, up!, down!)
}

/** ΔW of LoHa, unscaled. */
export function lohaDelta(shape: readonly number[], parts: PartArrays): Array64 {
  const [h1, h2] = [1, 2].map((n) => {
    const [a, b, t] = [parts[`hadaW${n}a`]!, parts[`hadaW${n}b`]!, parts[`hadaT${n}`]]
    return t ? tucker(shape, (p, o) => cubeOf(a)(p, o), t, b) : product(shape, a, b)
  })
  return { shape, data: h1!.data.map((value, index) => value * h2!.data[index]!) }
}

/** ΔW of LoKr, unscaled: sizes are those of w2, [b, d]. */
export function lokrDelta(shape: readonly number[], parts: PartArrays): Array64 {
  const { lokrW1, lokrW1a, lokrW1b, lokrW2, lokrW2a, lokrW2b, lokrT2 } = parts
  const pixels = pixelsOf(shape)
  const w1 = lokrW1 ?? product([lokrW1a!.shape[0]!, lokrW1b!.shape[1]!], lokrW1a!, lokrW1b!)
  const b = lokrW2?.shape[0] ?? lokrW2a!.shape[lokrT2 ? 1 : 0]!
  const d = shape[1]! / w1.shape[1]!
  const w2Shape = [b, d, ...shape.slice(2)]
  const w2 = lokrW2
    ? lokrW2
    : lokrT2
      ? tucker(w2Shape, (p, o) => cubeOf(lokrW2a!)(p, o), lokrT2, lokrW2b!)
      : product(w2Shape, lokrW2a!, lokrW2b!)
  const [small, large] = [cubeOf(w1), cubeOf(w2, pixels)]
  return layer(
    shape,
    (o, i, pixel) => small(Math.floor(o / b), Math.floor(i / d)) * large(o % b, i % d, pixel),
  )
}

/** ΔW of GLoRA, unscaled. */
export function gloraDelta(w: Array64, { a1, a2, b1, b2 }: PartArrays, layout: 'old' | 'new'): Array64 {
  const { shape } = w
  const weight = cubeOf(w, pixelsOf(shape))
  const [first, second] = layout === 'new' ? [a1!, a2!] : [a2!, a1!]
  const a = product([shape[1]!, shape[1]!], first, second)
  const added = layout === 'new' ? product(shape, b1!, b2!) : product(shape, b2!, b1!)
  const b = cubeOf(added, pixelsOf(shape))
  return layer(
    shape,
    (o, i, pixel) => sum(shape[1]!, (j) => weight(o, j, pixel) * cubeOf(a)(j, i)) + b(o, i, pixel),
  )
}

/** A rotation in the plane from the one number of its 2 × 2 block's Q: the closed form of Cayley's map. */
export function planeRotation(q: number): number[][] {
  const [same, cross] = [(1 - q * q) / (1 + q * q), (2 * q) / (1 + q * q)]
  return [
    [same, cross],
    [-cross, same],
  ]
}

/** R_m = m·R + (1 − m)·I. */
const partly = (r: number[][], m: number): number[][] =>
  r.map((row, i) => row.map((value, j) => m * value + (i === j ? 1 - m : 0)))

/** Diagonal OFT: W'[k, p] = Σn R_m[k, n, p] · W[k, n]. */
export function oftMerged(w: Array64, blocks: readonly number[][][], m: number): Array64 {
  const size = blocks[0]!.length
  const weight = cubeOf(w)
  return layer([w.shape[0]!, w.data.length / w.shape[0]!], (row, column) => {
    const block = Math.floor(row / size)
    const r = partly(blocks[block]!, m)
    return sum(size, (n) => r[n]![row % size]! * weight(block * size + n, column))
  })
}

/** BOFT: stage after stage, each with rows gathered in its own order, turned, and put back. */
export function boftMerged(w: Array64, stages: readonly number[][][][], m: number): Array64 {
  const rows = w.shape[0]!
  const columns = w.data.length / rows
  let x = range(rows).map((row) => range(columns).map((column) => cubeOf(w)(row, column)))
  stages.forEach((blocks, stage) => {
    const size = blocks[0]!.length
    const half = (2 ** stage * size) / 2
    // Row (run, side, place) goes to (run, place, side).
    const order = range(rows / (2 * half)).flatMap((run) =>
      range(half).flatMap((place) => [0, 1].map((side) => (run * 2 + side) * half + place)),
    )
    const next = x.map((row) => [...row])
    order.forEach((destination, position) => {
      const block = Math.floor(position / size)
      const r = partly(blocks[block]!, m)
      next[destination] = range(columns).map((column) =>
        sum(size, (n) => r[position % size]![n]! * x[order[block * size + n]!]![column]!),
      )
    })
    x = next
  })
  return tabulate([rows, columns], ([row = 0, column = 0]) => x[row]![column]!)
}

/** W + m·(D − W), D = V ⊙ length / ‖V‖ over an output's or an input's numbers. */
export function doraMerged(
  w: Array64,
  v: Array64,
  lengths: ArrayLike<number>,
  axis: 'output' | 'input',
  m: number,
): Array64 {
  const { shape } = w
  const [base, moved] = [cubeOf(w, pixelsOf(shape)), cubeOf(v, pixelsOf(shape))]
  const [outputs, inputs, pixels] = [shape[0]!, shape[1]!, pixelsOf(shape)]
  const squares = (count: number, at: (index: number, pixel: number) => number): number =>
    Math.sqrt(sum(count, (index) => sum(pixels, (pixel) => at(index, pixel) ** 2)))
  return layer(shape, (o, i, pixel) => {
    const norm =
      axis === 'output'
        ? squares(inputs, (index, p) => moved(o, index, p))
        : squares(outputs, (index, p) => moved(index, i, p))
    const d = (moved(o, i, pixel) * lengths[axis === 'output' ? o : i]!) / (norm + 2 ** -23)
    return base(o, i, pixel) + m * (d - base(o, i, pixel))
  })
}

/** W + amount · ΔW. */
export function plus(w: Array64, delta: Array64, amount: number): Array64 {
  return { shape: w.shape, data: w.data.map((value, index) => value + amount * delta.data[index]!) }
}
