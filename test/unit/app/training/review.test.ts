// Alternatives to a recipe: only those that can be run are offered, and each is what its key says.
import { expect, test } from 'vitest'
import { alternativesOf, withChanges } from '../../../../src-main/app/training/review.ts'
import { checkedRecipe } from '../../../../src-main/contract/recipe-rules.ts'
import type { RecipeInput } from '../../../../src-main/contract/recipe.ts'
import { fakeMeasure } from '../../../support/fake-training-calls.ts'

const keysOf = (change: Partial<RecipeInput>, memoryTotal = 2 ** 34): string[] => {
  const recipe = checkedRecipe({ steps: 100, base: '/b', data: { folder: '/p' }, ...change })
  const all = alternativesOf(recipe, fakeMeasure(recipe), memoryTotal)
  for (const { changes } of all) expect(withChanges(recipe, changes)).not.toBeNull()
  return all.map(({ key }) => key)
}

test('a word has no rank', () => {
  expect(keysOf({ learn: 'embedding', embedding: { word: 'pear' } })).toEqual(['half-steps'])
})

test('what would do nothing is not offered', () => {
  expect(keysOf({ adapter: { kind: 'lokr', fullMatrix: true } })).toEqual(['half-steps'])
  expect(keysOf({ adapter: { kind: 'lokr' } })).toEqual(['half-steps', 'rank-double', 'rank-half'])
  expect(keysOf({ adapter: { rank: 1, alpha: 1, dropout: 0.1 } })).toEqual([
    'half-steps',
    'rank-double',
    'lokr',
  ])
})

test('where memory is short, a smaller size is offered', () => {
  expect(keysOf({}, 1000)).toContain('smaller-size')
  const recipe = checkedRecipe({ steps: 100, base: '/b', data: { folder: '/p' } })
  const small = alternativesOf(recipe, fakeMeasure(recipe), 1000).find(({ key }) => key === 'smaller-size')
  expect(small?.changes).toEqual({ 'data.width': 384, 'data.height': 384 })
})

test('half the rank keeps the scale, alpha divided by rank', () => {
  const recipe = checkedRecipe({
    steps: 100,
    base: '/b',
    data: { folder: '/p' },
    adapter: { rank: 5, alpha: 10 },
  })
  const half = alternativesOf(recipe, fakeMeasure(recipe), 2 ** 34).find(({ key }) => key === 'rank-half')
  expect(half?.changes).toEqual({ 'adapter.rank': 2, 'adapter.alpha': 4 })
})
