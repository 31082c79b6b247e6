// Two windows on one draft: each keeps what it types, and no word goes without being said.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { WorkspaceChange } from '../../../../../src-main/contract/workspace-fields.ts'
import { merged } from '../../../../../src-renderer/state/picture/two-windows.ts'
import { Draft } from '../../../../../src-renderer/state/picture/draft.svelte.ts'
import { followOtherWindows } from '../../../../../src-renderer/state/picture/other-windows.ts'
import { History } from '../../../../../src-renderer/state/history/history.svelte.ts'
import { Look } from '../../../../../src-renderer/state/look.svelte.ts'
import { Studio } from '../../../../../src-renderer/state/studio.svelte.ts'
import { Toasts } from '../../../../../src-renderer/state/toasts.svelte.ts'
import type { EventListeners } from '../../../../../src-renderer/backend/backend.ts'
import { demoWorkspace, fakeBackend, type FakeBackend } from '../../../../support/fake-backend.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** One host whose every listener hears of everything. */
function host(): FakeBackend {
  const listeners = new Set<EventListeners>()
  const backend = fakeBackend()
  backend.subscribe({
    event: (sent) => listeners.forEach((one) => one.event(sent)),
    connection: (state) => listeners.forEach((one) => one.connection(state)),
  })
  return Object.assign(backend, {
    subscribe: (one: EventListeners) => {
      listeners.add(one)
      return () => void listeners.delete(one)
    },
  })
}

async function open(backend: FakeBackend): Promise<{ draft: Draft; toasts: Toasts; studio: Studio }> {
  const studio = new Studio(backend)
  const { workspace } = await studio.start()
  const [toasts, look] = [new Toasts(), new Look()]
  const history = new History((act) => toasts.attempt(act))
  const draft = new Draft(backend, workspace, history)
  followOtherWindows(studio, draft, toasts, look)
  return { draft, toasts, studio }
}
const rest = async (): Promise<void> => {
  await vi.advanceTimersByTimeAsync(1_000)
}

describe('two windows', () => {
  it('that change different fields end up with both', async () => {
    const backend = host()
    const [a, b] = [await open(backend), await open(backend)]
    b.draft.change({ negativePrompt: 'blurry' })
    a.draft.change({ prompt: 'a pear' })
    await rest()
    for (const { draft, toasts } of [a, b]) {
      expect(draft.form).toMatchObject({ prompt: 'a pear', negativePrompt: 'blurry' })
      expect(toasts.list).toEqual([])
    }
    expect(backend.saved.at(-1)!.request).toMatchObject({ prompt: 'a pear', negativePrompt: 'blurry' })
  })

  it('see each other’s changes as they are made, and keep their own looks', async () => {
    const backend = host()
    const [a, b] = [await open(backend), await open(backend)]
    a.draft.change({ steps: 7 })
    a.draft.advancedOpen = true
    await rest()
    expect(b.draft.form.steps).toBe(7)
    expect(b.draft.advancedOpen).toBe(false)
  })

  it('that type in the same field: what is being typed stays, and whose words went is told, with a way back', async () => {
    const backend = host()
    const [a, b] = [await open(backend), await open(backend)]
    a.draft.change({ prompt: 'of the first window' })
    await rest()
    b.draft.change({ prompt: 'of the second window' })
    // Not sent yet: nothing that comes from elsewhere takes it away.
    backend.emit({
      type: 'workspace',
      window: 'a third',
      workspace: { ...demoWorkspace, request: { ...demoWorkspace.request, prompt: 'of a third' } },
      changed: ['request.prompt'],
    })
    expect(b.draft.form.prompt).toBe('of the second window')
    await rest()
    expect(a.draft.form.prompt).toBe('of the second window')
    const [toast] = a.toasts.list
    expect(toast?.message).toContain('another window')
    toast!.action!.run()
    await rest()
    expect(b.draft.form.prompt).toBe(a.draft.form.prompt)
  })

  it('whose words cross on the way end up with the same ones', async () => {
    const backend = host()
    const { save } = backend.workspace
    let crossed = false
    async function crossing(change: WorkspaceChange): Promise<void> {
      await save(change)
      if (crossed) return
      crossed = true
      // The host has taken this one since, and tells so before it answers.
      const theirs = { ...demoWorkspace, request: { ...demoWorkspace.request, prompt: 'theirs' } }
      await save({ window: 'another', workspace: theirs, changed: ['request.prompt'] })
    }
    const { draft } = await open(Object.assign(backend, { workspace: { save: crossing } }))
    draft.change({ prompt: 'mine' })
    await rest()
    await rest()
    expect(draft.form.prompt).toBe('mine')
    expect(backend.saved.at(-1)!.request.prompt).toBe('mine')
  })

  it('one of which was away catches up', async () => {
    const backend = host()
    const [a, b] = [await open(backend), await open(backend)]
    backend.disconnect()
    a.draft.change({ prompt: 'meanwhile' })
    await rest()
    expect(b.draft.form.prompt).toBe(demoWorkspace.request.prompt)
    backend.reconnect({ missed: true })
    await rest()
    expect(b.draft.form.prompt).toBe('meanwhile')
  })
})

it('what has not been sent yet is neither taken over nor called shared', () => {
  const at = (prompt: string) => ({ ...demoWorkspace, request: { ...demoWorkspace.request, prompt } })
  const result = merged(at('mine'), at('shared'), at('theirs'), ['request.prompt', 'lastSeed'])
  expect(result.taken).toEqual([])
  expect(result.mine.request.prompt).toBe('mine')
  expect(result.shared.request.prompt).toBe('theirs')
})
