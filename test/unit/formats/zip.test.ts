// Reading a zip directory, also one in 64-bit fields, also one that lies.
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../support/memory-source.ts'
import { readZipDirectory, zipDataOffset, type ZipEntry } from '../../../src-main/formats/zip.ts'
import { zipOf } from '../../support/write-pickle.ts'

const files = [
  { name: 'a/data.pkl', bytes: Buffer.from('pickle') },
  { name: 'a/é', bytes: Buffer.from('deflated deflated deflated'), deflated: true },
]
const read = (bytes: Uint8Array): Promise<ReadonlyMap<string, ZipEntry>> =>
  readZipDirectory(memorySource(bytes))

describe.each([
  ['32-bit', false],
  ['64-bit', true],
])('%s', (_, zip64) => {
  test('entries with their places', async () => {
    const bytes = zipOf([files[0]!], { zip64 })
    const entry = (await read(bytes)).get('a/data.pkl')!
    expect(entry).toMatchObject({ method: 'stored', sizeBytes: 6, packedBytes: 6, headerOffset: 0 })
    const offset = await zipDataOffset(memorySource(bytes), entry)
    expect(bytes.subarray(offset, offset + 6).toString()).toBe('pickle')
  })

  test('a file cut off anywhere is refused', async () => {
    const whole = zipOf([files[0]!], { zip64 })
    for (let length = 0; length < whole.length; length++)
      await expect(read(whole.subarray(0, length))).rejects.toMatchObject({
        code: expect.stringMatching(/^zip\//) as string,
      })
  })
})

test('a comment may follow the end', async () => {
  const bytes = zipOf([files[0]!])
  bytes.writeUInt16LE(5, bytes.length - 2)
  await expect(read(Buffer.concat([bytes, Buffer.from('hello')]))).resolves.toHaveProperty('size', 1)
})

test('the same name twice is refused: two readers would see two files', () =>
  expect(read(zipOf([files[0]!, files[0]!]))).rejects.toMatchObject({ code: 'zip/damaged' }))

test('an entry that reaches beyond the file is refused', () =>
  expect(read(changed((bytes, at) => bytes.writeUInt32LE(10_000, at + 20)))).rejects.toMatchObject({
    code: 'zip/truncated',
  }))

test('encrypted and exotically packed entries are refused', async () => {
  await expect(read(changed((bytes, at) => bytes.writeUInt16LE(1, at + 8)))).rejects.toMatchObject({
    code: 'zip/unsupported',
  })
  await expect(read(changed((bytes, at) => bytes.writeUInt16LE(14, at + 10)))).rejects.toMatchObject({
    code: 'zip/unsupported',
  })
})

/** One stored file, with its record in the directory (at `at`) changed. */
function changed(change: (bytes: Buffer, at: number) => void): Buffer {
  const bytes = zipOf([files[0]!])
  change(bytes, bytes.indexOf(Buffer.of(0x50, 0x4b, 1, 2)))
  return bytes
}
