// What sites say, behind what a person wrote and what the file says, and before what is only guessed.
import { expect, test } from 'vitest'
import { refusedFacts, type AdapterFacts } from '../../../src-main/catalog/adapters/adapter-facts.ts'
import { adapterSummary } from '../../../src-main/catalog/adapters/adapter-summary.ts'
import { siteFactsOf, storedSiteFacts, wordGroups } from '../../../src-main/catalog/site-words.ts'
import type { KnownBySite, SiteFacts } from '../../../src-main/contract/site-facts.ts'
import type { AdapterRow } from '../../../src-main/database/adapter-row.ts'

const known: KnownBySite = {
  ...{ page: 'https://civitai.com/models/5', title: 'Quiet Ink', version: 'v1', description: 'Slow brushes' },
  ...{
    base: 'Pony',
    triggerGroups: [['brushed ink']],
    tags: ['sumi'],
    nsfw: false,
    pictures: [],
    newer: null,
  },
}
const told = (change: Partial<KnownBySite> | null, site: SiteFacts['site'] = 'civitai'): SiteFacts => ({
  ...{ site, askedAt: '2026-11-30T10:00:00.000Z', asked: [], withToken: false },
  known: change === null ? null : { ...known, ...change },
})
const picture = (isNsfw: boolean, kept: string | null) => ({ url: 'https://image.example/a', isNsfw, kept })

function summary(facts: Partial<AdapterFacts>, row: Partial<AdapterRow>, sites = [told({})]) {
  const { facts: siteFacts, line: siteLine } = storedSiteFacts(sites, 'sdxl')
  const own = { path: '/a.safetensors', line: null, triggerGroups: null, preview: null, missing: false }
  const whole = { ...own, siteFacts, siteLine, sitePreview: null, ...row } as unknown as AdapterRow
  return adapterSummary(whole, { ...refusedFacts(null), ...facts }, () => '')
}

test('a person, the file and its neighbours, a site, and last what captions have in common', () => {
  const ofFile = { triggerGroups: [['ink']] }
  expect(summary(ofFile, { triggerGroups: [['mine']] }).triggerGroups).toEqual([['mine']])
  expect(summary(ofFile, {}).triggerGroups).toEqual([['ink']])
  expect(summary({ ...ofFile, areSuggested: true }, {}).triggerGroups).toEqual([['brushed ink']])
  expect(summary({ ...ofFile, areSuggested: true }, {}, [told(null)]).triggerGroups).toEqual([['ink']])
  expect(summary({}, {}).triggerGroups).toEqual([['brushed ink']])
})

test('the base line says who said it and when; one that does not go with the shapes is passed over', () => {
  expect(summary({}, {}).madeFor).toEqual({
    name: 'Pony',
    how: { code: 'recognition/base-asked', facts: { site: 'civitai', said: 'Pony', day: '2026-11-30' } },
  })
  expect(storedSiteFacts([told({})], 'sd1').line).toBe(null)
  const second = [told({ base: null }), told({ base: 'Pony' }, 'hugging-face')]
  expect(summary({}, {}, second).madeFor?.how.facts).toMatchObject({ site: 'hugging-face' })
})

test('the picture that is shown is one that everybody may see, if there is one', () => {
  const of = (...pictures: KnownBySite['pictures']) => storedSiteFacts([told({ pictures })], null)
  const [first, second] = ['a'.repeat(64), 'b'.repeat(64)]
  expect(of(picture(true, first), picture(false, second))).toMatchObject({ preview: second, isNsfw: false })
  expect(of(picture(true, first), picture(false, null))).toMatchObject({ preview: first, isNsfw: true })
  expect(of(picture(false, null))).toMatchObject({ preview: null, isNsfw: false })
})

test('what is stored comes back; what cannot be read is nothing', () => {
  const sites = [told({})]
  expect(siteFactsOf(JSON.parse(JSON.stringify(storedSiteFacts(sites, null).facts)))).toEqual(sites)
  expect(siteFactsOf({ sites: 'none' })).toEqual([])
  expect(wordGroups(['a, b', '<lora:x:1>', 'a, b', ''])).toEqual([['a', 'b']])
})
