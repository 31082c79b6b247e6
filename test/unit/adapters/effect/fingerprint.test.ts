// Fingerprints keep cosines within a known error, and do not depend on dialect, rank, type or kind.
import { describe, expect, it } from 'vitest'
import { fingerprintOf } from '../../../../src-main/adapters/effect/fingerprint.ts'
import { fingerprintBits, pairsNear } from '../../../../src-main/adapters/effect/fingerprint-search.ts'
import { addSketch, sketchSide, sketchSize } from '../../../../src-main/adapters/effect/sketch.ts'
import { asPair, whole, type Delta } from '../../../../src-main/adapters/effect/delta.ts'
import { deltasOf } from '../../../../src-main/adapters/effect/delta-of-factors.ts'
import { rowsOf } from '../../../../src-main/adapters/effect/delta-rows.ts'
import { innerProduct } from '../../../../src-main/adapters/effect/inner-product.ts'
import { publishedModules } from '../../../../src-main/adapters/reading/base-modules.ts'
import { readAdapter } from '../../../../src-main/adapters/reading/read-adapter.ts'
import type { TensorFile } from '../../../../src-main/formats/tensor-file.ts'
import { families } from '../../../support/families.ts'
import { madeUpTensors, memoryFile, type MadeUpAdapter } from '../../../support/made-up-adapter.ts'
import { createRandom } from '../../../support/random-tensor.ts'
import { tolerances } from '../../../support/tolerances.ts'

const base = publishedModules(families.sd1)
const modules: NonNullable<MadeUpAdapter['modules']> = (component, { path }) =>
  component === 'unet' && /^(mid_block|down_blocks\.[01]).*attn2\.to_[qv]$/.test(path)
const madeUp = (options: Omit<MadeUpAdapter, 'base'> = {}): TensorFile =>
  memoryFile(madeUpTensors({ base, modules, ...options }))

async function directionOf(file: TensorFile): Promise<Float32Array> {
  const { direction } = await fingerprintOf(file, (await readAdapter(file, base)).modules)
  return direction!
}
const cosine = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, index) => sum + value * b[index]!, 0)

describe('a fingerprint', () => {
  it('is the same in every dialect and strength, and another for other numbers', async () => {
    const own = await directionOf(madeUp())
    for (const options of [{ dialect: 'dotted' }, { dialect: 'lycoris' }, { alpha: 1 }] as const)
      expect(Math.abs(cosine(own, await directionOf(madeUp(options))) - 1)).toBeLessThan(
        tolerances.float32.rel,
      )
    expect(Math.abs(cosine(own, await directionOf(madeUp({ seed: 2 }))))).toBeLessThan(0.3)
  })

  it('is null where the base decides, and looks at text encoders where nothing else is changed', async () => {
    const dora = madeUp({ dora: 'output' })
    expect((await fingerprintOf(dora, (await readAdapter(dora, base)).modules)).direction).toBeNull()
    const text = madeUp({
      modules: (component, { path }) => component === 'text_encoder' && /layers\.[01].*q_proj$/.test(path),
    })
    expect(await directionOf(text)).not.toBeNull()
  })

  it('finds pairs by their kept bits', async () => {
    const [a, b, c] = await Promise.all(
      [madeUp(), madeUp({ dialect: 'dotted' }), madeUp({ seed: 2 })].map(directionOf),
    )
    const all = Buffer.concat([a!, b!, c!].map(fingerprintBits))
    const near = pairsNear(fingerprintBits(a!), all, 0.9)
    expect(near.map(({ second }) => second)).toEqual([0, 1])
    for (const one of near) expect(Math.abs(one.cosine - 1)).toBeLessThan(tolerances.halfDirection.abs)
  })
})

describe('a sketch', () => {
  const layer = { a: 4, b: 16, c: 4, d: 20 }
  const random = createRandom(7)
  const factors = (shapes: Record<string, number[]>) =>
    new Map(
      Object.entries(shapes).map(([part, shape]) => [
        part,
        { dtype: 'f32' as const, shape, data: Float32Array.from(random.normal(shape).data) },
      ]),
    )
  const sketchOf = (delta: Delta, name = 'module'): Float64Array => {
    const sketch = new Float64Array(sketchSize)
    addSketch(sketch, name, delta, 1)
    return sketch
  }
  const dot = (a: Float64Array, b: Float64Array): number =>
    a.reduce((sum, value, index) => sum + value * b[index]!, 0)

  it('does not depend on the form a change comes in', () => {
    const { a, b, c, d } = layer
    const loha = deltasOf(
      'loha',
      factors({ hadaW1a: [a * b, 2], hadaW1b: [2, c * d], hadaW2a: [a * b, 2], hadaW2b: [2, c * d] }),
    )!.weight!
    const lokr = deltasOf('lokr', factors({ lokrW1: [a, c], lokrW2: [b, d] }))!.weight!
    const lora = deltasOf('lora', factors({ up: [a * b, 3], down: [3, c * d] }))!.weight!
    for (const delta of [loha, lokr, lora]) {
      const sketch = sketchOf(delta)
      const ones = sketchOf(wholeOf(delta))
      const scale = Math.max(...ones.map(Math.abs))
      sketch.forEach((value, index) =>
        expect(Math.abs(value - ones[index]!)).toBeLessThan(scale * tolerances.float64.rel * 10),
      )
    }
    if (loha.form === 'hadamard') expect(dot(sketchOf(asPair(loha)), sketchOf(loha))).toBeGreaterThan(0)
  })

  it('is right about inner products on average, and off by no more than its buckets say', () => {
    const one = deltasOf('lora', factors({ up: [64, 4], down: [4, 80] }))!.weight!
    const two = deltasOf('lora', factors({ up: [64, 4], down: [4, 80] }))!.weight!
    const lengths = Math.sqrt(innerProduct(one, one) * innerProduct(two, two))
    const errors = Array.from({ length: 400 }, (_, index) => {
      const name = `module ${index}`
      return (dot(sketchOf(one, name), sketchOf(two, name)) - innerProduct(one, two)) / lengths
    })
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length
    const deviation = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length)
    // A count sketch of s buckets has a variance of at most 2/s; one of rows and one of columns, 4/s + 4/s².
    const most = Math.sqrt(4 / sketchSide + 4 / sketchSize)
    expect(deviation).toBeLessThan(most)
    expect(Math.abs(mean)).toBeLessThan((4 * most) / Math.sqrt(errors.length))
  })

  function wholeOf(delta: Delta): Delta {
    const row = new Float64Array(delta.columns)
    const fill = rowsOf(delta)
    const rows = Array.from({ length: delta.rows }, (_, index) => {
      fill(index, row)
      return [...row]
    })
    return whole(delta.rows, delta.columns, rows.flat())
  }
})
