import { mkdir, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { embeddingWords } from '../../../../src-main/catalog/embeddings/embedding-words.ts'
import { findEmbeddingWords } from '../../../../src-main/catalog/embeddings/find-embeddings.ts'
import { libraryWork } from '../../../../src-main/catalog/worker/library-work.ts'
import { openCatalog } from '../../../../src-main/database/catalog-database.ts'
import { countPrompt } from '../../../../src-main/app/prompt/prompt-count.ts'
import { writeTensorFile } from '../../../../src-main/files/write-tensor-file.ts'
import { openLibrary, type TestLibrary } from '../../../support/open-library.ts'
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

test('files are words wherever they lie; one that was meant so and cannot be read is a word without vectors', async () => {
  const folder = await temporaryFolder()
  const ink = await put(folder, 'sd/Embeddings/ink.safetensors', { emb_params: vectors(3) })
  await put(folder, 'sd/embeddings/more/two.safetensors', { '<a>': vectors(1), '<b>': vectors(2) })
  await put(folder, 'sd/loras/outside.safetensors', { emb_params: vectors(1) })
  await put(folder, 'sd/embeddings/adapter.safetensors', { 'lora_unet_x.lora_up.weight': vectors(1) })
  await writeFile(join(folder, 'sd/embeddings/broken.pt'), 'nothing of the kind')
  const database = openCatalog(':memory:')
  const open = (): TestLibrary =>
    openLibrary({ database, roots: () => [join(folder, 'nowhere'), join(folder, 'sd')], work: libraryWork })
  let shelf = open()
  const counts = (): Record<string, number> =>
    Object.fromEntries(shelf.embeddings.words().map(({ name, vectors: count }) => [name, count]))
  expect(counts()).toEqual({})
  await shelf.library.look()
  expect(counts()).toEqual({ '<a>': 1, '<b>': 2, broken: 0, ink: 3, outside: 1 })
  expect(shelf.embeddings.words()).toBe(shelf.embeddings.words())

  // A second start knows them before it looks.
  await shelf.close()
  shelf = open()
  expect(counts()).toEqual({ '<a>': 1, '<b>': 2, broken: 0, ink: 3, outside: 1 })

  await put(folder, 'sd/Embeddings/ink.safetensors', { emb_params: vectors(5) })
  await utimes(ink, 1, 1)
  await shelf.library.look()
  expect(counts().ink).toBe(5)
  await rm(ink)
  await shelf.library.look()
  expect(counts()).toEqual({ '<a>': 1, '<b>': 2, broken: 0, outside: 1 })
  await shelf.close()
  database.close()
})

test('of two words of one name, that of the first folder counts', async () => {
  const folder = await temporaryFolder()
  for (const [place, count] of Object.entries({ 'z/embeddings': 1, 'a/embeddings': 2, 'a/embeddings/b': 3 }))
    await put(folder, `${place}/ink.safetensors`, { emb_params: vectors(count) })
  const database = openCatalog(':memory:')
  let roots = ['z', 'a']
  const shelf = openLibrary({
    database,
    roots: () => roots.map((name) => join(folder, name)),
    work: libraryWork,
  })
  await shelf.library.look()
  expect(shelf.embeddings.words().map((word) => word.vectors)).toEqual([1])
  roots = ['a', 'z']
  await shelf.library.look()
  expect(shelf.embeddings.words().map((word) => word.vectors)).toEqual([3])
  expect(
    (await findEmbeddingWords(roots.map((name) => join(folder, name)))).map((word) => word.vectors),
  ).toEqual([2])
  await shelf.close()
  database.close()
})

test('a word that can be read goes before one that cannot, and one that cannot counts as plain text', async () => {
  const folder = await temporaryFolder()
  await put(folder, 'a/embeddings/ink.safetensors', { emb_params: vectors(80) })
  const readable = await put(folder, 'b/embeddings/ink.safetensors', { emb_params: vectors(3) })
  await put(folder, 'b/embeddings/strawberry.safetensors', { emb_params: vectors(80) })
  const words = await findEmbeddingWords([join(folder, 'a'), join(folder, 'b')])
  expect(words.find(({ name }) => name === 'ink')).toMatchObject({ path: readable, vectors: 3 })
  expect(words.find(({ name }) => name === 'strawberry')?.vectors).toBe(0)
  const without = countPrompt('a strawberry cake', 'a1111')
  expect(countPrompt('a strawberry cake', 'a1111', words)).toEqual(without)
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
