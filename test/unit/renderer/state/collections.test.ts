// Collections and saved searches of a window, over the host's own: made, filled, renamed, removed, and every step back.
import { expect, test } from 'vitest'
import { collections as hostCollections } from '../../../../src-main/catalog/find/collections.ts'
import type { StudioEvent } from '../../../../src-main/contract/studio.ts'
import type { CollectionTable } from '../../../../src-main/database/find/collections.ts'
import type { SavedFilterTable } from '../../../../src-main/database/find/saved-filters.ts'
import { Collections } from '../../../../src-renderer/state/library/collections.svelte.ts'
import { SavedFilters } from '../../../../src-renderer/state/library/saved-filters.svelte.ts'
import { Look } from '../../../../src-renderer/state/look.svelte.ts'
import { QueryBox } from '../../../../src-renderer/state/query-box.svelte.ts'
import { Toasts } from '../../../../src-renderer/state/toasts.svelte.ts'
import { testHistories } from '../../../support/test-histories.ts'

/** Tables without a database. */
function tables(): { table: CollectionTable; savedFilters: SavedFilterTable } {
  const rows = new Map<string, { name: string; items: string[] }>()
  const filters = new Map<string, ReturnType<SavedFilterTable['all']>[number]>()
  const row = (id: string) => rows.get(id) ?? { name: '', items: [] }
  const table: CollectionTable = {
    all: () => [...rows].map(([id, { name, items }]) => ({ id, name, count: items.length })),
    find: (id) => table.all().find((one) => one.id === id) ?? null,
    put: ({ id, name }) => void rows.set(id, { name, items: row(id).items }),
    remove: (id) => void rows.delete(id),
    items: (id) => [...row(id).items],
    add: (id, ids) => row(id).items.push(...ids.filter((one) => !row(id).items.includes(one))),
    take: (id, ids) =>
      void rows.set(id, { ...row(id), items: row(id).items.filter((one) => !ids.includes(one)) }),
    arrange: (id, ids) => void rows.set(id, { ...row(id), items: [...ids] }),
  }
  const savedFilters: SavedFilterTable = {
    all: () => [...filters.values()],
    put: (filter) => void filters.set(filter.id, filter),
    remove: (id) => void filters.delete(id),
  }
  return { table, savedFilters }
}

function open() {
  const listeners: ((event: StudioEvent) => void)[] = []
  let made = 0
  const host = hostCollections({
    ...tables(),
    newId: () => `made-${++made}`,
    now: () => new Date(0),
    publish: (event) => listeners.forEach((listen) => listen(event)),
  })
  const find = {
    collections: async () => host.list(),
    createCollection: async ({ name }: { name: string }) => host.create(name),
    renameCollection: async ({ id, name }: { id: string; name: string }) => host.rename(id, name),
    removeCollection: async ({ id }: { id: string }) => host.remove(id),
    restoreCollection: async (whole: Parameters<typeof host.restore>[0]) => host.restore(whole),
    collectionItems: async ({ id }: { id: string }) => host.items(id),
    collect: async (wish: Parameters<typeof host.collect>[0]) => host.collect(wish),
    arrange: async ({ id, items }: { id: string; items: string[] }) => host.arrange(id, items),
    filters: async () => host.filters(),
    saveFilter: async (filter: Parameters<typeof host.saveFilter>[0]) => host.saveFilter(filter),
    removeFilter: async ({ id }: { id: string }) => host.removeFilter(id),
  }
  const toasts = new Toasts()
  const look = new Look()
  const histories = testHistories(toasts, look)
  const studio = {
    backend: { find },
    listen: (listen: (event: StudioEvent) => void) => listeners.push(listen),
  }
  const found = { query: new QueryBox('library', () => undefined), sort: 'newest' as const }
  const parts = { studio, histories, toasts, look, found } as never
  return {
    host,
    toasts,
    found,
    parts,
    history: histories.at('library'),
    collections: new Collections(parts),
    filters: new SavedFilters(parts),
  }
}

test('a collection is made, filled, renamed and removed, and every step goes back', async () => {
  const { collections, history, host, parts, toasts } = open()
  const inside = (name: string) => {
    const collection = collections.named(name)
    return collection === null ? null : host.items(collection.id)
  }
  const names = () => collections.list.map(({ name }) => name)

  await collections.create('Inks', ['ink'])
  expect(inside('inks')).toEqual(['ink'])
  const { id } = collections.list[0]!
  await collections.collect(id, { add: ['wash', 'ink'] })
  expect(inside('Inks')).toEqual(['ink', 'wash'])
  expect(toasts.list.at(-1)?.action?.label).toBe('Undo')

  await collections.rename(collections.list[0]!, 'Washes')
  expect(names()).toEqual(['Washes'])
  await collections.remove(collections.list[0]!)
  expect(names()).toEqual([])
  await history.undo()
  expect(inside('Washes')).toEqual(['ink', 'wash'])
  await history.undo()
  expect(names()).toEqual(['Inks'])
  await history.undo()
  await history.undo()
  expect(names()).toEqual([])
  await history.redo()
  await history.redo()
  expect(inside('Inks')).toEqual(['ink', 'wash'])

  // What a window that opens later is told.
  const later = new Collections(parts)
  await later.ask()
  expect(later.list).toEqual(collections.list)
})

test('what another window puts in stays when this one takes its own step back', async () => {
  const { collections, history, host } = open()
  await collections.create('Inks', ['ink'])
  const { id } = collections.list[0]!
  await collections.collect(id, { add: ['wash'] })
  host.collect({ id, add: ['glow'], remove: [] })
  await history.undo()
  expect(host.items(id)).toEqual(['ink', 'glow'])
  await history.redo()
  expect(host.items(id).toSorted()).toEqual(['glow', 'ink', 'wash'])
})

test('one of the same name takes them instead of standing beside it', async () => {
  const { collections, host } = open()
  await collections.create('Inks', ['ink'])
  await collections.create('INKS', ['glow'])
  expect(collections.list.map(({ name }) => name)).toEqual(['Inks'])
  expect(host.items(collections.list[0]!.id)).toEqual(['ink', 'glow'])
})

test('a search is saved under a name, replaced, renamed, removed, used, and every step goes back', async () => {
  const { filters, found, history } = open()
  found.query.set('ink kind:lora')
  await filters.save('My inks')
  expect(filters.list).toMatchObject([{ name: 'My inks', query: 'ink kind:lora', sort: 'newest' }])
  expect(filters.isAsked(filters.list[0]!)).toBe(true)
  found.query.set('wash')
  expect(filters.isAsked(filters.list[0]!)).toBe(false)
  await filters.save('my inks')
  expect(filters.list.map(({ query }) => query)).toEqual(['wash'])
  await history.undo()
  expect(filters.list.map(({ query }) => query)).toEqual(['ink kind:lora'])
  await filters.rename(filters.list[0]!, 'Old inks')
  expect(filters.list.map(({ name }) => name)).toEqual(['Old inks'])
  await filters.remove(filters.list[0]!)
  expect(filters.list).toEqual([])
  await history.undo()
  filters.use(filters.list[0]!)
  expect([found.query.words, found.query.text]).toEqual(['ink', 'ink kind:lora'])
  await history.undo()
  await history.undo()
  expect(filters.list).toEqual([])
})
