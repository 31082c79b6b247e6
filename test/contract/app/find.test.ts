// Finding what lies in the library and writing about it, as a page does: pages of cards, facets, edits that can be taken
// back, collections, saved filters; and all of it again after the index, or the rows, are gone.
import { copyFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  makeDataFolder,
  removeFolder,
  reportFrom,
  startTestApp,
  type TestApp,
} from '../../support/test-app.ts'

let folder: string
let studio: TestApp

beforeEach(async () => {
  folder = makeDataFolder()
  for (const name of ['ink', 'wash', 'broken'])
    writeFileSync(join(folder, 'models', `${name}.lora.safetensors`), name)
  studio = await startTestApp(folder)
})
afterEach(async () => {
  await studio.app.close()
  removeFolder(folder)
})

const all = { query: '', model: null, sort: 'name' as const, offset: 0, limit: 50 }
const find = (query: string) => studio.calls.find.items.query({ ...all, query })
const names = async (query: string): Promise<string[]> => (await find(query)).items.map(({ name }) => name)

async function restart(between: () => void): Promise<void> {
  await studio.app.close()
  between()
  studio = await startTestApp(folder)
}

/** Of what was written about. */
function withoutHash(): unknown {
  const database = new Sqlite(join(folder, 'catalog.sqlite'), { readonly: true })
  const count = database.prepare('select count(*) from choices where sha256 is null').pluck().get()
  database.close()
  return count
}

async function idOf(name: string): Promise<string> {
  return (await find(name)).items[0]!.id
}

test('adapters and models are cards of one search; what is not understood is named', async () => {
  expect(await names('')).toEqual([
    'emoji-diffusion-128',
    'ink.lora',
    'tiny-vae.vae',
    'wash.lora',
    'broken',
    'broken.lora',
  ])
  const { items, total, problems } = await find('kind:lora colour:red ink.lora')
  expect(items).toMatchObject([
    { name: 'ink.lora', kind: 'lora', ranks: [4], isAdapter: true, problem: null },
  ])
  expect(total).toBe(1)
  expect(problems).toMatchObject([{ from: 10, to: 20, what: { code: 'query/unknown-field' } }])
  expect((await find('fits')).problems).toMatchObject([{ what: { code: 'query/no-model' } }])
  expect(await studio.calls.find.facets.query({ query: 'kind:lora', model: null })).toMatchObject({
    total: 2,
    kinds: expect.arrayContaining([{ value: 'vae', count: 1 }]),
    bases: [{ value: 'sd1', count: 2 }],
    problems: 0,
  })
  const id = await idOf('ink*')
  expect(await studio.calls.find.details.query({ id })).toMatchObject({
    item: { id },
    fileName: 'ink.lora.safetensors',
    adapter: { id, triggerGroups: [['inkwork']] },
    choices: { title: null, tags: [] },
  })
  expect((await reportFrom(studio.calls.find.details.query({ id: 'nobody' }))).code).toBe('library/not-found')
})

test('one edit of many is one event, and its answer takes it back', async () => {
  const [ink, wash, model] = await Promise.all(['ink*', 'wash*', 'kind:checkpoint -is:broken'].map(idOf))
  const ids = [ink!, wash!, model!]
  const edit = studio.calls.find.edit.mutate
  await edit({ edits: [{ ids: [wash!], change: { rating: 2, tags: ['wet'], line: 'Pony' } }] })
  studio.events.length = 0
  const { count, before } = await edit({
    edits: [{ ids, change: { rating: 5, title: 'Both', addTags: ['Ink'] } }],
  })
  expect(count).toBe(3)
  await expect.poll(() => studio.events.filter(({ type }) => type === 'items')).toHaveLength(1)
  expect(studio.events.map(({ type }) => type).sort()).toEqual(['adapters', 'items'])
  expect(JSON.stringify(studio.events).length).toBeLessThan(4096)
  expect(await studio.calls.find.selection.query({ ids })).toMatchObject({
    count: 3,
    fields: { rating: { mixed: false, value: 5 }, line: { mixed: true } },
    tags: [
      { value: 'Ink', count: 3 },
      { value: 'wet', count: 1 },
    ],
  })
  expect(await names('rating:5 tag:ink both')).toHaveLength(3)
  await edit({ edits: before })
  expect(await names('rating:5 OR tag:ink OR both')).toEqual([])
  expect(await names('rating:2 tag:wet line:pony')).toEqual(['wash.lora'])
  expect((await studio.adapters()).find(({ id }) => id === wash)).toMatchObject({
    madeFor: { name: 'Pony', how: { code: 'adapter/line-chosen' } },
  })
  const refused = edit({ edits: [{ ids, change: { rating: 6 } }] })
  await expect(refused).rejects.toThrow()
})

test('collections and filters are kept, changed and taken back', async () => {
  const { find: calls } = studio.calls
  const [ink, wash] = await Promise.all(['ink*', 'wash*'].map(idOf))
  const { id } = await calls.createCollection.mutate({ name: 'My inks' })
  expect((await calls.collect.mutate({ id, add: [wash!, ink!], remove: [] })).before).toEqual([])
  expect((await find('in:"my inks"')).items.map(({ collections }) => collections)).toEqual([[id], [id]])
  const { before } = await calls.collect.mutate({ id, add: [], remove: [wash!] })
  expect((await calls.arrange.mutate({ id, items: before })).collection.count).toBe(2)
  expect(await calls.collectionItems.query({ id })).toEqual([wash, ink])
  const asking = { name: 'Asking', query: 'wash OR NOT -in:"MY inks"  x', sort: 'name' as const }
  const { id: filterId } = await calls.saveFilter.mutate(asking)
  await calls.renameCollection.mutate({ id, name: 'Inks' })
  expect(await calls.removeFilter.mutate({ id: filterId })).toMatchObject({
    query: 'wash OR NOT -in:Inks  x',
  })
  const whole = await calls.removeCollection.mutate({ id })
  expect([await calls.collections.query(), await names('in:inks')]).toEqual([[], []])
  expect(await calls.restoreCollection.mutate(whole)).toEqual({ id, name: 'Inks', count: 2 })
  expect((await reportFrom(calls.arrange.mutate({ id: 'nobody', items: [] }))).code).toBe(
    'collection/not-found',
  )

  const filter = { name: 'Best', query: 'rating:>3', sort: 'rating' as const }
  const saved = await calls.saveFilter.mutate(filter)
  expect(await calls.saveFilter.mutate({ ...filter, name: 'BEST', query: 'rating:5' })).toMatchObject({
    id: saved.id,
  })
  expect(await calls.removeFilter.mutate({ id: saved.id })).toMatchObject({ query: 'rating:5' })
  expect(await calls.filters.query()).toEqual([])
})

test('a damaged index is made anew from the rows', async () => {
  const id = await idOf('ink*')
  await studio.calls.find.edit.mutate({ edits: [{ ids: [id], change: { title: '墨', rating: 4 } }] })
  const before = await find('')
  await restart(() => {
    const database = new Sqlite(join(folder, 'catalog.sqlite')).unsafeMode()
    database.exec(
      'delete from item_texts; delete from items where item % 2 = 0; delete from item_words_data where id > 10',
    )
    database.close()
  })
  expect((await find('')).items).toEqual(before.items)
  expect((await find('墨 rating:4')).items).toMatchObject([{ id }])
})

test('what a person wrote comes back by contents, when every row of a file is gone and the file lies elsewhere', async () => {
  const ids = await Promise.all(['ink*', 'kind:vae'].map(idOf))
  await studio.calls.find.edit.mutate({ edits: [{ ids, change: { title: 'Mine', tags: ['best'] } }] })
  const { id } = await studio.calls.find.createCollection.mutate({ name: 'Inks' })
  await studio.calls.find.collect.mutate({ id, add: ids, remove: [] })
  await expect.poll(withoutHash).toBe(0)
  await restart(() => {
    const database = new Sqlite(join(folder, 'catalog.sqlite'))
    database.exec(
      'delete from adapters; delete from models; delete from files; delete from chosen; update index_state set version = 0',
    )
    database.close()
    const models = join(folder, 'models')
    copyFileSync(join(models, 'ink.lora.safetensors'), join(models, 'other name.lora.safetensors'))
    rmSync(join(models, 'ink.lora.safetensors'))
  })
  await studio.calls.library.rescan.mutate()
  const moved = await idOf('other')
  await studio.app.studio.adapters.hash(moved, 10_000)
  await expect
    .poll(async () => (await names('mine tag:best in:inks')).sort())
    .toEqual(['other name.lora', 'tiny-vae.vae'])
})
