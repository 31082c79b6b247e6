// What files of several programs say they were made from.
import { expect, test } from 'vitest'
import { sourcesKey, sourcesText } from '../../../../src-main/adapters/about/made-from.ts'
import { saidSources } from '../../../../src-main/adapters/about/said-sources.ts'

const [a, b, c] = ['a'.repeat(64), 'b'.repeat(64), 'c'.repeat(64)]
const said = (metadata: Record<string, string>) => saidSources(new Map(Object.entries(metadata)))

test('our own list comes before what others write', () => {
  const own = [{ name: 'ink', sha256: a, weight: -0.5 }]
  expect(said({ [sourcesKey]: sourcesText(own), 'modelspec.merged_from': 'ink' })).toEqual(own)
})

test('a checkpoint that A1111 merged names those that went in, not those that they were merged from', () => {
  const models = {
    [a]: { name: 'one.safetensors' },
    [b]: { name: 'two.safetensors' },
    [c]: { name: 'deep' },
    short: {},
  }
  const recipe = { type: 'webui', primary_model_hash: a, secondary_model_hash: b, tertiary_model_hash: null }
  const metadata = { sd_merge_models: JSON.stringify(models), sd_merge_recipe: JSON.stringify(recipe) }
  expect(said(metadata).map(({ name }) => name)).toEqual(['one.safetensors', 'two.safetensors'])
  // Extensions that name short hashes in their recipe leave the list of all.
  const short = JSON.stringify({ model_a: 'aaaaaaaaaa' })
  expect(said({ ...metadata, sd_merge_recipe: short }).map(({ sha256 }) => sha256)).toEqual([a, b, c])
})

test('names alone are better than nothing', () => {
  expect(said({ 'modelspec.merged_from': 'ink, wash' })).toEqual([
    { name: 'ink', sha256: null, weight: null },
    { name: 'wash', sha256: null, weight: null },
  ])
  expect(said({ 'modelspec.merged_from': 'None' })).toEqual([])
})

test.each(['', '[', '[]', '{"a":', '"text"', '{"__proto__": {"name": "x"}}', `{"${a}": 1}`])(
  '%s harms nothing',
  (text) => {
    expect(said({ sd_merge_models: text, sd_merge_recipe: text }).length).toBeLessThanOrEqual(1)
  },
)
