// The library is searched by what adapters do: like one of them, with other filters, over real files.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { publishedModules } from '../../../../src-main/adapters/reading/base-modules.ts'
import { effects, type Effects } from '../../../../src-main/catalog/effects/effects.ts'
import { rebuildIndex } from '../../../../src-main/catalog/find/rebuild-index.ts'
import { libraryFinder, type LibraryFinder } from '../../../../src-main/catalog/find/library-finder.ts'
import { libraryWork } from '../../../../src-main/catalog/worker/library-work.ts'
import type { FoundItem } from '../../../../src-main/contract/find.ts'
import { openCatalog, type CatalogDatabase } from '../../../../src-main/database/catalog-database.ts'
import { families } from '../../../support/families.ts'
import { madeUpTensors, type MadeUpAdapter } from '../../../support/made-up-adapter.ts'
import { openLibrary, type TestLibrary } from '../../../support/open-library.ts'
import { resized, stored, written, type Tensors } from '../../../support/written-adapter.ts'

const base = publishedModules(families.sd1)
let folder: string
let database: CatalogDatabase
let shelf: TestLibrary
let alike: Effects
let finder: LibraryFinder
let changes: number

const tensors = (options: Omit<MadeUpAdapter, 'base'> = {}): Tensors =>
  madeUpTensors({
    base,
    rank: 8,
    modules: (component, { path }) =>
      component === 'unet' && /^(mid_block|down_blocks\.0).*attn2\.to_[qv]$/.test(path),
    ...options,
  })
const put = (name: string, own: Tensors, said: Record<string, string> = {}) =>
  written(join(folder, 'Lora', `${name}.safetensors`), own, said)
const search = (query: string, sort: 'name' | 'size' = 'name') =>
  finder.items({ query, typing: false, model: null, sort, offset: 0, limit: 60 })
const names = (items: readonly FoundItem[]): string[] => items.map(({ name }) => name)
const found = async (query: string): Promise<string[]> => names((await search(query)).items)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamina-by-effect-'))
  mkdirSync(join(folder, 'Lora', 'style'), { recursive: true })
  database = openCatalog(join(folder, 'catalog.sqlite'))
  shelf = openLibrary({ database, roots: () => [folder], work: libraryWork })
  changes = 0
  alike = effects({
    table: database.effects,
    likeness: database.likeness,
    sameEffects: database.sameEffects,
    versions: database.versions,
    work: libraryWork,
    rowOf: shelf.adapters.rowOf,
    attempt: (write) => write(),
    onProgress: () => undefined,
    onFoundChanged: () => changes++,
    onFailure: (error) => {
      throw error
    },
    background: null,
  })
  finder = finderOver(database)
})
afterEach(async () => {
  await alike.close()
  await shelf.close()
  database.close()
  rmSync(folder, { recursive: true, force: true })
})

function finderOver(tables: CatalogDatabase): LibraryFinder {
  return libraryFinder({
    ...tables,
    adapters: shelf.adapters,
    effects: alike,
    models: shelf.models,
    roots: () => [folder],
    previewUrl: (id) => id,
    now: () => new Date(),
  })
}

test('a list asks for the cards of all its rows at once', async () => {
  for (const name of ['a-1', 'a-2', 'b-1', 'b-2', 'b-3', 'alone']) await put(name, tensors({ seed: 3 }))
  await shelf.library.look()
  const rows = ['a-1', 'a-2', 'b-1', 'b-2', 'b-3'].map((name, age) => ({
    ...{ id: shelf.adapters.byName(name)!.id, card: name.startsWith('a') ? 1 : 2, age },
    ...{ version: null, epoch: null, step: null },
  }))
  database.versions.replace(rows)
  let asked = 0
  const counted = finderOver({
    ...database,
    versions: {
      ...database.versions,
      cards: (ids) => (asked++, database.versions.cards(ids)),
      sharing: () => expect.fail('asked of one row'),
    },
  })
  const { items } = await counted.list({ query: '', sort: 'name', model: null, typing: false })
  expect(asked).toBe(1)
  expect(items.map(({ name, card }) => [name, card?.name, card?.versions])).toEqual([
    ['a-1', 'a-1', 2],
    ['a-2', 'a-1', 2],
    ['alone', undefined, undefined],
    ...['b-1', 'b-2', 'b-3'].map((name) => [name, 'b-1', 3]),
  ])
})

describe('like', () => {
  beforeEach(async () => {
    await put('ink', tensors({ seed: 3 }))
    await put('style/small', resized(tensors({ seed: 3 }), 4))
    await put('copy', stored(tensors({ seed: 3 }), 'f16'))
    await put('other', tensors({ seed: 5 }))
    await put('scaled', tensors({ seed: 3, kind: 'ia3' }))
    await shelf.library.look()
  })

  test('puts all that can be compared in its order, itself first, whatever order is chosen', async () => {
    await alike.complete(() => undefined)
    const { items, total, byEffect, problems } = await search('like:ink', 'size')
    expect(names(items)).toEqual(['ink', 'copy', 'small', 'other'])
    expect(items.map((item) => [item.alike?.proof, item.alike?.why])).toEqual([
      ['self', null],
      ['exact', 'same-change'],
      ['exact', 'resized'],
      ['estimate', null],
    ])
    expect({ total, byEffect, problems }).toEqual({
      total: 4,
      byEffect: { by: 'likeness', name: 'ink', problem: null, left: 0 },
      problems: [],
    })
    const all = { query: 'like:ink', typing: false, model: null, sort: 'name' as const }
    expect(await finder.ids(all)).toEqual(items.map(({ id }) => id))
  })

  test('goes with words and filters, is turned round, and without it the chosen order is back', async () => {
    await alike.complete(() => undefined)
    expect(await found('like:ink -folder:Lora/style/')).toEqual(['ink', 'copy', 'other'])
    expect(await found('like:ink sma*')).toEqual(['small'])
    expect(await found('-like:ink')).toEqual(['scaled'])
    expect(await found('like:other OR scaled')).toEqual(['copy', 'ink', 'other', 'scaled', 'small'])
    expect((await search('')).byEffect).toBeNull()
    expect((await finder.facets({ query: 'like:ink', typing: false, model: null })).total).toBe(4)
  })

  test('says how many are not known yet, and grows when they are', async () => {
    const first = await search('like:ink')
    expect(names(first.items)).toEqual(['ink'])
    expect(first.byEffect?.left).toBe(4)
    await alike.complete(() => undefined)
    await expect.poll(() => found('like:ink')).toHaveLength(4)
    expect(changes).toBeGreaterThan(0)
  })

  test('of what cannot be compared, is not there or is called by nobody says so, and finds nothing', async () => {
    for (const [name, code] of [
      ['scaled', 'query/like-untold'],
      ['nobody', 'query/like-unknown'],
    ] as const) {
      const { items, byEffect, problems } = await search(`like:${name}`)
      expect(items).toEqual([])
      expect(byEffect).toMatchObject({ name, problem: { code } })
      expect(problems).toMatchObject([{ from: 0, what: { code } }])
    }
    rmSync(join(folder, 'Lora', 'ink.safetensors'))
    expect((await search('like:ink')).byEffect?.problem?.code).toBe('query/like-unread')
  })

  test('names an adapter by its name, and by its path where two are called so', async () => {
    await put('style/ink', tensors({ seed: 7 }))
    await shelf.library.look()
    const called = [...database.adapters.byName('ink'), ...database.adapters.byName('other')].map(
      ({ id }) => [finder.details(id).calledBy, id] as const,
    )
    expect(called.map(([name]) => name)).toContain('other')
    expect(new Set(called.map(([name]) => name)).size).toBe(3)
    for (const [name, id] of called) expect((await search(`like:"${name}"`)).items[0]?.id).toBe(id)
  })
})

describe('versions of one training', () => {
  /** On the way to another one, in each module by another step, as it is in trainings and never in copies. */
  const mixed = (own: Tensors, other: Tensors, share: number): Tensors =>
    new Map(
      [...own].map(([name, one], index) => {
        if (!name.endsWith('.weight')) return [name, one]
        const [beside, own] = [other.get(name)!.data as Float32Array, share * (index % 5)]
        return [
          name,
          {
            ...one,
            data: (one.data as Float32Array).map((value, at) => value * (1 - own) + own * beside[at]!),
          },
        ]
      }),
    )
  const idOf = (name: string): string => database.adapters.byName(name)[0]!.id
  const together = async (query: string, sort: 'name' | 'size' = 'name') =>
    finder.items({ query, typing: false, model: null, sort, offset: 0, limit: 60, versions: 'together' })
  const shown = async (query: string) =>
    (await together(query)).items.map(({ name, versions }) => [name, versions ?? 1])
  const session = { ss_session_id: '77', ss_output_name: 'glow' }

  beforeEach(async () => {
    const [ink, wash] = [tensors({ seed: 3 }), tensors({ seed: 4 })]
    await put('ink-000002', ink)
    await put('style/ink-000004', mixed(ink, wash, 0.1))
    await put('ink', mixed(ink, wash, 0.2))
    await put('glow-000001', tensors({ seed: 6 }), { ...session, ss_epoch: '1', ss_steps: '10' })
    await put('glow', tensors({ seed: 7 }), { ...session, ss_epoch: '2', ss_steps: '20' })
    await put('other v1', tensors({ seed: 8 }))
    await put('other v2', tensors({ seed: 9 }))
    await shelf.library.look()
    await alike.complete(() => undefined)
  })

  test('share a card, the last one in front, and unrelated ones that are called so do not', async () => {
    expect(await shown('')).toEqual([
      ['glow', 2],
      ['ink', 3],
      ['other v1', 1],
      ['other v2', 1],
    ])
    expect((await together('')).total).toBe(4)
    const ask = { query: '', typing: false, model: null, versions: 'together' } as const
    expect(await finder.ids({ ...ask, sort: 'name' })).toHaveLength(4)
    expect((await finder.facets(ask)).total).toBe(4)
    expect(finder.details(idOf('ink')).versions.map(({ name, epoch }) => [name, epoch])).toEqual([
      ['ink', null],
      ['ink-000004', 4],
      ['ink-000002', 2],
    ])
    expect(finder.details(idOf('other v1')).versions).toEqual([])
    expect(finder.withVersions([idOf('ink'), idOf('other v1')])).toHaveLength(4)
  })

  test('are shown apart where the search says so, and where it is about what each file does', async () => {
    expect(await found('')).toHaveLength(7)
    expect(await shown('versions:apart ink')).toEqual([
      ['ink', 1],
      ['ink-000002', 1],
      ['ink-000004', 1],
    ])
    expect((await shown('-versions:together')).length).toBe(7)
    expect((await search('versions:together')).total).toBe(4)
    expect((await together('like:ink')).total).toBe(7)
    const odd = await together('ink OR versions:apart')
    expect(odd.problems).toMatchObject([{ from: 7, to: 21, what: { code: 'query/versions-part' } }])
    expect(names(odd.items)).toEqual(['ink'])
  })

  test('are found by one that stands behind, which is shown then, and counted in every facet once', async () => {
    expect(await shown('"ink-000002"')).toEqual([['ink-000002', 3]])
    expect(await shown('folder:Lora/style/')).toEqual([['ink-000004', 3]])
    expect((await together('000004 OR other', 'name')).total).toBe(3)
    const facets = await finder.facets({ query: 'ink', typing: false, model: null, versions: 'together' })
    expect(facets.folders).toEqual([
      { value: 'Lora/', count: 1 },
      { value: 'Lora/style/', count: 1 },
    ])
    const missing = [idOf('ink')]
    database.index.setMissing(missing, true)
    expect(await shown('ink')).toEqual([['ink-000004', 2]])
  })

  test('have a favourite in front, and before that whom a person put there; both stay when the index is made anew', async () => {
    const choose = (name: string, change: object) => database.choices.change([{ ids: [idOf(name)], change }])
    choose('ink-000002', { favourite: true })
    expect(await shown('ink')).toEqual([['ink-000002', 3]])
    choose('ink-000004', { inFront: true })
    expect(await shown('ink')).toEqual([['ink-000004', 3]])
    const { versions } = finder.details(idOf('ink'))
    expect(versions.map(({ name, isFront, isChosen }) => [name, isFront, isChosen])).toEqual([
      ['ink', false, false],
      ['ink-000004', true, true],
      ['ink-000002', false, false],
    ])
    database.index.begin()
    expect(await rebuildIndex(database)).toBe(true)
    expect(await shown('ink')).toEqual([['ink-000004', 3]])
    choose('ink-000004', { inFront: false })
    choose('ink-000002', { favourite: false })
    expect(await shown('ink')).toEqual([['ink', 3]])
  })

  test('are a card no more when one of them is another file', async () => {
    await put('glow-000001', tensors({ seed: 11 }))
    await shelf.library.look()
    await alike.complete(() => undefined)
    expect(await shown('glow')).toEqual([
      ['glow', 1],
      ['glow-000001', 1],
    ])
  })
})

describe('duplicates', () => {
  beforeEach(async () => {
    await put('ink', tensors({ seed: 3 }))
    await put('small', resized(tensors({ seed: 3 }), 4))
    await put('half', stored(tensors({ seed: 3 }), 'f16'))
    await put('glow', tensors({ seed: 4 }))
    await put('glow again', tensors({ seed: 4 }))
    await put('other', tensors({ seed: 5 }))
    await shelf.library.look()
    await alike.complete(() => undefined)
  })

  test('are shown group by group, the best of each first, and each other says what it shares with it', async () => {
    const { items, byEffect } = await search('duplicates:any')
    expect(byEffect).toEqual({ by: 'groups', name: '', problem: null, left: 0 })
    expect(items.map(({ name, same }) => [name, same?.team, same?.place, same?.of, same?.why])).toEqual([
      ['glow', 0, 0, 2, null],
      ['glow again', 0, 1, 2, 'same-tensors'],
      ['ink', 1, 0, 3, null],
      ['half', 1, 1, 3, 'same-change'],
      ['small', 1, 2, 3, 'resized'],
    ])
    expect(await found('duplicates:spare')).toEqual(['glow again', 'half', 'small'])
    expect(await found('duplicates:resized')).toEqual(['ink', 'half', 'small'])
    expect(await found('-duplicates:any')).toEqual(['other'])
    expect(await found('duplicates:any sma*')).toEqual(['small'])
    const asked = { query: '', typing: false, model: null }
    expect((await finder.facets(asked)).duplicates).toBe(5)
  })

  test('never count the last one as spare: not when the best is gone, nor when all others are', async () => {
    const idOf = (name: string): string => database.adapters.byName(name)[0]!.id
    database.index.setMissing([idOf('ink'), idOf('glow')], true)
    expect(await found('duplicates:any')).toEqual(['half', 'small'])
    expect(await found('duplicates:spare')).toEqual(['small'])
  })

  test('what a person likes is the best', async () => {
    const idOf = (name: string): string => database.adapters.byName(name)[0]!.id
    database.choices.change([{ ids: [idOf('small')], change: { favourite: true } }])
    await put('ink again', tensors({ seed: 3 }))
    await shelf.library.look()
    await alike.complete(() => undefined)
    expect((await found('duplicates:any -glow')).slice(0, 1)).toEqual(['small'])
  })
})
