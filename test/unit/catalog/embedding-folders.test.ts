import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { inEmbeddingFolder } from '../../../src-main/catalog/embedding-folders.ts'
import { libraryFileReader } from '../../../src-main/catalog/worker/read-library-file.ts'
import { writeTensorFile } from '../../../src-main/files/write-tensor-file.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

test.each([
  ['/models/embeddings/ink.pt', true],
  ['C:\\sd\\Embeddings\\style', true],
  ['/models/textual_inversion', true],
  ['/models/my-embeddings-backup/ink.pt', false],
])('%s', (path, expected) => {
  expect(inEmbeddingFolder(path)).toBe(expected)
})

test('an embedding is one by its tensors, wherever it lies', async () => {
  const folder = await temporaryFolder()
  const put = async (path: string): Promise<string> => {
    const whole = join(folder, path)
    await mkdir(dirname(whole), { recursive: true })
    const tensor = { dtype: 'f32', shape: [1, 8], data: new Float32Array(8) } as const
    await writeTensorFile(whole, new Map([['emb_params', tensor]]))
    return whole
  }
  const beside = { preview: null, said: {} }
  const inPlace = await libraryFileReader()(await put('embeddings/ink.safetensors'), beside)
  expect(inPlace).toMatchObject({ model: null, adapter: null, words: [{ name: 'ink', vectors: 1 }] })
  const elsewhere = await libraryFileReader()(await put('ink.safetensors'), beside)
  expect(elsewhere).toMatchObject({
    thing: { kind: 'embedding', facts: { vectors: 1, widths: [8] } },
    model: null,
    adapter: null,
    words: [{ name: 'ink', vectors: 1 }],
  })
})
