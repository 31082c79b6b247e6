// What is said of an adapter that acts, but not with everything it holds.
import { expect, test } from 'vitest'
import type { AdapterContents } from '../../../../src-main/adapters/reading/adapter.ts'
import { adapterWarnings } from '../../../../src-main/engine/stack/open-adapter.ts'
import { sentence } from '../../../../src-main/messages/say.ts'
import { remark } from '../../../../src-main/messages/table.ts'

const whole: AdapterContents = {
  dialects: ['kohya'],
  kinds: ['lora'],
  dora: false,
  ranks: [4],
  modules: [],
  unmatched: [],
  counts: new Map([['unet', { matched: 3, unmatched: 0 }]]),
  embeddings: [],
  warnings: [],
}

test('nothing is said of one that acts as a whole', () => {
  expect(adapterWarnings('ink', whole)).toEqual([])
})

test('modules that do not fit are counted, with the first reason', () => {
  const reason = remark('unmatched/part-missing', { part: 'up' })
  const partly: AdapterContents = {
    ...whole,
    counts: new Map([['unet', { matched: 3, unmatched: 1 }]]),
    unmatched: [{ name: 'lora_unet_x', component: 'unet', reason }],
  }
  const [warning, ...more] = adapterWarnings('ink', partly)
  expect(more).toEqual([])
  expect(warning && sentence(warning, 'en')).toBe(
    'The adapter "ink" acts on 3 of 4 modules; "lora_unet_x": up is missing.',
  )
})
