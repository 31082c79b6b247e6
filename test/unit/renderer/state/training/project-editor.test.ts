// What is typed into a training is never lost, whatever the host answers.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Histories } from '../../../../../src-renderer/state/history/histories.svelte.ts'
import { ProjectEditor } from '../../../../../src-renderer/state/training/project-editor.svelte.ts'
import { Studio } from '../../../../../src-renderer/state/studio.svelte.ts'
import { Toasts } from '../../../../../src-renderer/state/toasts.svelte.ts'
import { fakeBackend, type FakeBackend } from '../../../../support/fake-backend.ts'
import { testHistories } from '../../../../support/test-histories.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

type Opened = {
  backend: FakeBackend
  studio: Studio
  toasts: Toasts
  histories: Histories
  editor: ProjectEditor
}

async function open(): Promise<Opened> {
  const backend = fakeBackend()
  const studio = new Studio(backend)
  await studio.start()
  const project = await backend.training.create({ preset: 'style', name: 'Style' })
  await studio.openProject(project.id)
  const toasts = new Toasts()
  const histories = testHistories(toasts)
  const editor = new ProjectEditor(project, { backend, studio, histories, toasts })
  return { backend, studio, toasts, histories, editor }
}
const pass = async (ms: number): Promise<void> => {
  await vi.advanceTimersByTimeAsync(ms)
}
async function stored({ backend, editor }: Opened): Promise<string> {
  return (await backend.training.project({ id: editor.id })).project.name
}

it('is saved when the hand rests', async () => {
  const opened = await open()
  opened.editor.rename('Ink')
  opened.editor.rename('Ink wash')
  expect(await stored(opened)).not.toBe('Ink wash')
  await pass(500)
  expect(await stored(opened)).toBe('Ink wash')
})

it('that the host refuses is said once, stays, and is sent again beneath what is typed since', async () => {
  const opened = await open()
  const { backend, editor, toasts } = opened
  const { training } = backend
  const refuse = (): Promise<never> => Promise.reject(new Error('the disk is full'))
  Object.assign(backend, { training: { ...training, edit: refuse } })
  editor.rename('typed while it was full')
  await pass(6_000)
  expect(editor.name).toBe('typed while it was full')
  expect(toasts.list).toHaveLength(1)
  Object.assign(backend, { training })
  editor.change({ 'adapter.rank': 24 })
  await pass(3_000)
  expect(await stored(opened)).toBe('typed while it was full')
  expect((await backend.training.project({ id: editor.id })).project.recipe.adapter?.rank).toBe(24)
})

it('of another window is taken over, but not over what is not saved here', async () => {
  const opened = await open()
  const { backend, editor } = opened
  await backend.training.edit({ id: editor.id, edit: { name: 'elsewhere' } })
  expect(editor.name).toBe('elsewhere')
  editor.rename('here')
  await backend.training.edit({ id: editor.id, edit: { name: 'elsewhere again' } })
  expect(editor.name).toBe('here')
  await pass(500)
  expect(await stored(opened)).toBe('here')
})

it('is taken back by the history of its training, here and with the host', async () => {
  const opened = await open()
  const { editor, histories } = opened
  const before = editor.name
  editor.rename('another')
  await pass(1_000)
  expect(await stored(opened)).toBe('another')
  await histories.at('train', editor.id).undo()
  expect(editor.name).toBe(before)
  await pass(1_000)
  expect(await stored(opened)).toBe(before)
})

it('goes along when the page is left', async () => {
  const opened = await open()
  const { editor } = opened
  editor.rename('the last word')
  editor.saveOnLeave()
  await pass(0)
  expect(await stored(opened)).toBe('the last word')
})
