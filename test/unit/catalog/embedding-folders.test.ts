import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { inEmbeddingFolder } from '../../../src-main/catalog/embedding-folders.ts'
import { inspectModel } from '../../../src-main/catalog/models/inspect-checkpoint.ts'
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

test('an embedding where it belongs is no broken model; elsewhere it is named', async () => {
  const folder = await temporaryFolder()
  const put = async (path: string): Promise<string> => {
    const whole = join(folder, path)
    await mkdir(dirname(whole), { recursive: true })
    const tensor = { dtype: 'f32', shape: [1, 8], data: new Float32Array(8) } as const
    await writeTensorFile(whole, new Map([['emb_params', tensor]]))
    return whole
  }
  expect(await inspectModel(await put('embeddings/ink.safetensors'))).toBeNull()
  await expect(inspectModel(await put('ink.safetensors'))).rejects.toMatchObject({
    code: 'checkpoint/not-a-checkpoint',
  })
})
