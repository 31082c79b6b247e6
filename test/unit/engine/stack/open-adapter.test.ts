// What is said of an adapter that acts, but not with everything it holds.
import { expect, test } from 'vitest'
import type { AdapterContents } from '../../../../src-main/adapters/reading/adapter.ts'
import { adapterWarnings } from '../../../../src-main/engine/stack/open-adapter.ts'

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
  const partly: AdapterContents = {
    ...whole,
    counts: new Map([['unet', { matched: 3, unmatched: 1 }]]),
    unmatched: [{ name: 'lora_unet_x', component: 'unet', reason: 'up is missing' }],
  }
  expect(adapterWarnings('ink', partly)).toEqual([
    'The adapter "ink" acts on 3 of 4 modules; "lora_unet_x": up is missing.',
  ])
})
