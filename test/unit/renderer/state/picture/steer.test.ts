// Steering: what is moved with Ctrl reaches the picture that is being made, once a step, and no other.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
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

type Opened = { app: App; backend: FakeBackend; steer(weight: number): void; weights(): number[] }

async function open(): Promise<Opened> {
  const backend = fakeBackend({ stepMs: 100, adapters: [demoAdapter('Ink wash')] })
  const app = await startApp(backend, new Look())
  app.draft.change({ steps: 4 })
  app.stack.add(demoAdapter('Ink wash'))
  const { id } = app.stack.entries[0]!
  return {
    app,
    backend,
    steer: (weight) => app.steer.with(() => app.stack.change(id, { weight })),
    weights: () => backend.steered.map((stack) => stack[0]!.weight),
  }
}
const pass = async (ms: number): Promise<void> => {
  await vi.advanceTimersByTimeAsync(ms)
}

it('one message a step, with the newest weights', async () => {
  const { app, steer, weights } = await open()
  await app.generator.generate()
  await pass(150)
  for (const weight of [0.1, 0.2, 0.3]) steer(weight)
  expect(weights()).toEqual([0.1])
  await pass(100)
  expect(weights()).toEqual([0.1, 0.3])
  await pass(100)
  expect(weights()).toEqual([0.1, 0.3])
})

it('a step of the next picture of a batch is another step', async () => {
  const { app, backend, steer, weights } = await open()
  await app.generator.generate()
  await pass(150)
  steer(0.1)
  steer(0.2)
  const { id, progress } = app.studio.running!
  backend.emit({ type: 'progress', jobId: id, progress: { ...progress!, image: 1 } })
  await pass(0)
  expect(weights()).toEqual([0.1, 0.2])
})

it('where nothing is made only the card is changed, for the next picture', async () => {
  const { app, steer, weights } = await open()
  steer(0.3)
  expect(app.steer.active).toBe(false)
  await app.generator.generate()
  await pass(1_000)
  expect(weights()).toEqual([])
  expect(app.stack.entries[0]!.weight).toBe(0.3)
})

it('weights that came too late for their picture are not given to the next one, whatever was missed meanwhile', async () => {
  const { app, backend, steer, weights } = await open()
  await app.generator.generate()
  await app.generator.generate()
  await pass(150)
  const first = app.studio.running!.id
  steer(0.1)
  steer(0.2)
  backend.disconnect()
  await pass(400)
  backend.reconnect({ missed: true })
  await pass(50)
  expect(app.studio.running!.id).not.toBe(first)
  expect(weights()).toEqual([0.1])
})

it('an edit that fails is the only thing that fails: live follows the hand afterwards', async () => {
  const { app } = await open()
  await app.generator.generate()
  await pass(150)
  expect(() =>
    app.steer.with(() => {
      throw new Error('no such card')
    }),
  ).toThrow('no such card')
  expect(app.steer.active).toBe(false)
})

it('a host that refuses says why, once', async () => {
  const { app, backend, steer } = await open()
  const generation = { ...backend.generation, steer: () => Promise.reject(new Error('no such job')) }
  Object.assign(backend, { generation })
  await app.generator.generate()
  await pass(150)
  steer(0.1)
  await pass(100)
  steer(0.2)
  await pass(100)
  expect(app.toasts.list.map(({ role }) => role)).toEqual(['alert'])
})
