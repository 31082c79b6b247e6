// What a file says of its sources: written, read again, and never trusted further than it makes sense.
import { expect, test } from 'vitest'
import { readSources, sourcesKey, sourcesText } from '../../../../src-main/adapters/about/made-from.ts'

const sha256 = 'a'.repeat(64)
const read = (text: string) => readSources(new Map([[sourcesKey, text]]))

test('what is written is read again', () => {
  const sources = [
    { name: 'ink “wash”', sha256, weight: -0.5 },
    { name: 'folder', sha256: null, weight: 1 },
  ]
  expect(read(sourcesText(sources))).toEqual(sources)
})

test.each(['', 'x', 'null', '{}', '[1,null,"a",[]]', '[{"name":1,"sha256":null,"weight":1}]'])(
  '%s names none',
  (text) => {
    expect(read(text)).toEqual([])
  },
)

test('a hash that is not one, and a weight that is not a number, are left out', () => {
  const list = [
    { name: 'short', sha256: 'abc', weight: 1 },
    { name: 'text', sha256, weight: '1' },
    { name: 'good', sha256, weight: 1 },
  ]
  expect(read(JSON.stringify(list)).map(({ name }) => name)).toEqual(['good'])
  expect(readSources(new Map())).toEqual([])
})
