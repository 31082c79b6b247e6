// Reading tensors of every type out of a safetensors file.
import { expect, test } from 'vitest'
import { memorySource } from '../../support/memory-source.ts'
import { safetensorsFile } from '../../../src-main/formats/safetensors-file.ts'
import { safetensorsChunks } from '../../../src-main/formats/safetensors-writer.ts'
import type { Tensor } from '../../../src-main/base/dtype.ts'
import type { TensorFile } from '../../../src-main/formats/tensor-file.ts'

const open = (bytes: Uint8Array): Promise<TensorFile> =>
  safetensorsFile({ source: memorySource(bytes), path: 'model.safetensors', id: 'model' })

const written = (tensors: Record<string, Tensor>): Buffer =>
  Buffer.concat([...safetensorsChunks(new Map(Object.entries(tensors)), new Map([['title', 'x']]))])

test('types, shapes, values, metadata and places', async () => {
  const bytes = written({
    half: { dtype: 'f16', shape: [2], data: Uint16Array.of(0x3c00, 0xc000) },
    ids: { dtype: 'i64', shape: [1, 3], data: BigInt64Array.of(0n, 1n, 76n) },
    tiny: { dtype: 'f8_e4m3', shape: [], data: Uint8Array.of(0x38) },
  })
  const file = await open(bytes)
  expect(file.kind).toBe('safetensors')
  expect(file.metadata).toEqual(new Map([['title', 'x']]))
  expect([...file.tensors.values()].map(({ name, dtype, shape }) => ({ name, dtype, shape }))).toEqual([
    { name: 'ids', dtype: 'i64', shape: [1, 3] },
    { name: 'half', dtype: 'f16', shape: [2] },
    { name: 'tiny', dtype: 'f8_e4m3', shape: [] },
  ])
  expect([...(await file.read('half'))]).toEqual([1, -2])
  expect([...(await file.read('ids'))]).toEqual([0, 1, 76])
  expect([...(await file.read('tiny'))]).toEqual([1])
  expect([...(await file.readBytes('half'))]).toEqual([0x00, 0x3c, 0x00, 0xc0])
  const place = file.location('half')!
  expect(place.path).toBe('model.safetensors')
  expect([...bytes.subarray(place.offset, place.offset + place.sizeBytes)]).toEqual([0x00, 0x3c, 0x00, 0xc0])
})

test('numbers that do not lie where they would be aligned', async () => {
  const json =
    '{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"F32","shape":[1],"data_offsets":[1,5]}}'
  const length = Buffer.alloc(8)
  length.writeUInt32LE(json.length)
  const file = await open(
    Buffer.concat([length, Buffer.from(json), Buffer.of(7), Buffer.from(Float32Array.of(1.5).buffer)]),
  )
  expect([...(await file.read('b'))]).toEqual([1.5])
})

test('a type that we do not read spoils only its own tensor', async () => {
  const json =
    '{"a":{"dtype":"F4","shape":[2],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}'
  const length = Buffer.alloc(8)
  length.writeUInt32LE(json.length)
  const file = await open(Buffer.concat([length, Buffer.from(json), Buffer.of(0, 9)]))
  expect([...file.tensors.keys()]).toEqual(['b'])
  expect([...(await file.read('b'))]).toEqual([9])
  await expect(file.read('a')).rejects.toMatchObject({ code: 'tensor/unreadable-type' })
  await expect(file.read('c')).rejects.toMatchObject({ code: 'tensor/missing' })
})
