import { describe, expect, test } from 'vitest'
import { readRecipe } from '../../../src-main/contract/recipe.ts'
import { initialVectors, newWordOf, withWord } from '../../../src-main/training/new-word.ts'
import { checkpointSource } from '../../../src-main/architectures/recognising/checkpoint-source.ts'
import { detectCheckpoint, modelOf } from '../../../src-main/architectures/recognising/detect.ts'
import { goldenNetwork } from '../../support/golden-networks.ts'
import { numberWords } from '../../support/number-words.ts'

const recipe = (word: string, learn: 'adapter' | 'embedding' = 'embedding') =>
  readRecipe({ base: 'b', data: { folder: 'f' }, learn, embedding: { word, vectors: 3 } })

describe('the word', () => {
  test.each(['ink', 'ink-style_2', 'my ink', 'すみ'])('%s', (word) => {
    expect(newWordOf(recipe(` ${word} `))).toEqual({ word, vectors: 3 })
  })

  test.each(['', 'a/b', 'a, b', '<ink>', '(ink)', 'ink.', '../ink'])('%j is refused', (word) => {
    expect(() => newWordOf(recipe(word))).toThrow('cannot be a new word')
  })

  test('an adapter has none', () => {
    expect(newWordOf(recipe('ink', 'adapter'))).toBeNull()
  })
})

test.each([
  ['a cat', 'ink, a cat'],
  ['a cat in INK style', 'a cat in INK style'],
  ['an inkjet', 'ink, an inkjet'],
  ['', ''],
])('%j is learned from as %j', (caption, expected) => {
  expect(withWord(caption, { word: 'ink', vectors: 2 })).toBe(expected)
})

describe('vectors start as tokens of the initial word, spread as A1111 spreads them', () => {
  const { file } = goldenNetwork('sdxl')
  const detection = detectCheckpoint(file)
  const source = checkpointSource(file, detection)
  const { textEncoders } = modelOf(detection)
  const start = (initial: string, vectors: number) =>
    initialVectors({ initial, vectors }, textEncoders, source, numberWords)

  test.each([
    ['w12 w34', 4, [12, 12, 34, 34]],
    ['w12 w34 w56', 2, [12, 34]],
    ['w7', 2, [7, 7]],
  ])('%s into %d', async (initial, vectors, ids) => {
    const made = await start(initial, vectors)
    for (const { component, width } of textEncoders) {
      const table = await source.read(`${component}.text_model.embeddings.token_embedding.weight`)
      const expected = ids.flatMap((id) => [...table.subarray(id * width, (id + 1) * width)])
      expect(made.get(component)).toEqual({
        dtype: 'f32',
        shape: [vectors, width],
        data: Float32Array.from(expected),
      })
    }
  })

  test('nothing known starts from zeros', async () => {
    const made = await start('', 2)
    expect([...made.keys()]).toEqual(['text_encoder', 'text_encoder_2'])
    expect(made.get('text_encoder')?.data).toEqual(new Float32Array(128))
  })
})
