// The picker of thousands: only the pages that are looked at are asked for, and the newest search counts.
import { afterEach, expect, test, vi } from 'vitest'
import { History } from '../../../../../src-renderer/state/history/history.svelte.ts'
import { Draft } from '../../../../../src-renderer/state/picture/draft.svelte.ts'
import { AdapterFinder } from '../../../../../src-renderer/state/stack/adapter-finder.svelte.ts'
import { AdapterShelf } from '../../../../../src-renderer/state/stack/adapter-shelf.svelte.ts'
import { Picker } from '../../../../../src-renderer/state/stack/picker.svelte.ts'
import { Proofs } from '../../../../../src-renderer/state/stack/proofs.svelte.ts'
import { Studio } from '../../../../../src-renderer/state/studio.svelte.ts'
import { countedBackend } from '../../../../support/counted-backend.ts'
import { demoAdapter, demoWorkspace } from '../../../../support/fake-backend.ts'

const name = (at: number): string => `adapter-${String(at).padStart(5, '0')}`

async function open(count: number) {
  const adapters = Array.from({ length: count }, (_, at) =>
    demoAdapter(name(at), { favourite: at % 100 === 0 }),
  )
  const { backend, asked } = countedBackend({ adapters })
  const studio = new Studio(backend)
  await studio.start()
  const draft = new Draft(backend, demoWorkspace, new History(() => Promise.resolve(true)))
  const shelf = new AdapterShelf(studio, [])
  const picker = new Picker(studio, draft, shelf, new Proofs(studio, draft))
  const searches = (): { text: string; offset: number; limit: number }[] =>
    asked.flatMap(({ call, input }) => (call === 'search' ? [input as never] : []))
  return { backend, shelf, picker, searches }
}

afterEach(() => void vi.useRealTimers())

test('asks for what is on the screen, page by page, wherever it is scrolled to', async () => {
  const { picker, searches } = await open(10_000)
  picker.show(0, 12)
  expect(searches()).toEqual([])
  picker.open()
  await expect.poll(() => picker.total).toBe(10_000)
  expect(picker.row(0)).toMatchObject({ adapter: { name: name(0) }, proof: { verdict: 'fits' } })
  expect(picker.row(5000)).toBeNull()
  picker.show(4990, 5002)
  await expect.poll(() => picker.row(5000)?.adapter.name).toBe(name(5000))
  expect(searches().map(({ offset }) => offset)).toEqual([0, 4980])
  picker.show(4995, 5007)
  expect(searches()).toHaveLength(2)
  expect(picker.row(0)).not.toBeNull()
})

test('the newest search counts, and the rows before it stay until it is answered', async () => {
  const { picker } = await open(200)
  picker.open()
  await expect.poll(() => picker.total).toBe(200)
  picker.search('adapter-0001')
  expect(picker.row(0)?.adapter.name).toBe(name(0))
  picker.search('adapter-00012')
  await expect.poll(() => picker.total).toBe(1)
  expect(picker.row(0)?.adapter.name).toBe(name(12))
  picker.search('nothing of the kind')
  await expect.poll(() => picker.isWithout).toBe(true)
  expect([picker.total, picker.isEmpty]).toEqual([0, false])
})

test('whoever is quicker than the host gets what they meant, and nothing while it is away', async () => {
  const { backend, picker } = await open(200)
  picker.open()
  await expect.poll(() => picker.total).toBe(200)
  picker.search('adapter-00012')
  expect((await picker.chosen())?.name).toBe(name(12))
  Object.assign(backend.adapters, { search: () => Promise.reject(new Error('away')) })
  picker.search('adapter-00013')
  expect(await picker.chosen()).toBeNull()
})

test('favourites, the active row, and a change that is told', async () => {
  const { backend, picker } = await open(300)
  picker.open()
  await expect.poll(() => picker.total).toBe(300)
  picker.move(-1)
  expect(picker.active).toBe(0)
  picker.move(1000)
  expect(picker.active).toBe(299)
  picker.favouritesOnly = true
  await expect.poll(() => picker.total).toBe(3)
  expect(picker.active).toBe(2)
  backend.emit({ type: 'adapter', adapter: demoAdapter(name(0), { favourite: false }) })
  expect(picker.row(0)?.adapter.favourite).toBe(false)
})

test('one that comes or goes is seen without a click; one that was only changed asks for nothing', async () => {
  const { backend, picker, searches } = await open(3)
  picker.open()
  await expect.poll(() => picker.total).toBe(3)
  vi.useFakeTimers()
  backend.emit({ type: 'adapter', adapter: demoAdapter(name(1), { favourite: true }) })
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
  expect(searches()).toHaveLength(1)
  const came = [demoAdapter('came'), demoAdapter('came too')]
  came.forEach(backend.putAdapter)
  await expect.poll(() => picker.total).toBe(5)
  expect(searches()).toHaveLength(2)
  backend.putAdapter(demoAdapter(name(1), { missing: true }))
  await expect.poll(() => picker.total).toBe(4)
})

test('no adapters at all is something else than none found, and ends by itself', async () => {
  const { backend, picker, searches } = await open(0)
  expect(picker.isEmpty).toBe(false)
  picker.open()
  await expect.poll(() => picker.isEmpty).toBe(true)
  expect(picker.isWithout).toBe(false)
  backend.emit({ type: 'adapters' })
  await expect.poll(() => searches().length).toBe(2)
})

test('what is typed finds names that begin so before those that hold it', async () => {
  const adapters = ['wash', 'ink wash', 'washed', 'brush'].map((id) => demoAdapter(id))
  adapters.push(demoAdapter('broken wash', { problem: { code: 'a/b', message: 'Broken.' } }))
  const { backend } = countedBackend({ adapters })
  const studio = new Studio(backend)
  await studio.start()
  const finder = new AdapterFinder(backend, new AdapterShelf(studio, []), 2)
  await finder.find('Wash')
  expect(finder.found.map(({ id }) => id)).toEqual(['wash', 'washed'])
  const late = finder.find('ink')
  finder.forget()
  await late
  expect(finder.found).toEqual([])
})
