// One real file of each kind: what it is told to be, whatever it is called and wherever it lies.
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import type { Tensor } from '../../../../src-main/base/dtype.ts'
import { nothingBeside } from '../../../../src-main/catalog/sidecars/sidecar-names.ts'
import { libraryFileReader } from '../../../../src-main/catalog/worker/read-library-file.ts'
import type { FileThing } from '../../../../src-main/contract/library-file.ts'
import { openTensorFile } from '../../../../src-main/files/open-tensor-file.ts'
import { writeTensorFile } from '../../../../src-main/files/write-tensor-file.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'
import { writeTinyCheckpoint } from '../../../support/tiny-checkpoint.ts'

const tensor = (...shape: number[]): Tensor => ({
  dtype: 'f32',
  shape,
  data: new Float32Array(shape.reduce((product, size) => product * size, 1)),
})

async function parts(): Promise<{
  folder: string
  checkpoint: string
  of: (prefix: RegExp) => Map<string, Tensor>
}> {
  const folder = await temporaryFolder()
  const checkpoint = await writeTinyCheckpoint(folder)
  const file = await openTensorFile(checkpoint)
  const all = new Map<string, Tensor>()
  for (const [name, { shape }] of file.tensors)
    all.set(name, { dtype: 'f32', shape, data: await file.read(name) })
  await file.close()
  return { folder, checkpoint, of: (prefix) => new Map([...all].filter(([name]) => prefix.test(name))) }
}

test('each file is one thing, whatever its name and folder say', async () => {
  const { folder, checkpoint, of } = await parts()
  const thingOf = async (path: string, tensors?: Map<string, Tensor>): Promise<FileThing> => {
    const whole = join(folder, path)
    if (tensors !== undefined) {
      await mkdir(dirname(whole), { recursive: true })
      await writeTensorFile(whole, tensors)
    }
    return (await libraryFileReader()(whole, nothingBeside)).thing
  }
  const made = (shapes: Record<string, number[]>): Map<string, Tensor> =>
    new Map(Object.entries(shapes).map(([name, shape]) => [name, tensor(...shape)]))

  const whole = (await libraryFileReader()(checkpoint, nothingBeside)).thing
  expect(whole).toMatchObject({ kind: 'checkpoint', problem: null, facts: { vae: 1 }, precision: 'f32' })
  expect(whole.parameters).toBeGreaterThan(1000)
  expect(await thingOf('lora/a.safetensors', of(/^(unet|model\.diffusion_model)\./))).toMatchObject({
    kind: 'unet',
  })
  expect(await thingOf('embeddings/b.safetensors', of(/^(vae|first_stage_model)\./))).toMatchObject({
    kind: 'vae',
    facts: { latentChannels: 4, factor: 8 },
    problem: null,
  })
  expect(await thingOf('vae/c.safetensors', of(/^(text_encoder|cond_stage_model)\./))).toMatchObject({
    kind: 'text-encoder',
    form: 'clip',
    facts: { width: 32 },
  })
  expect(await thingOf('d.safetensors', made({ emb_params: [3, 768] }))).toMatchObject({
    kind: 'embedding',
    family: 'sd1',
    facts: { vectors: 3, widths: [768] },
  })
  expect(await thingOf('lora/e.safetensors', made({ clip_l: [2, 768], clip_g: [2, 1280] }))).toMatchObject({
    kind: 'embedding',
    family: 'sdxl',
    facts: { vectors: 2, widths: [768, 1280] },
  })
  expect(await thingOf('f.safetensors', made({ '<ink>': [1, 1024] }))).toMatchObject({
    kind: 'embedding',
    family: 'sd2',
    facts: { words: ['<ink>'] },
  })
  const flux = made({ 'double_blocks.0.img_attn.norm.key_norm.scale': [128] })
  expect(await thingOf('g.safetensors', flux)).toMatchObject({
    kind: 'unet',
    model: 'Flux',
    problem: { code: 'checkpoint/wrong-architecture' },
  })
  const flux2 = new Map([...flux, ...made({ 'vae.decoder.conv_in.weight': [1, 1] })])
  expect(await thingOf('h.safetensors', flux2)).toMatchObject({ kind: 'checkpoint', model: 'Flux' })
  expect(await thingOf('i.safetensors', made({ betas: [1000] }))).toMatchObject({ kind: 'other' })
  const up = { 'conv_first.weight': [8, 3, 3, 3], 'body.0.rdb1.conv1.weight': [4, 8, 3, 3] }
  const upscaler = join(folder, 'j.pth')
  await writeTensorFile(upscaler, made(up))
  expect(await libraryFileReader()(upscaler, nothingBeside)).toMatchObject({
    thing: { kind: 'upscaler' },
    model: null,
    adapter: null,
  })
  await writeFile(join(folder, 'k.ckpt'), 'nothing of the kind')
  expect(await thingOf('k.ckpt')).toMatchObject({ kind: 'broken', problem: { code: 'file/not-a-model' } })
})

test('a tool among adapters is listed there with its reason; elsewhere it is no broken checkpoint', async () => {
  const folder = await temporaryFolder()
  const read = async (path: string) => {
    const whole = join(folder, path)
    await mkdir(dirname(whole), { recursive: true })
    await writeTensorFile(whole, new Map([['image_proj.proj.weight', tensor(4, 4)]]))
    return libraryFileReader()(whole, nothingBeside)
  }
  expect(await read('loras/x.safetensors')).toMatchObject({
    thing: { kind: 'ip-adapter', problem: null },
    model: null,
    adapter: { problem: { code: 'adapter/tool' } },
  })
  expect(await read('models/x.safetensors')).toMatchObject({
    thing: { kind: 'ip-adapter' },
    model: null,
    adapter: null,
  })
})
