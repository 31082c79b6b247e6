import fc from 'fast-check'
import { expect, test } from 'vitest'
import { outlineHeader } from '../../../src-main/formats/safetensors-outline.ts'
import { planSafetensors } from '../../../src-main/formats/safetensors-writer.ts'

const table = new Map([
  ['b.alpha', { dtype: 'f16', shape: [] } as const],
  ['a.weight', { dtype: 'f32', shape: [2, 3] } as const],
])

const headerOf = (metadata: ReadonlyMap<string, string>): Uint8Array =>
  planSafetensors(table, metadata).header.subarray(8)

const words = fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })), {
  minLength: 1,
  maxLength: 6,
})

test('words are read as they were written, and the table is the same whatever they are', () => {
  fc.assert(
    fc.property(words, words, (one, other) => {
      const [first, second] = [new Map(one), new Map(other)]
      const outline = outlineHeader(headerOf(first))
      expect([...outline!.metadata!]).toEqual([...first])
      expect(outline!.table).toEqual(outlineHeader(headerOf(second))!.table)
    }),
  )
})

test('another table is another', () => {
  const metadata = new Map([['format', 'pt']])
  const other = planSafetensors(new Map([...table].slice(1)), metadata).header.subarray(8)
  expect(outlineHeader(other)!.table).not.toEqual(outlineHeader(headerOf(metadata))!.table)
})

const bytes = (json: string): Uint8Array => new TextEncoder().encode(json)

test('a header that begins with a tensor is its table, with whatever words lie in it', () => {
  const json = '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"__metadata__":{"k":"v"}}'
  expect(outlineHeader(bytes(`${json}   `))).toEqual({ table: bytes(json), metadata: null })
})

test.each([
  ['a key that comes twice', '{"__metadata__":{"k":"v","k":"w"}}'],
  ['a number', '{"__metadata__":{"k":1}}'],
  ['an object inside', '{"__metadata__":{"k":{"a":"b"}}}'],
  ['an end that never comes', '{"__metadata__":{"k":"v'],
  ['an end without a bracket', '{"__metadata__":{"k":"v"'],
  ['an escape that means nothing', String.raw`{"__metadata__":{"k":"\q"}}`],
  ['half a surrogate pair', String.raw`{"__metadata__":{"k":"\ud800"}}`],
  ['a missing comma', '{"__metadata__":{"k":"v""l":"w"}}'],
])('%s is left to whoever reads it whole', (_, json) => {
  expect(outlineHeader(bytes(json))).toBeNull()
})

test('bytes that are no UTF-8 are left to whoever reads it whole', () => {
  const json = bytes('{"__metadata__":{"k":"?"}}')
  json[json.indexOf('?'.charCodeAt(0))] = 0xff
  expect(outlineHeader(json)).toBeNull()
})
