import { describe, expect, test } from 'vitest'
import type { Float32Tensor } from '../../../src-main/base/dtype.ts'
import { AppError } from '../../../src-main/base/errors.ts'
import {
  a1111Tensors,
  bundledTable,
  bundleTensors,
  checkEmbeddingFits,
  diffusersTensors,
  findEmbeddings,
  type EmbeddingShape,
} from '../../../src-main/text/embeddings.ts'
import { sortNames } from '../../../src-main/adapters/names/sort-names.ts'

const table = (shapes: Record<string, number[]>) =>
  new Map(Object.entries(shapes).map(([name, shape]) => [name, { shape }]))
const tensor = (vectors: number, width: number): Float32Tensor => ({
  dtype: 'f32',
  shape: [vectors, width],
  data: Float32Array.from({ length: vectors * width }, (_, index) => index / 8),
})
const plain = ({ token, vectors, parts }: EmbeddingShape) => ({
  token,
  vectors,
  parts: Object.fromEntries(parts),
})
const codeOf = (act: () => unknown): string => {
  try {
    act()
  } catch (error) {
    return error instanceof AppError ? `${error.code}: ${error.message}` : String(error)
  }
  return 'nothing'
}

describe('the forms', () => {
  test.each<[string, Record<string, number[]>, ReturnType<typeof plain>[]]>([
    [
      'A1111, safetensors',
      { emb_params: [4, 768] },
      [{ token: null, vectors: 4, parts: { text_encoder: { tensor: 'emb_params', width: 768 } } }],
    ],
    [
      'A1111, pickle',
      { 'string_to_param.*': [1, 1024] },
      [{ token: null, vectors: 1, parts: { text_encoder: { tensor: 'string_to_param.*', width: 1024 } } }],
    ],
    [
      'SDXL',
      { clip_g: [2, 1280], clip_l: [2, 768] },
      [
        {
          token: null,
          vectors: 2,
          parts: {
            text_encoder_2: { tensor: 'clip_g', width: 1280 },
            text_encoder: { tensor: 'clip_l', width: 768 },
          },
        },
      ],
    ],
    [
      'diffusers, one vector without an axis of its own',
      { '<cat-toy>': [768] },
      [{ token: '<cat-toy>', vectors: 1, parts: { text_encoder: { tensor: '<cat-toy>', width: 768 } } }],
    ],
    [
      'diffusers, two tokens',
      { '<s1>': [1, 768], '<s2>': [3, 768] },
      [
        { token: '<s1>', vectors: 1, parts: { text_encoder: { tensor: '<s1>', width: 768 } } },
        { token: '<s2>', vectors: 3, parts: { text_encoder: { tensor: '<s2>', width: 768 } } },
      ],
    ],
  ])('%s', (_name, shapes, expected) => {
    expect(findEmbeddings(table(shapes), 'it').map(plain)).toEqual(expected)
  })
})

test.each<[string, Record<string, number[]>]>([
  ['embedding/not-an-embedding: "it" holds no vectors of a word.', {}],
  ['embedding/not-an-embedding: "it" holds no vectors of a word.', { 'lora_unet_x.lora_up.weight': [4, 4] }],
  ['embedding/not-an-embedding: "it" holds no vectors of a word.', { emb_params: [1, 2, 3] }],
  ['embedding/empty: The embedding "it" holds no vector.', { emb_params: [0, 768] }],
  ['embedding/too-long: The embedding "it" takes 76 tokens.', { emb_params: [76, 768] }],
  [
    'embedding/uneven: The embedding "it" has more vectors for one text encoder than for the other.',
    { clip_l: [1, 768], clip_g: [2, 1280] },
  ],
  [
    'embedding/several-words: The embedding "it" holds more than one word under one name.',
    { 'string_to_param.*': [1, 768], 'string_to_param.+': [1, 768] },
  ],
])('%s', (expected, shapes) => {
  expect(codeOf(() => findEmbeddings(table(shapes), 'it'))).toBe(expected)
})

test('a wrong width is refused, naming both', () => {
  const [sd1] = findEmbeddings(table({ emb_params: [1, 768] }), 'ink')
  const [sdxl] = findEmbeddings(table({ clip_l: [1, 768], clip_g: [1, 1280] }), 'ink')
  const one = [{ component: 'text_encoder', width: 768 }] as const
  const two = [...one, { component: 'text_encoder_2', width: 1280 }] as const
  expect(codeOf(() => checkEmbeddingFits('ink', sd1!, one))).toBe('nothing')
  expect(codeOf(() => checkEmbeddingFits('ink', sdxl!, two))).toBe('nothing')
  expect(codeOf(() => checkEmbeddingFits('ink', sd1!, [{ component: 'text_encoder', width: 1024 }]))).toBe(
    'embedding/wrong-width: The embedding "ink" has vectors of width 768; the text encoder of this model takes 1024.',
  )
  expect(codeOf(() => checkEmbeddingFits('ink', sdxl!, one))).toContain('width 768 and 1280')
  expect(codeOf(() => checkEmbeddingFits('ink', sd1!, two))).toContain('takes 768 and 1280')
})

describe.each([
  ['one encoder', new Map<string, Float32Tensor>([['text_encoder', tensor(3, 16)]])],
  [
    'two encoders',
    new Map<string, Float32Tensor>([
      ['text_encoder', tensor(3, 16)],
      ['text_encoder_2', tensor(3, 32)],
    ]),
  ],
])('what is written is read again: %s', (_name, vectors) => {
  const read = (tensors: ReadonlyMap<string, Float32Tensor>) => {
    const [found] = findEmbeddings(tensors, 'ink')
    return new Map([...found!.parts].map(([encoder, part]) => [encoder, tensors.get(part.tensor)]))
  }

  test('A1111', () => {
    expect(read(a1111Tensors(vectors))).toEqual(vectors)
  })

  test('diffusers', () => {
    for (const [encoder, tensors] of diffusersTensors('<ink>', vectors)) {
      expect(findEmbeddings(tensors, 'ink')[0]?.token).toBe('<ink>')
      expect(read(tensors).get('text_encoder')).toBe(vectors.get(encoder))
    }
  })

  test('in an adapter’s file, where the adapter’s reader finds it', () => {
    const bundle = bundleTensors('my ink', vectors)
    const { embeddings, unknown } = sortNames({ tensors: bundle, metadata: new Map() })
    expect(unknown).toEqual([])
    expect(embeddings.map(({ name }) => name)).toEqual(['my ink'])
    const own = bundledTable('my ink', embeddings[0]!.tensors, bundle)
    const [found] = findEmbeddings(own, 'my ink')
    expect(found?.token).toBeNull()
    expect(
      new Map(
        [...found!.parts].map(([encoder, { tensor: name }]) => [encoder, bundle.get(own.get(name)!.tensor)]),
      ),
    ).toEqual(vectors)
  })
})
