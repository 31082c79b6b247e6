import { expect, test } from 'vitest'
import { findItems } from '../../../../../src-renderer/state/keys/find-items.ts'

const items = [
  { label: 'Use all settings of the picture', group: 'Action' },
  { label: 'Go to Settings', group: 'Action' },
  { label: 'ink wash', group: 'Add adapter' },
  { label: 'pink', group: 'Add adapter' },
  { label: 'washed-ink', group: 'Add adapter' },
]
const labels = (query: string): string[] => findItems(items, query).map(({ label }) => label)

test('a name that begins so comes first, then one with such a word, then any', () => {
  expect(labels('ink')).toEqual(['ink wash', 'washed-ink', 'pink'])
  expect(labels('wash')).toEqual(['washed-ink', 'ink wash'])
})

test('every word counts, in any order, and the group is part of the name', () => {
  expect(labels('wash in')).toEqual(['ink wash', 'washed-ink'])
  expect(labels('adapter pink')).toEqual(['pink'])
  expect(labels('SETTINGS')).toEqual(
    ['Go to Settings', 'Use all settings of the picture'].toSorted(
      (a, b) => labels('settings').indexOf(a) - labels('settings').indexOf(b),
    ),
  )
  expect(labels('nothing')).toEqual([])
  expect(labels('')).toHaveLength(items.length)
})
