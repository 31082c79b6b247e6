// What is made to cost time and memory is refused before it does, by name.
import { expect, test } from 'vitest'
import { inflateZipEntry } from '../../../src-main/files/inflate.ts'
import { type ByteSource } from '../../../src-main/formats/byte-source.ts'
import { memorySource } from '../../support/memory-source.ts'
import { safetensorsFile } from '../../../src-main/formats/safetensors-file.ts'
import type { TensorFile } from '../../../src-main/formats/tensor-file.ts'
import { legacyCheckpoint } from '../../../src-main/formats/torch/legacy-checkpoint.ts'
import { zipCheckpoint } from '../../../src-main/formats/torch/zip-checkpoint.ts'
import {
  emptyTensors,
  idleValues,
  longName,
  packedStorage,
  quadratic,
  quadraticOrder,
  states,
  storageKeys,
  zipEntries,
} from '../../support/bombs.ts'
import { bytesOf, p, zipOf } from '../../support/write-pickle.ts'

const opened = (source: ByteSource) => ({ source, path: 'bomb', id: 'bomb' })
const safetensors = (bytes: Buffer): Promise<TensorFile> => safetensorsFile(opened(memorySource(bytes)))
const zip = (bytes: Buffer): Promise<TensorFile> =>
  zipCheckpoint(opened(memorySource(bytes)), inflateZipEntry)
const legacy = (bytes: Buffer): Promise<TensorFile> => legacyCheckpoint(opened(memorySource(bytes)))

test.each<[string, () => Promise<unknown>, string]>([
  ['more tensors than any model has', () => safetensors(emptyTensors(100_001)), 'tensor/too-many'],
  ['a name as long as the file', () => safetensors(longName(1_000_000)), 'tensor/name-too-long'],
  ['values that mean nothing', () => safetensors(idleValues(2_600_000)), 'safetensors/header-not-json'],
  ['parts that hang together', () => zip(quadratic(90_000)), 'pickle/damaged'],
  ['more entries than any model has', () => zip(quadratic(150_000)), 'tensor/too-many'],
  ['dictionaries in an order', () => zip(quadraticOrder()), 'pickle/no-tensors'],
  ['a state given again and again', () => zip(states()), 'pickle/tensor-needs-code'],
  ['a directory without end', () => zip(zipEntries(110_001)), 'zip/damaged'],
  ['storages without end', () => legacy(storageKeys(100_001)), 'pickle/damaged'],
])('%s', { timeout: 20_000 }, async (_, open, code) => {
  const error: unknown = await open().catch((caught: unknown) => caught)
  expect(error).toMatchObject({ code })
  expect((error as Error).message.length).toBeLessThan(300)
})

test('what is within the limits is read: as many tensors, storages and letters as there may be', async () => {
  expect((await safetensors(emptyTensors(100_000))).tensors.size).toBe(100_000)
  const name = 'n'.repeat(1000)
  const storage = p.storage('FloatStorage', '0', 1)
  const root = p.dict([name, p.tensor(storage, 0, [1], [1])])
  const file = await zip(
    zipOf([
      { name: 'm/data.pkl', bytes: bytesOf(p.proto(), root, p.end) },
      { name: 'm/data/0', bytes: new Uint8Array(4) },
    ]),
  )
  expect([...file.tensors.keys()]).toEqual([name])
})

test('storages of an old checkpoint are not read one by one', async () => {
  const source = memorySource(storageKeys(100_000))
  let reads = 0
  const counting: ByteSource = { ...source, read: (offset, length) => (reads++, source.read(offset, length)) }
  expect((await legacyCheckpoint(opened(counting))).tensors.size).toBe(1)
  expect(reads).toBeLessThan(300)
})

test('a storage that claims gigabytes is opened, and refused when it is read', async () => {
  const file = await zip(packedStorage())
  await expect(file.read('a')).rejects.toMatchObject({ code: 'zip/too-large' })
})
