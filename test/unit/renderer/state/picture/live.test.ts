// Drafts: Live follows the hand and keeps nothing unasked; a strip is one weight after the other.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startApp, type App } from '../../../../../src-renderer/state/app.svelte.ts'
import { Look } from '../../../../../src-renderer/state/look.svelte.ts'
import { demoAdapter, fakeBackend, type FakeBackend } from '../../../../support/fake-backend.ts'

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('location', { hash: '' })
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

async function open(): Promise<{ app: App; backend: FakeBackend }> {
  const backend = fakeBackend({ stepMs: 100, adapters: [demoAdapter('Ink wash')] })
  const app = await startApp(backend, new Look())
  app.draft.change({ steps: 3 })
  return { app, backend }
}
const pass = async (ms: number): Promise<void> => {
  await vi.advanceTimersByTimeAsync(ms)
}

describe('live', () => {
  it('asks when the hand rests, at one seed, and the newest replaces the one before', async () => {
    const { app, backend } = await open()
    app.live.turn(true)
    await pass(20)
    for (const prompt of ['a', 'ab', 'abc']) app.draft.change({ prompt })
    await pass(150)
    expect(backend.drafted).toHaveLength(1)
    app.draft.change({ prompt: 'abcd' })
    await pass(1_000)
    const asked = backend.drafted.map(({ requests }) => requests[0]!)
    expect(asked.map(({ prompt }) => prompt)).toEqual(['abc', 'abcd'])
    expect(new Set(asked.map(({ seed }) => seed)).size).toBe(1)
    expect(app.live.shown).toMatchObject({ done: true })
    expect(app.live.making).toBe(false)
    expect(app.studio.data.pictures).toEqual([])
  })

  it('that is kept becomes a picture of the session, once', async () => {
    const { app } = await open()
    app.live.turn(true)
    await pass(1_000)
    const [first, again] = await Promise.all([app.live.keep(), app.live.keep()])
    expect(again).toEqual(first)
    expect(app.studio.data.pictures.map(({ id }) => id)).toEqual([first!.id])
    expect(app.session.selected?.id).toBe(first!.id)
  })

  it('that is still being drawn is kept when it is done, unless another one is asked for', async () => {
    const { app } = await open()
    app.live.turn(true)
    await pass(250)
    expect(app.live.shown).toMatchObject({ done: false })
    app.live.keepShown(true)
    app.live.keepShown()
    expect(app.studio.data.pictures).toEqual([])
    await pass(1_000)
    expect(app.studio.data.pictures).toMatchObject([{ favourite: true }])
    app.draft.change({ prompt: 'another' })
    await pass(250)
    app.live.keepShown()
    app.draft.change({ prompt: 'one more' })
    await pass(1_000)
    expect(app.studio.data.pictures).toHaveLength(1)
  })

  it('gives the stage to whoever takes it, and is over when the host that made it is gone', async () => {
    const { app, backend } = await open()
    app.live.turn(true)
    await pass(250)
    expect(app.live.making).toBe(true)
    await app.generator.generate()
    expect(app.live.shown).toBeNull()
    const { snapshot } = backend.studio
    Object.assign(backend, { studio: { snapshot: async () => ({ ...(await snapshot()), drafts: [] }) } })
    backend.disconnect()
    backend.reconnect({ missed: true })
    await pass(0)
    expect(app.live.making).toBe(false)
  })
})

describe('a strip', () => {
  it('makes the weights of one adapter from the middle, and keeps the one that is shown', async () => {
    const { app, backend } = await open()
    const adapter = demoAdapter('Ink wash')
    app.stack.add(adapter)
    const entry = app.stack.entries[0]!
    await app.strip.open(entry.id)
    const { requests, lane } = backend.drafted.at(-1)!
    expect(lane).toBe('strip')
    expect(requests).toHaveLength(app.strip.frames.length)
    const weights = requests.map(({ stack }) => stack.find(({ id }) => id === entry.id)!.weight)
    expect(new Set(weights).size).toBe(weights.length)
    expect(app.strip.current?.weight).toBe(weights[0])
    await pass(10_000)
    expect(app.strip.frames.every(({ state, url }) => state === 'done' && url !== null)).toBe(true)
    app.strip.select(0)
    const { weight } = app.strip.current!
    app.strip.keep()
    expect(app.strip.isOpen).toBe(false)
    expect(app.stack.entries[0]!.weight).toBe(weight)
  })

  it('ends with its adapter', async () => {
    const { app } = await open()
    app.stack.add(demoAdapter('Ink wash'))
    const { id } = app.stack.entries[0]!
    await app.strip.open(id)
    app.stack.remove(id)
    expect(app.strip.isOpen).toBe(false)
  })
})
