// The graph of every adapter kind as text: a change of a formula shows in review.
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { print } from '../../src-main/graph/print.ts'
import { makeUp, recipes, type RecipeName } from '../support/made-up-adapters.ts'
import { mergeOf } from '../support/merge-adapter.ts'
import { createRandom } from '../support/random-tensor.ts'

it.each(Object.keys(recipes) as RecipeName[])('%s', async (name) => {
  const { algorithm, base, parts } = makeUp(name, createRandom(1))
  const { graph } = mergeOf(base, [{ algorithm, parts, weight: 1 }])
  const file = join(import.meta.dirname, 'graphs/adapters', `${name}.expected.txt`)
  await expect(print(graph)).toMatchFileSnapshot(file)
})
