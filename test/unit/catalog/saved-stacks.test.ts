// Stacks under a name: kept, replaced, removed.
import { expect, test } from 'vitest'
import { savedStacks } from '../../../src-main/catalog/saved-stacks.ts'
import { stackSchema } from '../../../src-main/contract/adapter.ts'
import { openCatalog } from '../../../src-main/database/catalog-database.ts'

test('saves under a name, replaces what has it, removes', () => {
  const database = openCatalog(':memory:')
  const told: number[] = []
  const stacks = savedStacks(database.stacks, (list) => told.push(list.length))
  const stack = stackSchema.parse([{ id: '1', adapter: 'a', name: 'ink', weight: 0.5 }])
  const portrait = stacks.save({ name: ' Portrait ', stack })
  stacks.save({ name: 'empty', stack: [] })
  expect(stacks.list().map(({ name }) => name)).toEqual(['empty', 'Portrait'])
  expect(stacks.save({ name: 'Portrait', stack: [...stack, ...stack] })).toMatchObject({
    id: portrait.id,
    createdAt: portrait.createdAt,
  })
  expect(stacks.list().find(({ id }) => id === portrait.id)?.stack).toHaveLength(2)
  expect(() => stacks.save({ name: ' ', stack })).toThrow()
  stacks.remove(portrait.id)
  stacks.remove(portrait.id)
  expect(stacks.list().map(({ name }) => name)).toEqual(['empty'])
  expect(told).toEqual([1, 2, 2, 1, 1])
  database.close()
})
