// The gallery over a real catalog: order, days, search, filters, pages, and what changes while it is looked at.
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { aspectsOf } from '../../../src-renderer/state/gallery/aspects.ts'
import { openCatalog, type CatalogDatabase } from '../../../src-main/database/catalog-database.ts'
import { gallery, type Gallery } from '../../../src-main/gallery/gallery.ts'
import { factsReader, pictureFacts } from '../../../src-main/gallery/picture-facts.ts'
import { pictureStore, type PictureStore } from '../../../src-main/gallery/picture-store.ts'
import { journal } from '../../../src-main/journal/journal.ts'
import { manyPictures, recordOf } from '../../support/many-pictures.ts'

let folder: string
let database: CatalogDatabase
let seen: Gallery
let store: PictureStore
const count = 210

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamina-gallery-'))
  manyPictures(folder, count)
  database = openCatalog(join(folder, 'catalog.sqlite'))
  seen = openGallery()
  store = pictureStore({
    table: database.pictures,
    journal: journal({ table: database.operations, publish: () => undefined, newId: randomUUID }),
    publish: (event, isMark) => seen.hear(event, isMark),
  })
})
afterEach(() => {
  database.close()
  rmSync(folder, { recursive: true, force: true })
})

function openGallery(): Gallery {
  return gallery({
    pictures: database.pictures,
    facts: database.pictureFacts,
    search: database.pictureSearch,
    attempt: (write) => write(),
    now: () => new Date(2026, 10, 30, 12),
  })
}
const wish = (query = '') => ({ query, sort: 'newest' as const })
const whole = (query = '') => ({ ...wish(query), known: null })
async function found(query: string): Promise<string[]> {
  const { pictures } = await seen.page({ ...wish(query), offset: 0, limit: 200 })
  return pictures.map(({ id }) => id)
}

describe('order', () => {
  test('every picture once, the newest first, by the days of the calendar here, each in its form', async () => {
    const { of, lies } = await seen.layout(whole())
    const layout = lies!
    expect(of).toBe(count)
    expect(layout.days.reduce((sum, day) => sum + day.count, 0)).toBe(count)
    expect(layout.days.map(({ day }) => day)).toEqual(
      layout.days
        .map(({ day }) => day)
        .sort()
        .reverse(),
    )
    const aspects = aspectsOf(layout.aspects)
    const first = await seen.page({ ...wish(), offset: 0, limit: 5 })
    expect(first.pictures.map(({ id }) => id)).toEqual(
      [209, 208, 207, 206, 205].map((index) => `picture-${index}`),
    )
    for (const [at, { width, height }] of first.pictures.entries())
      expect(Math.abs(Math.log(aspects[at]! / (width / height)))).toBeLessThan(Math.LN2 / 100)
    const last = await seen.page({ query: '', sort: 'oldest', offset: count - 1, limit: 5 })
    expect(last.pictures.map(({ id }) => id)).toEqual(['picture-209'])
  })

  test('ids of a stretch that nobody has looked at', async () => {
    expect(await seen.ids({ ...wish(), first: 100, end: 103 })).toEqual([
      'picture-109',
      'picture-108',
      'picture-107',
    ])
  })
})

describe('search', () => {
  test('words, phrases, prefixes, and Japanese of one character', async () => {
    expect(await found('"number 17"')).toEqual(['picture-17'])
    expect((await found('owl')).length).toBe(21)
    expect((await found('ow')).length).toBe(21)
    expect((await found('森')).length).toBeGreaterThan(0)
    expect(await found('nothing of the kind')).toEqual([])
    // What should not appear in a picture is not what it shows.
    expect(await found('watermark')).toEqual([])
  })

  test('filters by model, adapter, sampler, size, steps, seed, date and favourite, and what joins them', async () => {
    expect((await found('model:"model 3"')).length).toBe(18)
    expect((await found(`model:${'3'.repeat(10)}`)).length).toBe(18)
    expect(await found('adapter:style-0')).toEqual(['picture-150', 'picture-0'])
    expect((await found('sampler:euler')).length).toBe(16)
    expect((await found('size:512x768')).length).toBe(42)
    expect((await found('steps:>=29')).length).toBe(21)
    expect(await found('seed:7')).toEqual(['picture-7'])
    expect((await found('date:2026-11-30')).length).toBe(36)
    store.setFavourite('picture-5', true)
    expect(await found('is:favourite')).toEqual(['picture-5'])
    expect(await found('(seed:7 OR seed:8 OR seed:1) -fox')).toEqual(['picture-8', 'picture-7'])
  })

  test('adapters by the first digits of their hashes, one or many, and what was made without', async () => {
    await seen.counts()
    const rowOf = (id: string) => database.pictures.find(id)!
    const put = (id: string, sha256: string, autoV3: string | null): void => {
      const row = rowOf(id)
      const read = pictureFacts(row, recordOf(0, row.width, row.height), null)
      database.pictureFacts.put([{ ...read, adapters: [{ name: id, sha256, autoV3 }] }], factsReader)
    }
    put('picture-1', 'ab'.repeat(32), 'cd'.repeat(32))
    put('picture-2', `abababab${'f'.repeat(56)}`, null)
    put('picture-3', `abababac${'0'.repeat(56)}`, 'cd'.repeat(32))
    expect(await found('adapter:abababab')).toEqual(['picture-2', 'picture-1'])
    expect(await found(`adapter:${'AB'.repeat(32)}`)).toEqual(['picture-1'])
    expect(await found('adapter:cdcdcdcd')).toEqual(['picture-3', 'picture-1'])
    expect(await found('adapter:ababababf OR adapter:cdcdcdcdcd')).toEqual([
      'picture-3',
      'picture-2',
      'picture-1',
    ])
    expect(await found('adapter:cdcdcdcd -adapter:abababab')).toEqual(['picture-3'])
    expect((await found('-adapter:abababab')).length).toBe(200)
    expect((await seen.page({ ...wish('-adapter:abababab'), offset: 0, limit: 1 })).total).toBe(count - 2)
    expect(await found('adapter:abababad')).toEqual([])
  })

  test('what is not understood is named, and the rest is searched', async () => {
    const { problems, lies } = await seen.layout(whole('colour:red "number 17"'))
    expect(problems.map(({ code }) => code)).toEqual(['query/unknown-field'])
    expect(lies!.days).toHaveLength(1)
  })

  test('what pictures were made with is counted', async () => {
    const counts = await seen.counts()
    expect(counts.models).toHaveLength(12)
    expect(counts.models[0]).toEqual({ value: 'model 0', count: 18 })
    expect(counts.sizes.map(({ count: own }) => own)).toEqual([42, 42, 42, 42, 42])
    expect(counts.sizes.map(({ value }) => value)).toContain('832x1216')
    expect(counts.adapters).toHaveLength(50)
    expect(counts.samplers.reduce((sum, { count: own }) => sum + own, 0)).toBe(count)
  })

  test('what lies in the trash is not counted', async () => {
    await store.trash('picture-12')
    const [first, second] = (await seen.counts()).models
    expect([first, second?.count]).toEqual([{ value: 'model 1', count: 18 }, 18])
    expect((await seen.counts()).models).toContainEqual({ value: 'model 0', count: 17 })
  })
})

describe('a word that is typed on', () => {
  test('is answered as it would be alone', async () => {
    for (const word of ['golden', 'masterpiece', 'number', 'owl', 'm4', '森の'])
      for (let length = 1; length <= word.length; length++) {
        const query = word.slice(0, length)
        const alone = await openGallery().layout(whole(query))
        expect(await seen.layout(whole(query))).toEqual({ ...alone, order: expect.any(String) as string })
      }
  })

  test('and finds the same, is not searched for again, and how that lies is not told again', async () => {
    const asked: unknown[] = []
    const { find } = database.pictureSearch
    database.pictureSearch.find = (query, now) => {
      asked.push(query)
      return find(query, now)
    }
    const first = await seen.layout(whole('mas'))
    expect(first.lies!.days.length).toBeGreaterThan(0)
    const again = await seen.layout({ ...wish('maste'), known: first.order })
    expect(again).toEqual({ ...first, lies: null })
    expect(asked).toHaveLength(1)
    expect((await seen.layout({ ...wish('maste'), known: 'another' })).lies).toEqual(first.lies)
    // Another host may call another order the same.
    expect((await openGallery().layout({ ...wish('mas'), known: first.order })).lies).toEqual(first.lies)
    await store.trash('picture-17')
    const without = await seen.layout({ ...wish('maste'), known: first.order })
    expect(Buffer.from(without.lies!.aspects, 'base64')).toHaveLength(count - 1)
    await store.restore('picture-17')
  })
})

describe('changes', () => {
  test('a picture in the trash is gone at once, and back at once', async () => {
    await seen.layout(whole())
    // One file stands for all of them.
    await store.trash('picture-17')
    expect(await found('"number 17"')).toEqual([])
    expect((await seen.layout(whole())).of).toBe(count - 1)
    await store.restore('picture-17')
    expect(await found('"number 17"')).toEqual(['picture-17'])
  })

  test('a heart writes no facts anew, and is found by at once', async () => {
    await seen.layout(whole())
    const written: number[] = []
    const { put } = database.pictureFacts
    database.pictureFacts.put = (facts, reader) => {
      written.push(...facts.map(({ sequence }) => sequence))
      put(facts, reader)
    }
    expect(await found('is:favourite "number 17"')).toEqual([])
    store.setFavourite('picture-17', true)
    expect(await found('is:favourite "number 17"')).toEqual(['picture-17'])
    store.setFavourite('picture-17', false)
    database.pictureFacts.put = put
    expect(written).toEqual([])
  })

  test('facts are made behind, and whoever closes waits for no more than a piece', async () => {
    const again = openGallery()
    const filling = again.fillBehind()
    await again.close()
    await filling
    expect(await found('"number 17"')).toEqual(['picture-17'])
  })

  test('facts of another version are made anew', async () => {
    await seen.fillBehind()
    expect(database.pictureFacts.unread(1, 10)).toEqual([])
    expect(database.pictureFacts.unread(2, 10)).toHaveLength(10)
  })
})
