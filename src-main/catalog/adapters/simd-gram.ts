// A·Aᵀ by four numbers at a time: a WebAssembly function of a hundred instructions, written out below.
import type { Gram } from '../../adapters/strength/gram.ts'

/**
 * dots(a, b, stride, bytes, out): the 2 × 4 products of two rows at `a` with four rows at `b`, `stride` bytes apart,
 * over `bytes` of each; four partial sums a product, sixteen bytes, to `out`.
 */
type Dots = (a: number, b: number, stride: number, bytes: number, out: number) => void

/** Partial sums in float32 are kept this short, then added up in float64. */
const pieceBytes = 4096
const outBytes = 8 * 16
const pageBytes = 65_536

/** As much of the language's own WebAssembly as is used here; Node's types leave it to browsers. */
type Memory = { readonly buffer: ArrayBuffer; grow(pages: number): number }
type Assembly = {
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object) => { readonly exports: { readonly memory: Memory; readonly dots: Dots } }
}

let machine: { readonly memory: Memory; readonly dots: Dots } | null = null

export const simdGram: Gram = (values, givenRows, givenColumns, of) => {
  const [rows, columns] = of === 'rows' ? [givenRows, givenColumns] : [givenColumns, givenRows]
  machine ??= assemble()
  const { memory, dots } = machine
  const paddedRows = Math.ceil(rows / 4) * 4
  const paddedColumns = Math.ceil(columns / 4) * 4
  const stride = paddedColumns * 4
  const missing = outBytes + paddedRows * stride - memory.buffer.byteLength
  if (missing > 0) memory.grow(Math.ceil(missing / pageBytes))
  const matrix = new Float32Array(memory.buffer, outBytes, paddedRows * paddedColumns)
  if (of === 'columns') turnInto(matrix, paddedColumns, values, rows)
  else if (paddedRows === rows && paddedColumns === columns) matrix.set(values)
  else {
    matrix.fill(0)
    for (let row = 0; row < rows; row++)
      matrix.set(values.subarray(row * columns, (row + 1) * columns), row * paddedColumns)
  }
  const out = new Float32Array(memory.buffer, 0, outBytes / 4)
  const product = new Float64Array(rows * rows)
  for (let start = 0; start < stride; start += pieceBytes) {
    const bytes = Math.min(pieceBytes, stride - start)
    const at = (row: number): number => outBytes + row * stride + start
    for (let i = 0; i < rows; i += 2)
      for (let j = 0; j <= i + 1 && j < rows; j += 4) {
        dots(at(i), at(j), stride, bytes, 0)
        for (let tile = 0; tile < 8; tile++) {
          const [row, column] = [i + (tile >> 2), j + (tile & 3)]
          if (row >= rows || column > row) continue
          const lane = tile * 4
          product[row * rows + column]! += out[lane]! + out[lane + 1]! + (out[lane + 2]! + out[lane + 3]!)
        }
      }
  }
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < row; column++) product[column * rows + row] = product[row * rows + column]!
  return product
}

/** `values` [count, width] transposed into rows of `stride`, in strips that a cache holds. */
function turnInto(target: Float32Array, stride: number, values: Float32Array, width: number): void {
  const count = values.length / width
  target.fill(0)
  const strip = 16
  for (let start = 0; start < count; start += strip) {
    const end = Math.min(start + strip, count)
    for (let column = 0; column < width; column++)
      for (let row = start; row < end; row++) target[column * stride + row] = values[row * width + column]!
  }
}

function assemble(): { readonly memory: Memory; readonly dots: Dots } {
  const { Module, Instance } = (globalThis as unknown as { WebAssembly: Assembly }).WebAssembly
  return new Instance(new Module(program())).exports
}

/** WebAssembly core specification 2.0, binary format. */
function program(): Uint8Array<ArrayBuffer> {
  const [i32, v128] = [0x7f, 0x7b]
  const get = (local: number): number[] => [0x20, local]
  const set = (local: number): number[] => [0x21, local]
  const [add, lessUnsigned, end] = [0x6a, 0x49, 0x0b]
  const load = [0xfd, 0x00, 4, 0]
  const multiply = [0xfd, 0xe6, 0x01]
  const sum = [0xfd, 0xe4, 0x01]
  const store = (offset: number): number[] => [0xfd, 0x0b, 4, offset]

  // Parameters, then the position and the rows' addresses, then eight sums and three vectors.
  const [a, b, stride, bytes, out] = [0, 1, 2, 3, 4] as const
  const [position, a1, b1, b2, b3] = [5, 6, 7, 8, 9] as const
  const sums = 10
  const [left0, left1, right] = [18, 19, 20] as const
  const next = (from: number, to: number): number[] => [...get(from), ...get(stride), add, ...set(to)]
  const fetch = (row: number, to: number): number[] => [
    ...[...get(row), ...get(position), add],
    ...load,
    ...set(to),
  ]
  const gather = (left: number, to: number): number[] => [
    ...get(to),
    ...[...get(left), ...get(right), ...multiply],
    ...sum,
    ...set(to),
  ]
  const body = [
    ...[...next(a, a1), ...next(b, b1), ...next(b1, b2), ...next(b2, b3)],
    ...[0x03, 0x40],
    ...[...fetch(a, left0), ...fetch(a1, left1)],
    ...[b, b1, b2, b3].flatMap((row, index) => [
      ...fetch(row, right),
      ...gather(left0, sums + index),
      ...gather(left1, sums + 4 + index),
    ]),
    ...[...get(position), 0x41, 16, add, ...set(position)],
    ...[...get(position), ...get(bytes), lessUnsigned, 0x0d, 0],
    end,
    ...Array.from({ length: 8 }, (_, index) => [
      ...get(out),
      ...get(sums + index),
      ...store(index * 16),
    ]).flat(),
    end,
  ]
  const locals = [2, 5, i32, 11, v128]
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 5, i32, i32, i32, i32, i32, 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, 1]),
    ...section(7, [2, ...named('memory'), 2, 0, ...named('dots'), 0, 0]),
    ...section(10, [1, ...sized([...locals, ...body])]),
  ])
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...sized(content)]
}

function sized(content: readonly number[]): number[] {
  return [...unsigned(content.length), ...content]
}

function named(name: string): number[] {
  return sized(Array.from(name, (letter) => letter.charCodeAt(0)))
}

/** LEB128. */
function unsigned(value: number): number[] {
  const rest = value >>> 7
  return rest === 0 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(rest)]
}
