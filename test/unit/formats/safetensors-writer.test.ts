// The strict form in which we write safetensors files.
import { expect, test } from 'vitest'
import { planSafetensors, safetensorsChunks } from '../../../src-main/formats/safetensors-writer.ts'

test('wide types first, then by name; metadata before all; padded with spaces to eight', () => {
  const { header, order, sizeBytes } = planSafetensors(
    new Map([
      ['b', { dtype: 'f32', shape: [2] }],
      ['a', { dtype: 'f32', shape: [] }],
      ['ü', { dtype: 'u8', shape: [3] }],
      ['ids', { dtype: 'i64', shape: [1] }],
      ['half', { dtype: 'f16', shape: [0, 4] }],
    ]),
    new Map([['note', 'a "quote"']]),
  )
  const json =
    '{"__metadata__":{"note":"a \\"quote\\""},' +
    '"ids":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},' +
    '"a":{"dtype":"F32","shape":[],"data_offsets":[8,12]},' +
    '"b":{"dtype":"F32","shape":[2],"data_offsets":[12,20]},' +
    '"half":{"dtype":"F16","shape":[0,4],"data_offsets":[20,20]},' +
    '"ü":{"dtype":"U8","shape":[3],"data_offsets":[20,23]}}'
  const text = Buffer.from(header).subarray(8).toString()
  expect(text.trimEnd()).toBe(json)
  expect(header.length % 8).toBe(0)
  expect(Buffer.from(header).readBigUInt64LE()).toBe(BigInt(header.length - 8))
  expect(sizeBytes).toBe(header.length + 23)
  expect(order.map(({ name, offset }) => [name, offset - header.length])).toEqual([
    ['ids', 0],
    ['a', 8],
    ['b', 12],
    ['half', 20],
    ['ü', 20],
  ])
})

test('names are ordered as their UTF-8 bytes', () => {
  const names = ['\u{1f600}', '\uff5e', 'ab', 'a', '\ud7ff']
  const { order } = planSafetensors(new Map(names.map((name) => [name, { dtype: 'u8', shape: [0] }])))
  expect(order.map(({ name }) => name)).toEqual(
    names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
  )
})

test('nothing at all is a valid file', () =>
  expect(Buffer.concat([...safetensorsChunks(new Map())]).toString('latin1')).toBe(
    '\b\0\0\0\0\0\0\0{}      ',
  ))

test('names that no file can hold are refused', () => {
  const one = { dtype: 'u8', shape: [0] } as const
  expect(() => planSafetensors(new Map([['__metadata__', one]]))).toThrow(/__metadata__/)
  expect(() => planSafetensors(new Map([['\ud800', one]]))).toThrow(/Unicode/)
})
