// Other words in a header: the tensors are said as they were, and what was there of words stays.
import { expect, test } from 'vitest'
import { headerWithMetadata } from '../../../src-main/formats/safetensors-metadata.ts'

const jsonOf = (header: Uint8Array): string => {
  const length = Number(new DataView(header.buffer, header.byteOffset).getBigUint64(0, true))
  expect(8 + length).toBe(header.length)
  expect(header.length % 8).toBe(0)
  return new TextDecoder().decode(header.subarray(8))
}
const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

test('words are set, replaced and removed; everything else stays', () => {
  const tensor = '"__proto__":{"dtype":"F4","shape":[2],"data_offsets":[0,1],"note":null}'
  const header = encode(`{ ${tensor}, "__metadata__": {"kept":"é","old":"1","gone":"x"} }  `)
  const changes = new Map<string, string | null>([
    ['old', '2'],
    ['gone', null],
    ['new', '"'],
  ])
  expect(jsonOf(headerWithMetadata(header, changes)).trimEnd()).toBe(
    `{"__metadata__":{"kept":"é","old":"2","new":"\\""},${tensor}}`,
  )
})

test('a header without words gets some', () => {
  expect(jsonOf(headerWithMetadata(encode('{}'), new Map([['a', 'b']]))).trimEnd()).toBe(
    '{"__metadata__":{"a":"b"}}',
  )
  expect(jsonOf(headerWithMetadata(encode('{"__metadata__":null}'), new Map())).trimEnd()).toBe(
    '{"__metadata__":{}}',
  )
})
