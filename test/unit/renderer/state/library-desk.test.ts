// The library as a window looks at it, over a pretend host: what is asked, added to the stack, edited and taken back.
import { expect, test } from 'vitest'
import type { FoundItem } from '../../../../src-main/contract/find.ts'
import { LibraryDesk } from '../../../../src-renderer/state/library/library-desk.svelte.ts'
import { AdapterShelf } from '../../../../src-renderer/state/stack/adapter-shelf.svelte.ts'
import type { StudioListener } from '../../../../src-renderer/state/studio.svelte.ts'

function item(index: number): FoundItem {
  return {
    id: `id-${index}`,
    name: `adapter-${index}`,
    title: null,
    kind: 'lora',
    isAdapter: true,
    dora: false,
    ranks: [8],
    architecture: 'sd1',
    line: null,
    previewUrl: null,
    preferredWeight: 1,
    rating: null,
    favourite: false,
    tags: index === 0 ? ['NSFW'] : [],
    collections: [],
    problem: null,
    missing: false,
    isNsfw: false,
  }
}

/** The first one has two behind it. */
function versionsOf(id: string) {
  return ['id-0', 'old', 'older'].includes(id)
    ? ['id-0', 'old', 'older'].map((one) => ({ id: one, isFront: one === 'id-0', isChosen: one === 'older' }))
    : []
}

function open(count: number) {
  const asked: string[] = []
  const added: string[][] = []
  const recorded: { before: unknown; after: unknown; put(to: unknown): Promise<void> }[] = []
  const listeners: StudioListener[] = []
  const facets = { total: count, folders: [], lines: [], bases: [], kinds: [], collections: [] }
  const find = {
    async items({ query, offset, limit }: { query: string; offset: number; limit: number }) {
      asked.push(`items ${query} ${offset}`)
      const items = Array.from({ length: Math.max(0, Math.min(limit, count - offset)) }, (_, at) =>
        item(offset + at),
      )
      return { at: '', total: count, items, problems: [], byEffect: null }
    },
    async facets() {
      asked.push('facets')
      const tags = [{ value: 'ink', count: 3 }]
      return { ...facets, tags, duplicates: 0, favourites: 0, neverUsed: 0, problems: 0 }
    },
    ids: () => Promise.resolve(Array.from({ length: count }, (_, at) => `id-${at}`)),
    async edit({ edits }: { edits: unknown }) {
      asked.push(`edit ${JSON.stringify(edits)}`)
      return { count: 1, before: [{ ids: ['id-0'], change: { rating: null } }] }
    },
    details: ({ id }: { id: string }) =>
      Promise.resolve({ at: '', item: { ...item(0), id }, calledBy: id, versions: versionsOf(id) }),
    withVersions: ({ ids }: { ids: string[] }) => Promise.resolve([...ids, 'old', 'older']),
  }
  const adapters = {
    lookup: async ({ ids }: { ids: string[] }) => ({
      at: '',
      names: [],
      // Every second one cannot be read.
      adapters: ids.map((id, at) => ({
        id,
        kind: at % 2 === 0 ? 'lora' : null,
        problem: null,
        missing: false,
      })),
    }),
  }
  const desk = new LibraryDesk({
    studio: { backend: { find, adapters }, listen: (listener: StudioListener) => listeners.push(listener) },
    draft: { form: { model: 'base' } },
    shelf: new AdapterShelf({ backend: { adapters }, listen: () => undefined } as never, []),
    stack: { add: (...all: { id: string }[]) => added.push(all.map(({ id }) => id)) },
    histories: {
      at: () => ({
        record: (step: (typeof recorded)[number]) => recorded.push(step),
        during: (doing: Promise<unknown>) => doing,
      }),
    },
    toasts: { attempt: (act: () => Promise<void>) => act() },
    look: {},
  } as never)
  return {
    desk,
    asked,
    added,
    recorded,
    tell: (type: string) => listeners.forEach((listen) => listen({ type } as never)),
  }
}

test('asks for cards and then for what they could be narrowed to; what has changed is asked for again', async () => {
  const { desk, asked, tell } = open(100)
  const close = desk.found.open()
  await expect.poll(() => desk.facets?.tags.length).toBe(1)
  expect(asked).toEqual(['items  0', 'facets'])
  expect([desk.found.list.total, desk.of, desk.found.current?.id]).toEqual([100, 100, 'id-0'])
  desk.found.query.type('tag:in', 6)
  expect(desk.found.query.completions.map(({ text }) => text)).toEqual(['tag:ink'])
  tell('items')
  tell('scan')
  await expect.poll(() => asked.filter((call) => call === 'items tag:in 0').length).toBe(2)
  close()
})

test('of hundreds that are picked, every one that can be used is added, at once', async () => {
  const { desk, added } = open(450)
  desk.found.open()
  await expect.poll(() => desk.found.list.total).toBe(450)
  await desk.found.picked.all(450)
  await desk.addToStack(desk.found.chosenIds())
  expect(added.map((ids) => ids.length)).toEqual([225])
})

test('an edit is one step, which puts back what the host says was there', async () => {
  const { desk, asked, recorded } = open(3)
  desk.found.open()
  await expect.poll(() => desk.found.list.total).toBe(3)
  await desk.edit(['id-0', 'id-1'], { rating: 4 })
  expect(asked.at(-1)).toBe('edit [{"ids":["id-0","id-1"],"change":{"rating":4}}]')
  await recorded[0]!.put(recorded[0]!.before)
  expect(asked.at(-1)).toBe('edit [{"ids":["id-0"],"change":{"rating":null}}]')
})

test('what is like the one at hand is asked for, though its details are not there yet', async () => {
  const { desk } = open(3)
  desk.found.open()
  await expect.poll(() => desk.found.list.total).toBe(3)
  desk.found.point(1)
  expect(desk.details).toBeNull()
  await desk.findAlike()
  expect(desk.found.query.text).toBe('like:id-1')
})

test('a card goes through its versions, and whatever is done is done to the one that it shows', async () => {
  const { desk, asked, added, recorded } = open(3)
  desk.found.open()
  await expect.poll(() => desk.found.list.total).toBe(3)
  await desk.askDetails('id-0')
  desk.found.picked.only(0)
  await desk.versions.step(1)
  expect(desk.found.current?.id).toBe('old')
  expect([desk.details?.item.id, desk.found.chosenIds(), desk.found.chosen().map(({ id }) => id)]).toEqual([
    'old',
    ['old'],
    ['old'],
  ])
  await desk.versions.step(1)
  await desk.versions.step(1)
  expect(desk.found.at(0)).toMatchObject({ id: 'older', versions: 3 })
  await desk.addToStack(desk.found.chosenIds())
  expect(added.at(-1)).toEqual(['older'])
  await desk.versions.putInFront(desk.versions.all[1]!)
  expect(asked.at(-1)).toContain(
    'edit [{"ids":["old"],"change":{"inFront":true}},{"ids":["older"],"change":{"inFront":false}}]',
  )
  expect(recorded).toHaveLength(1)
  // The host says who is in front now.
  expect(desk.found.at(0)?.id).toBe('id-0')
})

test('all versions of what is chosen are picked, and a window remembers whether they are shown apart', async () => {
  const { desk, asked } = open(3)
  desk.found.open()
  await expect.poll(() => desk.found.list.total).toBe(3)
  await desk.versions.pickAll()
  expect(desk.found.chosenIds()).toEqual(['id-0', 'old', 'older'])
  const before = asked.length
  desk.setCards({ isApart: true })
  await expect.poll(() => asked.length).toBeGreaterThan(before)
  expect(desk.cards.isApart).toBe(true)
})

test('details are those of the one at hand, and what is tagged is blurred while that is wished', async () => {
  const { desk } = open(3)
  desk.found.open()
  await expect.poll(() => desk.found.list.total).toBe(3)
  await desk.askDetails('id-0')
  expect(desk.details?.item.id).toBe('id-0')
  desk.found.point(1)
  expect(desk.details).toBeNull()
  expect(desk.isBlurred(item(0))).toBe(false)
  desk.setCards({ isBlurred: true })
  expect([desk.isBlurred(item(0)), desk.isBlurred(item(1))]).toEqual([true, false])
})
