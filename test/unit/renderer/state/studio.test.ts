// The host as the interface knows it: nothing that happens is missed, whenever the connection is lost.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PictureSummary, SentEvent, StudioSnapshot } from '../../../../src-main/contract/studio.ts'
import { isNewer } from '../../../../src-renderer/state/event-order.ts'
import { Studio, type StudioNews } from '../../../../src-renderer/state/studio.svelte.ts'
import { fakeBackend, type FakeBackend } from '../../../support/fake-backend.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function picture(id: string): PictureSummary {
  return {
    id,
    createdAt: id,
    jobId: 'j',
    favourite: false,
    record: null,
    problem: null,
    origin: null,
  } as PictureSummary
}
const arrives = (id: string): SentEvent['event'] => ({ type: 'picture', picture: picture(id) })
const shown = (studio: Studio): string[] => studio.data.pictures.map(({ id }) => id).toSorted()

/** A host whose snapshots come when they are told to. */
function slowBackend(): FakeBackend & {
  answer(change?: Partial<StudioSnapshot>): Promise<void>
  send(number: number, event: SentEvent['event']): void
  fail(): void
  asked(): number
} {
  const backend = fakeBackend()
  const take = backend.studio.snapshot
  const waiting: { resolve(snapshot: StudioSnapshot): void; reject(error: Error): void }[] = []
  let asked = 0
  let receive: (sent: SentEvent) => void = () => undefined
  return Object.assign(backend, {
    studio: {
      snapshot: () => {
        asked += 1
        return new Promise<StudioSnapshot>((resolve, reject) => waiting.push({ resolve, reject }))
      },
    },
    subscribe: (listeners: { event(sent: SentEvent): void }) => {
      receive = (sent) => listeners.event(sent)
      return () => undefined
    },
    answer: async (change: Partial<StudioSnapshot> = {}) => {
      const snapshot = await take()
      waiting.shift()?.resolve({ ...snapshot, ...change })
      await vi.advanceTimersByTimeAsync(0)
    },
    fail: () => waiting.shift()?.reject(new Error('away')),
    send: (number: number, event: SentEvent['event']) => receive({ id: `h-${number}`, event }),
    asked: () => asked,
  })
}

describe('the first snapshot', () => {
  it('is followed by what came while it was on its way, and by nothing that is in it', async () => {
    const backend = slowBackend()
    const studio = new Studio(backend)
    const started = studio.start()
    backend.send(3, { type: 'begun' })
    backend.send(4, arrives('4'))
    backend.send(5, { type: 'picture-removed', id: '2' })
    backend.send(6, arrives('6'))
    // As new as the fifth: the picture of the fourth was moved to the trash meanwhile.
    await backend.answer({ at: 'h-5', pictures: [picture('1')] })
    await started
    expect(shown(studio)).toEqual(['1', '6'])
    backend.send(7, arrives('7'))
    expect(shown(studio)).toEqual(['1', '6', '7'])
  })
})

describe('a connection that is lost', () => {
  it('and comes back brings what happened meanwhile', async () => {
    const backend = fakeBackend()
    const studio = new Studio(backend)
    await studio.start()
    backend.disconnect()
    expect(studio.connection).toBe('lost')
    backend.emit({ type: 'picture', picture: picture('1') })
    expect(shown(studio)).toEqual([])
    backend.reconnect()
    expect(studio.connection).toBe('open')
    expect(shown(studio)).toEqual(['1'])
  })

  it('for too long brings a new snapshot, and all controllers hear of it', async () => {
    const backend = fakeBackend()
    const studio = new Studio(backend)
    await studio.start()
    const heard: StudioNews['type'][] = []
    studio.listen(({ type }) => heard.push(type))
    backend.disconnect()
    const { id } = await backend.generation.submit({ ...backendRequest, seed: '1' })
    await vi.advanceTimersByTimeAsync(2_000)
    backend.reconnect({ missed: true })
    await vi.advanceTimersByTimeAsync(0)
    expect(studio.job(id)).toBe(null)
    expect(studio.running).toBe(null)
    expect(studio.data.pictures).toHaveLength(1)
    expect(heard).toEqual(['snapshot'])
  })

  it('keeps what arrives while the new snapshot is on its way, and takes it up in order', async () => {
    const backend = slowBackend()
    const studio = new Studio(backend)
    const started = studio.start()
    await backend.answer({ at: 'h-0' })
    await started
    backend.send(9, { type: 'missed' })
    backend.send(10, arrives('10'))
    backend.send(11, { type: 'picture-removed', id: '10' })
    backend.send(12, arrives('12'))
    expect(shown(studio)).toEqual([])
    await backend.answer({ at: 'h-10', pictures: [picture('8'), picture('10')] })
    expect(shown(studio)).toEqual(['12', '8'])
  })

  it('that is lost again while the snapshot is on its way has it taken once more', async () => {
    const backend = slowBackend()
    const studio = new Studio(backend)
    const started = studio.start()
    await backend.answer()
    await started
    backend.send(1, { type: 'missed' })
    backend.fail()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(backend.asked()).toBe(3)
    backend.send(5, { type: 'missed' })
    await backend.answer({ at: 'h-1', pictures: [picture('old')] })
    expect(shown(studio)).toEqual([])
    await backend.answer({ at: 'h-5', pictures: [picture('new')] })
    expect(shown(studio)).toEqual(['new'])
    expect(backend.asked()).toBe(4)
  })
})

it('tells each draft that is left of a host that was away, after the snapshot', async () => {
  const backend = slowBackend()
  const studio = new Studio(backend)
  const started = studio.start()
  await backend.answer()
  await started
  const heard: string[] = []
  studio.listen((news) => heard.push(news.type === 'draft' ? `draft ${news.draft.id}` : news.type))
  backend.send(1, { type: 'missed' })
  await backend.answer({ at: 'h-1', drafts: [{ id: 'd', lane: 'live' } as StudioSnapshot['drafts'][number]] })
  expect(heard).toEqual(['snapshot', 'draft d'])
})

it('stops telling whoever no longer listens', async () => {
  const backend = fakeBackend()
  const studio = new Studio(backend)
  await studio.start()
  const heard: string[] = []
  const stop = studio.listen(({ type }) => heard.push(type))
  backend.emit({ type: 'picture-removed', id: 'a' })
  stop()
  backend.emit({ type: 'picture-removed', id: 'b' })
  expect(heard).toEqual(['picture-removed'])
})

it('says why the data folder cannot be written, until it can', async () => {
  const backend = fakeBackend()
  const studio = new Studio(backend)
  await studio.start()
  expect(studio.data.storage).toBe(null)
  const problem = { code: 'disk/data-full', facts: { name: 'catalog.sqlite' } } as const
  backend.emit({ type: 'storage', problem })
  expect(studio.data.storage).toEqual(problem)
  backend.emit({ type: 'storage', problem: null })
  expect(studio.data.storage).toBe(null)
})

it('follows a job’s steps without a word about the rest of it', async () => {
  const backend = fakeBackend({ stepMs: 10 })
  const studio = new Studio(backend)
  await studio.start()
  const told: string[] = []
  studio.listen(({ type }) => told.push(type))
  await backend.generation.submit({ ...backendRequest, steps: 3, seed: '1' })
  await vi.advanceTimersByTimeAsync(25)
  expect(studio.running?.progress?.step).toBe(2)
  expect(told.filter((type) => type === 'job')).toHaveLength(2)
})

it.each([
  ['a-10', 'a-9', true],
  ['a-9', 'a-9', false],
  ['a-9', 'a-10', false],
  ['b-10', 'a-9', false],
  ['0b7c-1', '0b7c-0', true],
])('%s is newer than %s: %s', (event, than, newer) => {
  expect(isNewer(event, than)).toBe(newer)
})

const backendRequest = {
  model: 'emoji',
  vae: null,
  prompt: 'a pear',
  negativePrompt: '',
  width: 128,
  height: 128,
  steps: 2,
  guidance: 5,
  sampler: 'euler' as const,
  scheduler: 'normal' as const,
  noise: 'cpu' as const,
  batch: 1,
  clipSkip: 1,
  profile: 'a1111' as const,
  stack: [],
}
