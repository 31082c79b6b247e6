import { mkdir, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { embeddingList } from '../../../../src-main/app/library/embedding-list.ts'
import { embeddingWords } from '../../../../src-main/catalog/embeddings/embedding-words.ts'
import { countPrompt } from '../../../../src-main/app/prompt-count.ts'
import { writeTensorFile } from '../../../../src-main/files/write-tensor-file.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const vectors = (count: number) => ({
  dtype: 'f32' as const,
  shape: [count, 8],
  data: new Float32Array(count * 8),
})
async function put(
  folder: string,
  path: string,
  tensors: Record<string, ReturnType<typeof vectors>>,
): Promise<string> {
  const whole = join(folder, path)
  await mkdir(join(whole, '..'), { recursive: true })
  await writeTensorFile(whole, new Map(Object.entries(tensors)))
  return whole
}

test('files of folders called so are words; what is none of them is passed over', async () => {
  const folder = await temporaryFolder()
  const ink = await put(folder, 'sd/Embeddings/ink.safetensors', { emb_params: vectors(3) })
  await put(folder, 'sd/embeddings/more/two.safetensors', { '<a>': vectors(1), '<b>': vectors(2) })
  await put(folder, 'sd/loras/outside.safetensors', { emb_params: vectors(1) })
  await put(folder, 'sd/embeddings/adapter.safetensors', { 'lora_unet_x.lora_up.weight': vectors(1) })
  await writeFile(join(folder, 'sd/embeddings/broken.pt'), 'nothing of the kind')
  const list = embeddingList(() => [join(folder, 'sd'), join(folder, 'nowhere')], embeddingWords)
  const words = await list.words()
  expect(words.map(({ name, vectors: count }) => [name, count]).toSorted()).toEqual([
    ['<a>', 1],
    ['<b>', 2],
    ['ink', 3],
  ])
  expect(list.lastWords()).toBe(words)

  await put(folder, 'sd/Embeddings/ink.safetensors', { emb_params: vectors(5) })
  await utimes(ink, 1, 1)
  expect((await list.words()).find(({ name }) => name === 'ink')?.vectors).toBe(5)
  await rm(ink)
  expect((await list.words()).map(({ name }) => name)).not.toContain('ink')
})

test('a file of one token is called by its name and by the token', async () => {
  const folder = await temporaryFolder()
  const path = await put(folder, 'cat.safetensors', { '<cat-toy>': vectors(2) })
  expect(await embeddingWords(path)).toEqual([
    { name: 'cat', path, index: 0, vectors: 2 },
    { name: '<cat-toy>', path, index: 0, vectors: 2 },
  ])
})

test('a learned word counts as many tokens as it has vectors', () => {
  expect(countPrompt('a photo of ink', 'a1111').tokens).toBe(4)
  expect(countPrompt('a photo of ink', 'a1111', [{ name: 'ink', vectors: 7 }]).tokens).toBe(10)
})
