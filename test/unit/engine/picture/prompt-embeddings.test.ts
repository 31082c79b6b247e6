// Which learned words a picture's prompts name, and the tables its text encoders get.
import { expect, test } from 'vitest'
import { AppError } from '../../../../src-main/base/errors.ts'
import { pictureProfiles } from '../../../../src-main/engine/picture/profiles.ts'
import { promptEmbeddings, type OfferedWord } from '../../../../src-main/engine/picture/prompt-embeddings.ts'
import type { EmbeddingEncoder } from '../../../../src-main/text/embeddings.ts'
import { published } from '../../../support/families.ts'
import { remark } from '../../../../src-main/messages/table.ts'
import { inEnglish } from '../../../support/said.ts'

const encoders = published.sdxl.textEncoders
const read: string[] = []

/** Vectors filled with one number, which tells them apart. */
function offered(
  name: string,
  fill: number,
  vectors = 1,
  widths = encoders.map(({ width }) => width),
): OfferedWord {
  const parts = (['text_encoder', 'text_encoder_2'] as const).slice(0, widths.length)
  return {
    name,
    chosen: false,
    read: () => {
      read.push(name)
      const tensors = parts.map(
        (part, index): [EmbeddingEncoder, { dtype: 'f32'; shape: number[]; data: Float32Array }] => {
          const width = widths[index] ?? 0
          return [
            part,
            { dtype: 'f32', shape: [vectors, width], data: new Float32Array(vectors * width).fill(fill) },
          ]
        },
      )
      return Promise.resolve({ vectors: new Map(tensors), sha256: `${fill}` })
    },
  }
}
const a1111 = { profile: pictureProfiles.a1111, encoders } as const

test('only named words are read; both encoders get the same rows', async () => {
  read.length = 0
  const words = [offered('ink', 1, 2), offered('zorp', 2, 3), offered('unsaid', 3)]
  const found = await promptEmbeddings(['a zorp', 'in ink, zorp'], words, a1111)
  expect(read).toEqual(['zorp', 'ink'])
  expect(found.words.map(({ name, first, vectors }) => [name, first, vectors])).toEqual([
    ['zorp', 0, 3],
    ['ink', 3, 2],
  ])
  for (const { component, width } of encoders) {
    const table = found.tables.get(component)!
    expect(table.shape).toEqual([5, width])
    expect([0, 2, 3, 4].map((row) => table.data[row * width])).toEqual([2, 2, 1, 1])
  }
  expect(found.used).toEqual([
    { name: 'zorp', sha256: '2' },
    { name: 'ink', sha256: '1' },
  ])
})

test('no word, no table', async () => {
  const found = await promptEmbeddings(['a cat'], [offered('ink', 1)], a1111)
  expect([found.words, [...found.tables], found.used, found.warnings]).toEqual([[], [], [], []])
})

test('of two words of one name the first counts', async () => {
  const found = await promptEmbeddings(['ink'], [offered('ink', 1), offered('ink', 2)], a1111)
  expect(found.used).toEqual([{ name: 'ink', sha256: '1' }])
})

test('one for another family is plain words, with a warning; chosen it is an error', async () => {
  const narrow = offered('ink', 1, 1, [768])
  const found = await promptEmbeddings(['ink'], [narrow], a1111)
  expect(found.words).toEqual([])
  expect(found.warnings).toHaveLength(1)
  expect(inEnglish(found.warnings[0])).toContain(
    'width 768; the text encoder of this model takes 768 and 1280. Its name was read as plain words.',
  )
  const refused = await promptEmbeddings(['ink'], [{ ...narrow, chosen: true }], a1111).catch(
    (error: unknown) => error,
  )
  expect(refused).toBeInstanceOf(AppError)
  expect(refused).toMatchObject({ code: 'embedding/wrong-width' })
})

test('a file that cannot be read says why where it was asked for by name', async () => {
  const gone: OfferedWord = {
    name: 'ink',
    chosen: false,
    read: () => Promise.reject(new AppError('file/missing', { file: 'ink.pt' })),
  }
  expect((await promptEmbeddings(['ink'], [gone], a1111)).warnings).toEqual([
    remark('prompt/embedding-unused', { why: remark('file/missing', { file: 'ink.pt' }) }),
  ])
  const comfy = { profile: pictureProfiles.comfyui, encoders } as const
  await expect(promptEmbeddings(['embedding:ink'], [gone], comfy)).rejects.toMatchObject({
    code: 'file/missing',
  })
  await expect(promptEmbeddings(['embedding:inc'], [gone], comfy)).rejects.toMatchObject({
    code: 'prompt/embedding',
    hint: expect.stringContaining('Similar names: ink.') as string,
  })
})
