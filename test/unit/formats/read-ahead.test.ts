import { expect, test } from 'vitest'
import { memorySource } from '../../support/memory-source.ts'
import { readAhead } from '../../../src-main/formats/read-ahead.ts'

const bytes = Uint8Array.from({ length: 10_000 }, (_, at) => at % 251)

function counted(): { read: ReturnType<typeof readAhead>; reads: [number, number][] } {
  const source = memorySource(bytes)
  const reads: [number, number][] = []
  const read = readAhead({
    ...source,
    read(offset, length) {
      reads.push([offset, length])
      return source.read(offset, length)
    },
  })
  return { read, reads }
}

test('small reads behind each other are one large one', async () => {
  const { read, reads } = counted()
  for (let at = 0; at < 10_000; at += 8)
    expect([...(await read(at, 8))]).toEqual([...bytes.subarray(at, at + 8)])
  expect(reads).toEqual([
    [0, 4096],
    [4096, 4096],
    [8192, 1808],
  ])
})

test('going back, reading more than a piece, and memory of one’s own', async () => {
  const { read, reads } = counted()
  const first = await read(100, 2)
  first.fill(255)
  expect([...(await read(100, 2))]).toEqual([100, 101])
  expect(await read(50, 5000)).toEqual(bytes.slice(50, 5050))
  expect(await read(5040, 10)).toEqual(bytes.slice(5040, 5050))
  expect(reads).toHaveLength(2)
  await expect(read(9_999, 2)).rejects.toThrow(RangeError)
})
