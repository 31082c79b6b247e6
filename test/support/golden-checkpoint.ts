// The tiny golden checkpoints: their weights are a formula of name, position and seed, so none is stored.
import { crc32 } from 'node:zlib'
import type { DType } from '../../src-main/base/dtype.ts'
import type { WeightsFile } from '../../src-main/architectures/recognising/checkpoint-source.ts'

export type GoldenRecipe = {
  readonly dtype: 'F32' | 'F16' | 'BF16'
  readonly seed: number
  /** Single-file name → shape. */
  readonly tensors: Readonly<Record<string, readonly number[]>>
}

const dtypes = { F32: 'f32', F16: 'f16', BF16: 'bf16' } as const satisfies Record<string, DType>

/** A checkpoint that computes its tensors when they are read. */
export function goldenCheckpoint(id: string, recipe: GoldenRecipe, metadata = {}): WeightsFile {
  const dtype = dtypes[recipe.dtype]
  const shapes = new Map(Object.entries(recipe.tensors))
  return {
    id,
    metadata: new Map(Object.entries(metadata)),
    tensors: new Map([...shapes].map(([name, shape]) => [name, { dtype, shape }])),
    read: (name) => {
      const shape = shapes.get(name)
      if (shape === undefined) return Promise.reject(new Error(`no tensor ${name}`))
      return Promise.resolve(goldenTensor(name, shape, recipe))
    },
  }
}

/**
 * The formula: a hash of the position, spread over [−1, 1), scaled by what the tensor is, rounded to the file's type.
 */
export function goldenTensor(
  name: string,
  shape: readonly number[],
  { seed, dtype }: Pick<GoldenRecipe, 'seed' | 'dtype'>,
): Float32Array {
  const count = shape.reduce((product, extent) => product * extent, 1)
  const key = crc32(name) ^ Math.imul(seed, 0x85ebca6b)
  const spread = spreadOf(name, shape, count)
  const round = rounders[dtype]
  const values = new Float32Array(count)
  for (let i = 0; i < count; i++) values[i] = round(spread(uniform(i, key)))
  return values
}

function uniform(index: number, key: number): number {
  let x = Math.imul(index, 0x9e3779b1) ^ key
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d)
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b)
  x = (x ^ (x >>> 16)) >>> 0
  return Math.fround(x / 2147483648 - 1)
}

function spreadOf(name: string, shape: readonly number[], count: number): (u: number) => number {
  const times = (factor: number): ((u: number) => number) => {
    const rounded = Math.fround(factor)
    return (u) => Math.fround(u * rounded)
  }
  if (name.includes('embedding')) return times(0.8)
  if (shape.length >= 2 || name.includes('text_projection'))
    return times(Math.sqrt(3 / (count / (shape[0] ?? 1))))
  if (!/weight$/.test(name)) return times(0.17)
  const around = times(0.35)
  return (u) => Math.fround(1 + around(u))
}

const bits = new DataView(new ArrayBuffer(4))

/** Nearest bfloat16, ties to even. */
function bf16Round(value: number): number {
  bits.setFloat32(0, value)
  const word = bits.getUint32(0)
  bits.setUint32(0, (word + 0x7fff + ((word >>> 16) & 1)) & 0xffff0000)
  return bits.getFloat32(0)
}

const rounders = { F32: Math.fround, F16: Math.f16round, BF16: bf16Round }
