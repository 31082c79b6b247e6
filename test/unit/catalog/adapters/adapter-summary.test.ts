// What a card shows of an adapter: a person's own before what the file and its neighbours say.
import { expect, test } from 'vitest'
import { refusedFacts, type AdapterFacts } from '../../../../src-main/catalog/adapters/adapter-facts.ts'
import { adapterSummary } from '../../../../src-main/catalog/adapters/adapter-summary.ts'
import type { AdapterRow } from '../../../../src-main/database/adapter-row.ts'

function summary(facts: Partial<AdapterFacts>, row: Partial<AdapterRow> = {}) {
  const own = { path: '/a.safetensors', line: null, triggerGroups: null, preview: null, missing: false }
  const whole = {
    ...own,
    siteFacts: null,
    siteLine: null,
    sitePreview: null,
    range: null,
    ...row,
  } as AdapterRow
  return adapterSummary(whole, { ...refusedFacts(null), ...facts }, () => '')
}

test('a range that is said makes the slider longer, never shorter, and a person’s own replaces it', () => {
  const usual = summary({}).range
  expect(summary({ range: { min: 0.3, max: 0.8 } }).range).toEqual(usual)
  expect(summary({ range: { min: -4, max: 4 } }).range).toEqual({ min: -4, max: 4 })
  expect(summary({ range: { min: -4, max: 4 } }, { range: { min: 0, max: 1 } }).range).toEqual({
    min: 0,
    max: 1,
  })
})
