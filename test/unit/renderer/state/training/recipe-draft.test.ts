import { expect, test } from 'vitest'
import { fieldAt, readDraft, withFields } from '../../../../../src-renderer/state/training/recipe-draft.ts'

const draft = { base: null, data: { folder: null, width: 128 }, adapter: { rank: 8 } }

test('fields are set by dotted name, in a copy', () => {
  const changed = withFields(draft, { 'adapter.rank': 4, 'optimizer.kind': 'lion', 'data.buckets.on': false })
  expect(changed).toEqual({
    base: null,
    data: { folder: null, width: 128, buckets: { on: false } },
    adapter: { rank: 4 },
    optimizer: { kind: 'lion' },
  })
  expect(draft.adapter.rank).toBe(8)
})

test('undefined takes a field out, so that its default counts', () => {
  const changed = withFields(draft, { 'adapter.rank': undefined })
  expect(fieldAt(changed, 'adapter.rank')).toBeUndefined()
  expect(readDraft(changed).recipe.adapter.rank).toBe(16)
})

test('a draft without base and folder can be read', () => {
  const { recipe, faults } = readDraft(draft)
  expect(faults).toEqual([])
  expect(recipe.data.width).toBe(128)
})

test('what is wrong is named and shows its default; the rest stays', () => {
  const { recipe, faults } = readDraft(withFields(draft, { 'adapter.rank': 0, batch: 2.5, 'data.width': 64 }))
  expect(faults.map(({ field }) => field)).toEqual(['adapter.rank', 'batch'])
  expect(recipe.adapter.rank).toBe(16)
  expect(recipe.batch).toBe(1)
  expect(recipe.data.width).toBe(64)
})
