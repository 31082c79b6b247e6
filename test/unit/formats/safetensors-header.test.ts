// Headers that the official test set leaves out: what an attacker or an unlucky download would write.
import { describe, expect, test } from 'vitest'
import { type ByteSource } from '../../../src-main/formats/byte-source.ts'
import { memorySource } from '../../support/memory-source.ts'
import { readSafetensorsHeader } from '../../../src-main/formats/safetensors-header.ts'

function fileOf(json: string, dataBytes: number): ByteSource {
  const header = Buffer.from(json)
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(header.length))
  return memorySource(Buffer.concat([length, header, Buffer.alloc(dataBytes)]))
}
const entry = (shape: string, end: number, begin = 0): string =>
  `{"dtype":"U8","shape":${shape},"data_offsets":[${begin},${end}]}`

test('names that JavaScript gives a meaning are names like all others', async () => {
  const { tensors, metadata } = await readSafetensorsHeader(
    fileOf(
      `{"__proto__":${entry('[2]', 2)},"constructor":${entry('[1]', 3, 2)},"__metadata__":{"__proto__":"x"}}`,
      3,
    ),
  )
  expect([...tensors.keys()]).toEqual(['__proto__', 'constructor'])
  expect(metadata.get('__proto__')).toBe('x')
  expect(tensors.get('constructor')).toMatchObject({ shape: [1], sizeBytes: 1 })
})

test('offsets count from the start of the file', async () => {
  const json = `{"a":${entry('[2,2]', 4)}}`
  const { tensors, dataOffset } = await readSafetensorsHeader(fileOf(json, 4))
  expect(dataOffset).toBe(8 + json.length)
  expect(tensors.get('a')).toEqual({
    name: 'a',
    type: 'U8',
    shape: [2, 2],
    offset: 8 + json.length,
    sizeBytes: 4,
  })
})

test('empty tensors may lie anywhere between others', async () => {
  const json = `{"a":${entry('[2]', 2)},"b":${entry('[0]', 2, 2)},"c":${entry('[1]', 3, 2)},"d":${entry('[0,9]', 3, 3)}}`
  await expect(readSafetensorsHeader(fileOf(json, 3))).resolves.toHaveProperty('tensors.size', 4)
})

describe('refused', () => {
  const axes = (count: number): string => `[${Array.from({ length: count }, () => 1).join(',')}]`
  test.each([
    ['a shape of 65 axes', `{"a":${entry(axes(65), 1)}}`, 'header-not-json'],
    ['an extent beyond 2^53', `{"a":${entry('[9007199254740993]', 1)}}`, 'header-not-json'],
    ['a product beyond 2^53', `{"a":${entry('[134217728,134217728]', 1)}}`, 'size-overflow'],
    ['bits beyond 2^53 that bytes are not', `{"a":${entry('[9007199254740991]', 1)}}`, 'size-overflow'],
    ['a fraction written as a whole', `{"a":${entry('[1e0]', 1)}}`, 'header-not-json'],
    ['minus zero', `{"a":${entry('[-0]', 0)}}`, 'header-not-json'],
    ['a field twice', '{"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}}', 'duplicate-key'],
    ['a number in the metadata', `{"__metadata__":{"epoch":3},"a":${entry('[1]', 1)}}`, 'metadata-not-text'],
    [
      'nothing in the metadata',
      `{"__metadata__":{"epoch":null},"a":${entry('[1]', 1)}}`,
      'metadata-not-text',
    ],
    ['metadata twice', `{"__metadata__":{},"__metadata__":{},"a":${entry('[1]', 1)}}`, 'duplicate-key'],
    ['a metadata key twice', `{"__metadata__":{"a":"1","a":"1"},"b":${entry('[1]', 1)}}`, 'duplicate-key'],
    ['half a surrogate pair', `{"\\ud800":${entry('[1]', 1)}}`, 'header-not-json'],
    ['two tensors in the same bytes', `{"a":${entry('[1]', 1)},"b":${entry('[1]', 1)}}`, 'bad-offset'],
    ['a tensor as a list', '{"a":["U8",[1],[0,1]]}', 'header-not-json'],
    ['bottomless nesting', `{"a":{"x":${'['.repeat(100_000)}`, 'header-not-json'],
    ['zeros after the JSON', `{"a":${entry('[1]', 1)}}\0\0`, 'header-not-json'],
  ])('%s', async (_, json, problem) =>
    expect(readSafetensorsHeader(fileOf(json, 1))).rejects.toMatchObject({
      code: `safetensors/${problem}`,
      hint: expect.stringMatching(/\.$/) as string,
    }),
  )

  test('the sentence names the tensor', () =>
    expect(readSafetensorsHeader(fileOf(`{"a.b":${entry('[2]', 1)}}`, 1))).rejects.toThrow(/"a\.b"/))
})
