// Baking into files of other shapes: as large as it may be and pickled.
import { spawnSync } from 'node:child_process'
import { mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stackEntrySchema } from '../../../src-main/contract/adapter.ts'
import type { Tensor } from '../../../src-main/base/dtype.ts'
import { toFloat8 } from '../../../src-main/base/float8.ts'
import { widen } from '../../../src-main/base/half.ts'
import { createEngine } from '../../../src-main/engine/engine.ts'
import { openCheckpoint } from '../../../src-main/engine/rewrite/open-checkpoint.ts'
import { openTensorFile } from '../../../src-main/files/open-tensor-file.ts'
import { writeTensorFile } from '../../../src-main/files/write-tensor-file.ts'
import { planSafetensors, type TensorSpec } from '../../../src-main/formats/safetensors-writer.ts'
import { demoBase, demoModel } from '../../support/demo-base.ts'
import { madeUpAdapterFile } from '../../support/made-up-adapter.ts'
import { bytesOf, p, zipOf } from '../../support/write-pickle.ts'

const engine = createEngine({
  progress: () => undefined,
  picture: () => undefined,
  rewriting: () => undefined,
  log: () => undefined,
})
let folder: string
let adapter: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-bake-'))
  adapter = await madeUpAdapterFile(
    folder,
    { base: await demoBase(), modules: (_, { path }) => /\.(to_q|q_proj)$/.test(path), amplitude: 0.3 },
    { name: 'one.safetensors' },
  )
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const bake = (model: string, output: string) =>
  engine.bake({
    jobId: output,
    model,
    output,
    stack: [stackEntrySchema.parse({ id: 'one', adapter, name: 'one', weight: 1 })],
  })

async function demoTensors(): Promise<Map<string, Tensor>> {
  const file = await openTensorFile(demoModel)
  const tensors = new Map<string, Tensor>()
  for (const [name, { dtype, shape }] of file.tensors)
    tensors.set(name, { dtype, shape, data: await file.readBytes(name) })
  await file.close()
  return tensors
}

test('memory is that of the largest touched tensor, not of the file', async () => {
  const tensors = await demoTensors()
  const ballast = { dtype: 'u8' as const, shape: [256 * 2 ** 20] }
  const { header, order, sizeBytes } = planSafetensors(
    new Map<string, TensorSpec>([...tensors, ['ballast', ballast]]),
  )
  const large = join(folder, 'large.safetensors')
  const file = await open(large, 'w')
  await file.truncate(sizeBytes)
  await file.write(header, 0, header.length, 0)
  for (const { name, offset, sizeBytes: size } of order) {
    const data = tensors.get(name)?.data as Uint8Array | undefined
    if (data) await file.write(data, 0, size, offset)
  }
  await file.close()
  const peak = (model: string): number => {
    const script = join(import.meta.dirname, '../../support/children/bake-memory.ts')
    const output = join(folder, 'peak.safetensors')
    const run = spawnSync(process.execPath, [script, model, adapter, output], { encoding: 'utf8' })
    expect(run.status, run.stderr).toBe(0)
    return (JSON.parse(run.stdout) as { peakBytes: number }).peakBytes
  }
  const [small, big] = [peak(demoModel), peak(large)]
  expect((await stat(join(folder, 'peak.safetensors'))).size).toBe(sizeBytes)
  expect(big - small).toBeLessThan(128 * 2 ** 20)
})

test('a pickled checkpoint is baked into the same tensors', async () => {
  const tensors = [...(await demoTensors())]
  const storages: Record<string, string> = { f16: 'HalfStorage', f32: 'FloatStorage', i64: 'LongStorage' }
  const state = tensors.map(([name, { dtype, shape, data }], key): readonly [string, Uint8Array] => {
    const count = shape.reduce((product, extent) => product * extent, 1)
    expect(storages[dtype], dtype).toBeDefined()
    const strides = shape.map((_, axis) =>
      shape.slice(axis + 1).reduce((product, extent) => product * extent, 1),
    )
    expect(data.byteLength).toBeGreaterThan(0)
    return [name, p.tensor(p.storage(storages[dtype]!, String(key), count), 0, shape, strides)]
  })
  const pickled = join(folder, 'demo.ckpt')
  await writeFile(
    pickled,
    zipOf([
      {
        name: 'archive/data.pkl',
        bytes: bytesOf(p.proto(), p.dict(['state_dict', p.dict(...state)]), p.end),
      },
      ...tensors.map(([, { data }], key) => ({ name: `archive/data/${key}`, bytes: data as Uint8Array })),
    ]),
  )
  const [fromPickle, plain] = [join(folder, 'from-pickle.safetensors'), join(folder, 'plain.safetensors')]
  const report = await bake(pickled, fromPickle)
  expect(await bake(demoModel, plain)).toMatchObject({ changed: report.changed, kept: report.kept })
  const [a, b] = [await openTensorFile(fromPickle), await openTensorFile(plain)]
  expect([...a.tensors.keys()].sort()).toEqual([...b.tensors.keys()].sort())
  for (const name of b.tensors.keys())
    expect(Buffer.from(await a.readBytes(name)).equals(await b.readBytes(name)), name).toBe(true)
  await Promise.all([a.close(), b.close()])
  expect((await readFile(plain)).length).toBe((await stat(demoModel)).size)
})

test('a checkpoint of scaled fp8 is read, and nothing is baked into it', async () => {
  const tensors = await demoTensors()
  const exact = new Map<string, Float32Array>()
  for (const [name, { dtype, shape, data }] of [...tensors]) {
    if (!/^model\.diffusion_model\..*\.to_[qkv]\.weight$/.test(name)) continue
    const values = widen(data, dtype)
    // A power of two, so that the products are exact; fp8 reaches to 448.
    const scale =
      2 ** Math.ceil(Math.log2(values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 448))
    const stored = toFloat8(
      values.map((value) => value / scale),
      'f8_e4m3',
    )
    tensors.set(name, { dtype: 'f8_e4m3', shape, data: stored })
    tensors.set(name.replace(/weight$/, 'scale_weight'), {
      dtype: 'f32',
      shape: [],
      data: Float32Array.of(scale),
    })
    exact.set(
      name,
      widen(stored, 'f8_e4m3').map((value) => value * scale),
    )
  }
  tensors.set('scaled_fp8', { dtype: 'f8_e4m3', shape: [0], data: new Uint8Array(0) })
  const scaled = join(folder, 'scaled.safetensors')
  await writeTensorFile(scaled, tensors)

  const { file, detection, source } = await openCheckpoint(scaled)
  expect(detection.problem).toBeNull()
  expect(exact.size).toBeGreaterThan(10)
  let read = 0
  for (const [name, { tensor }] of detection.tensors.used) {
    const expected = exact.get(tensor)
    if (expected === undefined) continue
    expect(await source.read(name)).toEqual(expected)
    read++
  }
  expect(read).toBe(exact.size)
  await file.close()
  await expect(bake(scaled, join(folder, 'baked-scaled.safetensors'))).rejects.toMatchObject({
    code: 'bake/scaled',
  })
})
