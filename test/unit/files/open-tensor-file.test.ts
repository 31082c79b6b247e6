// Opening whatever a person may choose: models of every layout, and everything else.
import { chmod, mkdir, open as openHandle, truncate, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Tensor } from '../../../src-main/base/dtype.ts'
import { openTensorFile } from '../../../src-main/files/open-tensor-file.ts'
import { openWeights } from '../../../src-main/files/open-weights.ts'
import { writeTensorFile } from '../../../src-main/files/write-tensor-file.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { zipOf } from '../../support/write-pickle.ts'

const tensor = (...values: number[]): Tensor => ({
  dtype: 'f32',
  shape: [values.length],
  data: Float32Array.from(values),
})

/** Tensors are files, texts are texts. */
async function fill(folder: string, files: Record<string, Record<string, Tensor> | string>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    if (typeof content === 'string') await writeFile(path, content)
    else await writeTensorFile(path, new Map(Object.entries(content)))
  }
}

async function contents(path: string): Promise<Record<string, number[]>> {
  const file = await openTensorFile(path)
  const values: Record<string, number[]> = {}
  for (const name of file.tensors.keys()) values[name] = [...(await file.read(name))]
  await file.close()
  return values
}

describe('a single file', () => {
  test('in a path of emoji, its tensors with their places', async () => {
    const path = join(await temporaryFolder(), '🍓 モデル.safetensors')
    await writeTensorFile(path, new Map([['a', tensor(1, 2)]]))
    const file = await openTensorFile(path)
    expect(file).toMatchObject({ kind: 'safetensors', path })
    expect(file.location('a')).toMatchObject({ path, sizeBytes: 8 })
    expect([...(await file.read('a'))]).toEqual([1, 2])
    await file.close()
  })

  test('is told by what it holds, not by its name', async () => {
    const path = join(await temporaryFolder(), 'renamed.ckpt')
    await writeTensorFile(path, new Map([['a', tensor(1)]]))
    expect(await contents(path)).toEqual({ a: [1] })
  })

  test('has another id once it changed', async () => {
    const path = join(await temporaryFolder(), 'a.safetensors')
    const ids: string[] = []
    for (const value of [1, 2]) {
      await writeTensorFile(path, new Map([['a', tensor(value)]]))
      const file = await openTensorFile(path)
      ids.push(file.id)
      await file.close()
    }
    expect(ids[0]).not.toBe(ids[1])
  })

  test('may be larger than 4 GB', async () => {
    const path = join(await temporaryFolder(), 'large.safetensors')
    const big = 5 * 2 ** 30
    const json =
      `{"big":{"dtype":"U8","shape":[${big}],"data_offsets":[0,${big}]},` +
      `"last":{"dtype":"F32","shape":[2],"data_offsets":[${big},${big + 8}]}}`
    const head = Buffer.alloc(8 + json.length)
    head.writeUInt32LE(json.length)
    head.write(json, 8)
    await writeFile(path, head)
    await truncate(path, head.length + big)
    const handle = await openHandle(path, 'r+')
    await handle.write(Buffer.from(Float32Array.of(1.5, -2).buffer), 0, 8, head.length + big)
    await handle.close()
    const file = await openTensorFile(path)
    expect(file.location('last')?.offset).toBe(head.length + big)
    expect([...(await file.read('last'))]).toEqual([1.5, -2])
    await file.close()
  })

  test('that shrinks after it was opened is truncated, not zero', async () => {
    const path = join(await temporaryFolder(), 'a.safetensors')
    await writeTensorFile(path, new Map([['a', tensor(1, 2, 3)]]))
    const file = await openTensorFile(path)
    await truncate(path, file.location('a')!.offset + 4)
    await expect(file.read('a')).rejects.toMatchObject({ code: 'file/truncated' })
    await file.close()
  })
})

describe('no model', () => {
  test.each<[string, string, Uint8Array | string, string, RegExp]>([
    ['a PNG', 'a.safetensors', Buffer.from('89504e470d0a1a0a', 'hex'), 'file/of-another-kind', /a PNG image/],
    [
      'an error of a server',
      'a.safetensors',
      '{"error": "Access denied", "status": 403}',
      'file/of-another-kind',
      /answer/,
    ],
    ['an error in XML', 'a.safetensors', '<?xml version="1.0"?><Error/>', 'file/of-another-kind', /answer/],
    ['a web page', 'a.ckpt', '<!DOCTYPE html><html>', 'file/of-another-kind', /a web page/],
    [
      'a Git LFS pointer',
      'a.safetensors',
      'version https://git-lfs.github.com/spec/v1\n',
      'file/of-another-kind',
      /Git LFS/,
    ],
    ['a zip', 'a.ckpt', zipOf([{ name: 'a.txt', bytes: Buffer.from('a') }]), 'zip/no-model', /ZIP/],
    ['a text', 'notes.txt', 'hello', 'file/not-a-model', /"notes\.txt" is not a model file\./],
    ['nothing', 'a.safetensors', '', 'file/empty', /empty/],
    ['reserved space', 'a.safetensors', new Uint8Array(4096), 'file/of-another-kind', /nothing was written/],
    ['noise', 'a.safetensors', new Uint8Array(64).fill(0xab), 'safetensors/header-too-large', /header/],
    ['a short text', 'a.safetensors', 'hello', 'safetensors/header-too-small', /too short/],
    ['a wrong index', 'a.safetensors.index.json', '{"weight_map":{"a":"../b"}}', 'shards/bad-index', /index/],
  ])('%s', async (_, name, content, code, message) => {
    const path = join(await temporaryFolder(), name)
    await writeFile(path, content)
    const opening = openTensorFile(path)
    await expect(opening).rejects.toMatchObject({ code, hint: expect.stringMatching(/\.$/) as string })
    await expect(opening).rejects.toThrow(message)
  })

  test('a missing file', async () =>
    expect(openTensorFile(join(await temporaryFolder(), 'gone.safetensors'))).rejects.toMatchObject({
      code: 'file/missing',
    }))

  test('a folder of other things', async () =>
    expect(openTensorFile(await temporaryFolder())).rejects.toMatchObject({
      code: 'file/folder-without-model',
    }))

  test('a half-written file', async () => {
    const path = join(await temporaryFolder(), 'a.safetensors')
    await writeTensorFile(path, new Map([['a', tensor(1, 2, 3)]]))
    await truncate(path, 70)
    await expect(openTensorFile(path)).rejects.toMatchObject({ code: 'safetensors/truncated' })
  })

  // Administrators may read everything, and Windows knows no such permissions.
  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('a forbidden file', async () => {
    const path = join(await temporaryFolder(), 'a.safetensors')
    await writeTensorFile(path, new Map([['a', tensor(1)]]))
    await chmod(path, 0)
    await expect(openTensorFile(path)).rejects.toMatchObject({ code: 'file/unreadable' })
  })
})

describe('shards', () => {
  const index = JSON.stringify({
    metadata: { total_size: 12 },
    weight_map: { a: 'm-00001-of-00002.safetensors', b: 'm-00002-of-00002.safetensors' },
  })
  const shards = {
    'm.safetensors.index.json': index,
    'm-00001-of-00002.safetensors': { a: tensor(1), stale: tensor(9) },
    'm-00002-of-00002.safetensors': { b: tensor(2, 3), a: tensor(8) },
    'm-00001-of-00003.safetensors': { a: tensor(7) },
  }

  test('are one file, by their index or their folder; what the index does not name is ignored', async () => {
    const folder = await temporaryFolder()
    await fill(folder, shards)
    const expected = { a: [1], b: [2, 3] }
    expect(await contents(join(folder, 'm.safetensors.index.json'))).toEqual(expected)
    expect(await contents(folder)).toEqual(expected)
  })

  test('a missing shard is named', async () => {
    const folder = await temporaryFolder()
    await fill(folder, { ...shards, 'm-00002-of-00002.safetensors': '' })
    await expect(openTensorFile(folder)).rejects.toMatchObject({ code: 'file/empty' })
    const other = await temporaryFolder()
    await fill(other, { 'm.safetensors.index.json': index })
    await expect(openTensorFile(other)).rejects.toMatchObject({
      code: 'shards/missing-file',
      message: expect.stringContaining('m-00001-of-00002.safetensors') as string,
    })
  })

  test('a tensor that its shard does not hold is named', async () => {
    const folder = await temporaryFolder()
    await fill(folder, { ...shards, 'm-00002-of-00002.safetensors': { c: tensor(1) } })
    await expect(openTensorFile(folder)).rejects.toMatchObject({ code: 'shards/missing-tensor' })
  })

  test('of two checkpoints in one folder: neither is guessed', async () => {
    const folder = await temporaryFolder()
    await fill(folder, { ...shards, 'n.safetensors.index.json': index })
    await expect(openTensorFile(folder)).rejects.toMatchObject({ code: 'shards/several' })
  })
})

describe('a diffusers folder', () => {
  const scheduler = '{"prediction_type": "v_prediction"}'
  const pipeline = {
    'model_index.json': '{"_class_name": "StableDiffusionPipeline"}',
    'scheduler/scheduler_config.json': scheduler,
    'unet/config.json': '{"sample_size": 64}',
    'unet/diffusion_pytorch_model.fp16.safetensors': { w: tensor(9) },
    'unet/diffusion_pytorch_model.safetensors': { w: tensor(1) },
    'vae/diffusion_pytorch_model.fp16.safetensors': { w: tensor(2) },
    'text_encoder/model.safetensors.index.json': '{"weight_map": {"w": "model-00001-of-00001.safetensors"}}',
    'text_encoder/model-00001-of-00001.safetensors': { w: tensor(3) },
    'safety_checker/model.safetensors': { w: tensor(4) },
  }

  test('has the names of its components in front, and prefers full precision', async () => {
    const folder = await temporaryFolder()
    await fill(folder, pipeline)
    const expected = { 'unet.w': [1], 'vae.w': [2], 'text_encoder.w': [3] }
    expect(await contents(folder)).toEqual(expected)
    expect(await contents(join(folder, 'model_index.json'))).toEqual(expected)
  })

  test('keeps its settings as metadata', async () => {
    const folder = await temporaryFolder()
    await fill(folder, pipeline)
    const file = await openTensorFile(folder)
    expect(file.kind).toBe('folder')
    expect(Object.fromEntries(file.metadata)).toEqual({
      'model_index.json': pipeline['model_index.json'],
      'scheduler/scheduler_config.json': scheduler,
      'unet/config.json': pipeline['unet/config.json'],
    })
    expect(file.location('unet.w')?.path).toBe(join(folder, 'unet', 'diffusion_pytorch_model.safetensors'))
    await file.close()
  })

  test('without weights is no model', async () => {
    const folder = await temporaryFolder()
    await fill(folder, { 'model_index.json': '{}', 'unet/config.json': '{}' })
    await expect(openTensorFile(folder)).rejects.toMatchObject({ code: 'file/folder-without-weights' })
  })

  const unetOnly = async (files: Record<string, Record<string, Tensor> | string>): Promise<string> => {
    const folder = await temporaryFolder()
    const inUnet = Object.entries(files).map(([name, held]) => [`unet/${name}`, held] as const)
    await fill(folder, { 'model_index.json': '{}', ...Object.fromEntries(inUnet) })
    return folder
  }
  const stem = 'diffusion_pytorch_model'
  const indexOf = (shard: string): string => JSON.stringify({ weight_map: { w: shard } })

  test.each([
    ['non_ema', `${stem}.non_ema.safetensors`],
    ['a variant of any name', `${stem}.my-v1.5.safetensors`],
    ['bf16', `${stem}.bf16.safetensors`],
  ])('is read in a variant: %s', async (_, name) => {
    expect(await contents(await unetOnly({ [name]: { w: tensor(1) } }))).toEqual({ 'unet.w': [1] })
  })

  test.each([
    ['pickled shards', `${stem}.bin.index.json`, `${stem}-00001-of-00001.bin`],
    ['shards of a variant', `${stem}.safetensors.index.bf16.json`, `${stem}.bf16-00001-of-00001.safetensors`],
    [
      'in the older spelling',
      `${stem}.bf16.safetensors.index.json`,
      `${stem}.bf16-00001-of-00001.safetensors`,
    ],
  ])('is read in %s', async (_, name, shard) => {
    const folder = await unetOnly({ [name]: indexOf(shard), [shard]: { w: tensor(1) } })
    expect(await contents(folder)).toEqual({ 'unet.w': [1] })
  })

  test('the usual weights go before those of other variants, and half precision before other weights', async () => {
    const folder = await unetOnly({
      [`${stem}.non_ema.safetensors`]: { w: tensor(3) },
      [`${stem}.ema.safetensors`]: { w: tensor(2) },
      [`${stem}.bf16.safetensors`]: { w: tensor(1) },
    })
    expect(await contents(folder)).toEqual({ 'unet.w': [1] })
  })

  test('weights that are not read are named', async () => {
    const folder = await unetOnly({ 'diffusion_flax_model.msgpack': 'x', 'config.json': '{}' })
    await expect(openTensorFile(folder)).rejects.toMatchObject({
      code: 'file/weights-of-other-kinds',
      facts: { folder: `${basename(folder)}/unet`, files: ['diffusion_flax_model.msgpack'] },
    })
  })

  test('without the weights of its UNet, it is not taken for a VAE', async () => {
    const folder = await temporaryFolder()
    await fill(folder, {
      'model_index.json':
        '{"_class_name": "StableDiffusionPipeline", "unet": ["diffusers", "UNet2DConditionModel"]}',
      'vae/diffusion_pytorch_model.safetensors': { w: tensor(2) },
    })
    await expect(openTensorFile(folder)).rejects.toMatchObject({
      code: 'file/part-without-weights',
      facts: { part: 'unet' },
    })
  })

  test('another pipeline is refused by name', async () => {
    const folder = await temporaryFolder()
    await fill(folder, {
      'model_index.json':
        '{"_class_name": "FluxPipeline", "transformer": ["diffusers", "FluxTransformer2DModel"]}',
      'vae/diffusion_pytorch_model.safetensors': { w: tensor(2) },
    })
    await expect(openTensorFile(folder)).rejects.toMatchObject({
      code: 'file/other-pipeline',
      facts: { pipeline: 'FluxPipeline' },
    })
  })
})

test('a .yaml beside a checkpoint comes with it as a hint', async () => {
  const folder = await temporaryFolder()
  await fill(folder, {
    'm.safetensors': { a: tensor(1) },
    'm.yaml': 'parameterization: "v"',
    'n.safetensors': {},
  })
  const [hinted, plain] = [
    await openWeights(join(folder, 'm.safetensors')),
    await openWeights(join(folder, 'n.safetensors')),
  ]
  expect(hinted.hints).toEqual({ sidecarYaml: 'parameterization: "v"' })
  expect(plain.hints).toEqual({})
  expect([...(await hinted.read('a'))]).toEqual([1])
  await hinted.close()
  await plain.close()
})
