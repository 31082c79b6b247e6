import { join } from 'node:path'
import { expect, test } from 'vitest'
import { convertEmbedding } from '../../../../src-main/app/library/convert-embedding.ts'
import type { Float32Tensor } from '../../../../src-main/base/dtype.ts'
import { openTensorFile } from '../../../../src-main/files/open-tensor-file.ts'
import { writeTensorFile } from '../../../../src-main/files/write-tensor-file.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const vectors = (count: number, width: number): Float32Tensor => ({
  dtype: 'f32',
  shape: [count, width],
  data: Float32Array.from({ length: count * width }, (_, index) => index / 4 - count),
})

async function contents(path: string): Promise<Record<string, Float32Tensor>> {
  const file = await openTensorFile(path)
  const read: Record<string, Float32Tensor> = {}
  for (const [name, { shape }] of file.tensors)
    read[name] = { dtype: 'f32', shape, data: await file.read(name) }
  await file.close()
  return read
}

test('there and back the numbers stay', async () => {
  const folder = await temporaryFolder()
  const at = (name: string): string => join(folder, name)
  const first = vectors(2, 8)
  await writeTensorFile(at('ink.safetensors'), new Map([['emb_params', first]]))
  const out = { input: at('ink.safetensors'), output: at('d.safetensors'), word: null }
  expect(await convertEmbedding({ ...out, to: 'diffusers' })).toEqual([at('d.safetensors')])
  expect(await contents(at('d.safetensors'))).toEqual({ '<ink>': first })
  const back = { input: at('d.safetensors'), output: at('back.safetensors'), word: null }
  await convertEmbedding({ ...back, to: 'a1111' })
  expect(await contents(at('back.safetensors'))).toEqual({ emb_params: first })
})

test('diffusers keeps SDXL’s two encoders apart', async () => {
  const folder = await temporaryFolder()
  const at = (name: string): string => join(folder, name)
  const [clipL, clipG] = [vectors(1, 8), vectors(1, 12)]
  await writeTensorFile(
    at('ink.safetensors'),
    new Map([
      ['clip_l', clipL],
      ['clip_g', clipG],
    ]),
  )
  const files = await convertEmbedding({
    input: at('ink.safetensors'),
    output: at('d.safetensors'),
    to: 'diffusers',
    word: '<my-ink>',
  })
  expect(files).toEqual([at('d.safetensors'), at('d_2.safetensors')])
  expect(await contents(files[0]!)).toEqual({ '<my-ink>': clipL })
  expect(await contents(files[1]!)).toEqual({ '<my-ink>': clipG })
})

test('of several words one must be chosen', async () => {
  const folder = await temporaryFolder()
  const [input, output] = [join(folder, 'two.safetensors'), join(folder, 'one.safetensors')]
  await writeTensorFile(
    input,
    new Map([
      ['<a>', vectors(1, 8)],
      ['<b>', vectors(2, 8)],
    ]),
  )
  await expect(convertEmbedding({ input, output, to: 'a1111', word: null })).rejects.toMatchObject({
    code: 'embedding/which-word',
    hint: 'Choose one: <a>, <b>.',
  })
  await convertEmbedding({ input, output, to: 'a1111', word: '<b>' })
  expect(await contents(output)).toEqual({ emb_params: vectors(2, 8) })
})
