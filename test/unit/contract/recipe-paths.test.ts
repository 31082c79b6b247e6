// Paths of a recipe are found wherever they stand, and every field that is a path is known as one.
import { expect, it } from 'vitest'
import { recipePaths, withPaths } from '../../../src-main/contract/recipe-paths.ts'
import { recipeJsonSchema } from '../../../src-main/contract/recipe.ts'

type Schema = { type?: string; maxLength?: number; properties?: Record<string, Schema>; anyOf?: Schema[] }

/** A path is the text that may be 4096 long. */
function pathFields(schema: Schema, at: string): string[] {
  const forms = [schema, ...(schema.anyOf ?? [])]
  if (forms.some(({ maxLength }) => maxLength === 4096)) return [at]
  return Object.entries(schema.properties ?? {}).flatMap(([name, inner]) =>
    pathFields(inner, at === '' ? name : `${at}.${name}`),
  )
}

it('every path of the schema is in the list', () => {
  expect(pathFields(recipeJsonSchema() as Schema, '').sort()).toEqual([...recipePaths].sort())
})

it('each is seen once, nothing else is, and the recipe itself stays', () => {
  const recipe = {
    base: 'a',
    name: 'b',
    data: { folder: 'c', masks: { folder: 'd' }, flip: true },
    prior: { folder: null },
    adapter: { startFrom: 'e' },
  }
  const before = structuredClone(recipe)
  expect(withPaths(recipe, (given) => `/x/${given}`)).toEqual({
    base: '/x/a',
    name: 'b',
    data: { folder: '/x/c', masks: { folder: '/x/d' }, flip: true },
    prior: { folder: null },
    adapter: { startFrom: '/x/e' },
  })
  expect(recipe).toEqual(before)
})

it('values other than text, and missing ones, are left for the check of the recipe', () => {
  for (const recipe of [{}, { base: 7, data: null, adapter: 'lora' }, { data: { masks: [], folder: '' } }])
    expect(withPaths(recipe, () => 'changed')).toEqual(recipe)
})
