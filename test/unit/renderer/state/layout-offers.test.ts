import { expect, test } from 'vitest'
import type { FoundLayout } from '../../../../src-main/contract/layout.ts'
import { LayoutOffers } from '../../../../src-renderer/state/layout-offers.svelte.ts'
import { Studio } from '../../../../src-renderer/state/studio.svelte.ts'
import { fakeBackend } from '../../../support/fake-backend.ts'

const layout = (root: string, ...names: string[]): FoundLayout => ({
  program: 'comfyui',
  root,
  folders: names.map((name) => ({ path: `${root}/models/${name}`, purpose: 'models' })),
  files: 3,
  isCut: false,
})

async function open(layouts: FoundLayout[]): Promise<{ studio: Studio; offers: LayoutOffers }> {
  const studio = new Studio(fakeBackend({ layouts, settings: { modelFolders: ['/own'] } }))
  await studio.start()
  const offers = new LayoutOffers({
    studio,
    async trySettings(change) {
      studio.learn({ type: 'settings', settings: await studio.backend.settings.set(change) })
      return null
    },
  })
  return { studio, offers }
}

test('an offer goes when it is added, and when it is declined', async () => {
  const { studio, offers } = await open([layout('/a', 'loras', 'vae'), layout('/b', 'loras')])
  await offers.look()
  expect(offers.offers.map(({ root }) => root)).toEqual(['/a', '/b'])
  await offers.add(offers.offers[0]!)
  expect(studio.data.settings.modelFolders).toEqual(['/own', '/a/models/loras', '/a/models/vae'])
  await offers.decline(offers.offers[0]!)
  expect(offers.offers).toEqual([])
  expect(studio.data.settings.declinedLayouts).toEqual(['/b'])
})

test('a program’s folder is added as what is in it, any other as it is, and none twice', async () => {
  const { studio, offers } = await open([layout('/a', 'loras', 'vae')])
  expect(await offers.addFolder('/a')).toEqual({ program: 'comfyui', folders: 2 })
  expect(await offers.addFolder('/plain')).toBe(null)
  expect(await offers.addFolder('/plain')).toBe(null)
  expect(studio.data.settings.modelFolders).toEqual(['/own', '/a/models/loras', '/a/models/vae', '/plain'])
})
