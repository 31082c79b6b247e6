// Textual inversions as PyTorch itself pickles them, read without running anything.
// vector[i][j] = ((8i + j) · k mod 17 − 8) / 16, k = 3, for learned_embeds.bin k = 5.
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openTensorFile } from '../../src-main/files/open-tensor-file.ts'
import { findEmbeddings } from '../../src-main/text/embeddings.ts'

const values = (count: number, k: number): number[] =>
  Array.from({ length: count }, (_, index) => (((index * k) % 17) - 8) / 16)

test.each([
  ['a1111.pt', null, 2, 3],
  ['parameter-dict.pt', null, 2, 3],
  ['legacy.pt', null, 2, 3],
  ['learned_embeds.bin', '<made-up>', 1, 5],
])('%s', async (name, token, vectors, k) => {
  const file = await openTensorFile(fileURLToPath(new URL(`embeddings/${name}`, import.meta.url)))
  try {
    const [found, ...more] = findEmbeddings(file.tensors, name)
    expect(more).toEqual([])
    expect(found).toMatchObject({ token, vectors })
    const { tensor, width } = found!.parts.get('text_encoder')!
    expect(width).toBe(8)
    expect([...(await file.read(tensor))]).toEqual(values(vectors * 8, k))
  } finally {
    await file.close()
  }
})
