// All trainings: made, opened, removed and brought back, with everything that was typed into them.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startApp, type App } from '../../../../../src-renderer/state/app.svelte.ts'
import { Look } from '../../../../../src-renderer/state/look.svelte.ts'
import type { OpenProject } from '../../../../../src-renderer/state/training/wizard.svelte.ts'
import { fakeBackend, type FakeBackend } from '../../../../support/fake-backend.ts'

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('location', { hash: '' })
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

type Opened = { app: App; backend: FakeBackend }

async function open(training: Parameters<typeof fakeBackend>[0] = {}): Promise<Opened> {
  const backend = fakeBackend(training)
  return { backend, app: await startApp(backend, new Look()) }
}
const pass = async (ms: number): Promise<void> => {
  await vi.advanceTimersByTimeAsync(ms)
}
async function opened({ wizard }: App, id: string): Promise<OpenProject> {
  await wizard.load(id)
  return wizard.open(id) as OpenProject
}
const names = ({ wizard }: App): string[] => wizard.projects.map(({ name }) => name)
const answering = (backend: FakeBackend, change: Partial<FakeBackend['training']>): void =>
  void Object.assign(backend, { training: Object.assign(Object.create(backend.training), change) })
const refuse = (): Promise<never> => Promise.reject(new Error('the disk is full'))

it('a training that is made is listed and opened', async () => {
  const { app } = await open()
  const made = await app.wizard.create('style')
  expect(app.place).toMatchObject({ current: 'train', detail: made!.id })
  expect(app.wizard.projects.map(({ id }) => id)).toEqual([made!.id])
  expect((await opened(app, made!.id)).editor.name).toBe(made!.name)
})

it('a training that is made is called in the language of the page', async () => {
  const { app } = await open()
  app.look.follow({ theme: 'dark', language: 'ja', scale: 100 })
  expect([(await app.wizard.create('style'))!.name, (await app.wizard.create(null))!.name]).toEqual([
    '画風',
    '学習',
  ])
})

it('a training like another has its recipe and its name, and is opened', async () => {
  const { app, backend } = await open()
  const made = await app.wizard.create('style')
  const recipe = { ...made!.recipe, steps: 77 }
  const like = await backend.training.edit({ id: made!.id, edit: { recipe } })
  await app.wizard.createLike(like)
  expect(app.place.detail).not.toBe(made!.id)
  const { project } = await backend.training.project({ id: app.place.detail! })
  expect(project).toMatchObject({ preset: 'style', recipe, run: null })
})

it('one that cannot be made is said, and nothing is opened', async () => {
  const { app, backend } = await open()
  answering(backend, { create: refuse })
  expect(await app.wizard.create(null)).toBeNull()
  expect(app.place.current).toBe('create')
  expect(app.toasts.list.map(({ role }) => role)).toEqual(['alert'])
})

it('the list has what was edited last first', async () => {
  const { app } = await open()
  const first = await app.wizard.create('style')
  await app.wizard.create('object')
  const newest = names(app)
  app.studio.learn({ type: 'training', project: { ...first!, editedAt: '2030-01-01T00:00:00.000Z' } })
  expect(names(app)).toEqual(newest.toReversed())
})

it('is on its way until it has come, and then one and the same for whoever looks', async () => {
  const { app } = await open()
  const made = await app.wizard.create('style')
  expect(app.wizard.open(null)).toBeNull()
  expect(app.wizard.open('nowhere')).toBeNull()
  await app.wizard.load('nowhere')
  const id = made!.id
  const fresh = await startApp(app.backend, new Look())
  expect(fresh.wizard.open(id)).toBe('coming')
  const one = await opened(fresh, id)
  one.editor.rename('Ink')
  expect(fresh.wizard.open(id)).toBe(one)
})

it('a host that is away when it is opened says nothing here, and is asked again', async () => {
  const { app, backend } = await open()
  const { id } = await backend.training.create({ preset: 'style', name: 'Style' })
  await pass(0)
  const { training } = backend
  answering(backend, { project: refuse })
  await app.wizard.load(id)
  expect([app.wizard.open(id), app.toasts.list.length]).toEqual(['coming', 0])
  Object.assign(backend, { training })
  expect((await opened(app, id)).editor.id).toBe(id)
})

it('is removed with what was typed last, comes back so, and is typed into again', async () => {
  const { app, backend } = await open()
  const { id } = (await app.wizard.create('style'))!
  const { editor } = await opened(app, id)
  editor.rename('Ink')
  await app.wizard.remove({ id, name: 'Ink' })
  expect([names(app), app.wizard.open(id)]).toEqual([[], null])
  expect(app.toasts.list.at(-1)!.message).toContain('Ink')

  app.toasts.list.at(-1)!.action!.run()
  await pass(0)
  expect(names(app)).toEqual(['Ink'])
  const again = await opened(app, id)
  again.editor.rename('Ink wash')
  await pass(1_000)
  expect((await backend.training.project({ id })).project.name).toBe('Ink wash')
})

it('that cannot be removed stays, and says why', async () => {
  const { app, backend } = await open()
  const { id, name } = (await app.wizard.create('style'))!
  answering(backend, { remove: refuse })
  await app.wizard.remove({ id, name })
  expect(names(app)).toEqual([name])
  expect(app.toasts.list.map(({ role }) => role)).toEqual(['alert'])
})

it('that somebody else removed is not written to, and what was typed waits for its return', async () => {
  const { app, backend } = await open()
  const { id } = (await app.wizard.create('style'))!
  const { editor } = await opened(app, id)
  let asked = 0
  const { edit } = backend.training
  answering(backend, { edit: (call) => (asked++, edit(call)) })
  editor.rename('Ink')
  await backend.training.remove({ id })
  await pass(10_000)
  expect([asked, app.toasts.list.length]).toEqual([0, 0])
  await backend.training.restore({ id })
  await pass(1_000)
  expect((await backend.training.project({ id })).project.name).toBe('Ink')
  expect(editor.name).toBe('Ink')
})

it('what was typed in any of them goes along when the page is left', async () => {
  const { app, backend } = await open()
  const ids = [(await app.wizard.create('style'))!.id, (await app.wizard.create('object'))!.id]
  for (const id of ids) (await opened(app, id)).editor.rename(`typed in ${id}`)
  app.wizard.saveOnLeave()
  await pass(0)
  const { projects } = backend.training
  expect((await projects()).map(({ name }) => name).toSorted()).toEqual(
    ids.map((id) => `typed in ${id}`).toSorted(),
  )
})
