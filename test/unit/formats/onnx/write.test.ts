// The bytes are read back field by field with the wire reader, against the field numbers of onnx.proto.
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire'
import { expect, it } from 'vitest'
import type { OnnxModel } from '../../../../src-main/formats/onnx/model.ts'
import { writeOnnx } from '../../../../src-main/formats/onnx/write.ts'

type Fields = [field: number, value: number | string | Uint8Array][]

/** A message's fields in order: varints as numbers, floats as numbers, everything else as bytes. */
function fieldsOf(bytes: Uint8Array): Fields {
  const reader = new BinaryReader(bytes)
  const fields: Fields = []
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag()
    if (type === WireType.Varint) fields.push([field, Number(reader.int64())])
    else if (type === WireType.Bit32) fields.push([field, reader.float()])
    else fields.push([field, reader.bytes()])
  }
  return fields
}
const bytesAt = (fields: Fields, field: number): Uint8Array[] =>
  fields.filter(([number]) => number === field).map(([, value]) => value as Uint8Array)
const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes)

const model: OnnxModel = {
  name: 'small',
  opsets: [
    { domain: '', version: 20 },
    { domain: 'com.microsoft', version: 1 },
  ],
  inputs: [{ name: 'x', dtype: 'f32', shape: ['batch', 4] }],
  outputs: [{ name: 'y', dtype: 'i64', shape: [] }],
  initializers: [
    { name: 'inline', dtype: 'i64', shape: [1], data: new Uint8Array(8).fill(1) },
    {
      name: 'stored',
      dtype: 'bf16',
      shape: [2, 3],
      data: { path: 'a.safetensors', offset: 5e9, sizeBytes: 12 },
    },
  ],
  nodes: [
    {
      opType: 'Resize',
      domain: 'com.microsoft',
      name: 'n',
      inputs: ['x', '', 'scales'],
      outputs: ['y'],
      attributes: { i: { int: -1 }, f: { float: 0.5 }, s: { string: 'floor' }, l: { ints: [1, -2] } },
    },
  ],
}
const root = fieldsOf(writeOnnx(model))
const graph = fieldsOf(bytesAt(root, 7)[0]!)

it('writes the model and its opsets', () => {
  expect(root.filter(([field]) => field === 1)).toEqual([[1, 10]])
  const opsets = bytesAt(root, 8).map(fieldsOf)
  expect(opsets[0]).toEqual([[2, 20]])
  expect(text(bytesAt(opsets[1]!, 1)[0])).toBe('com.microsoft')
  expect(text(bytesAt(graph, 2)[0])).toBe('small')
})

it('writes values with numbers and symbols as extents', () => {
  const input = fieldsOf(bytesAt(graph, 11)[0]!)
  expect(text(bytesAt(input, 1)[0])).toBe('x')
  const tensor = fieldsOf(bytesAt(fieldsOf(bytesAt(input, 2)[0]!), 1)[0]!)
  expect(tensor[0]).toEqual([1, 1])
  const dims = bytesAt(fieldsOf(bytesAt(tensor, 2)[0]!), 1).map(fieldsOf)
  expect(text(bytesAt(dims[0]!, 2)[0])).toBe('batch')
  expect(dims[1]).toEqual([[1, 4]])
  // A scalar has a shape without extents, which is not the same as no shape.
  const output = fieldsOf(bytesAt(fieldsOf(bytesAt(fieldsOf(bytesAt(graph, 12)[0]!), 2)[0]!), 1)[0]!)
  expect(output).toEqual([
    [1, 7],
    [2, new Uint8Array()],
  ])
})

it('writes tensors inline and as external data beyond 4 GB', () => {
  const [inline, stored] = bytesAt(graph, 5).map(fieldsOf)
  expect(inline!.filter(([field]) => field <= 2)).toEqual([
    [1, 1],
    [2, 7],
  ])
  expect(bytesAt(inline!, 9)[0]).toEqual(new Uint8Array(8).fill(1))
  expect(stored!.filter(([field]) => field <= 2)).toEqual([
    [1, 2],
    [1, 3],
    [2, 16],
  ])
  const entries = bytesAt(stored!, 13).map(fieldsOf)
  expect(entries.map((entry) => [text(bytesAt(entry, 1)[0]), text(bytesAt(entry, 2)[0])])).toEqual([
    ['location', 'a.safetensors'],
    ['offset', '5000000000'],
    ['length', '12'],
  ])
  expect(stored!.at(-1)).toEqual([14, 1])
})

it('writes nodes, holding the place of an input left out, with typed attributes', () => {
  const node = fieldsOf(bytesAt(graph, 1)[0]!)
  expect(bytesAt(node, 1).map(text)).toEqual(['x', '', 'scales'])
  expect([2, 3, 4, 7].map((field) => text(bytesAt(node, field)[0]))).toEqual([
    'y',
    'n',
    'Resize',
    'com.microsoft',
  ])
  const [int, float, string, ints] = bytesAt(node, 5).map((bytes) => fieldsOf(bytes).slice(1))
  expect(int).toEqual([
    [3, -1],
    [20, 2],
  ])
  expect(float).toEqual([
    [2, 0.5],
    [20, 1],
  ])
  expect(text(string![0]![1] as Uint8Array)).toBe('floor')
  expect(string![1]).toEqual([20, 3])
  expect(ints).toEqual([
    [8, 1],
    [8, -2],
    [20, 7],
  ])
})
