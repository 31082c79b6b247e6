// What the stage shows, and what a person does with it, over a host that answers, fails and goes away.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Draft } from '../../../../../src-renderer/state/picture/draft.svelte.ts'
import { Generator } from '../../../../../src-renderer/state/picture/generator.svelte.ts'
import { Session } from '../../../../../src-renderer/state/picture/session.svelte.ts'
import { Look } from '../../../../../src-renderer/state/look.svelte.ts'
import { Studio } from '../../../../../src-renderer/state/studio.svelte.ts'
import { Toasts } from '../../../../../src-renderer/state/toasts.svelte.ts'
import { fakeBackend, type FakeBackend } from '../../../../support/fake-backend.ts'
import { testHistories } from '../../../../support/test-histories.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

type Create = {
  backend: FakeBackend
  studio: Studio
  draft: Draft
  toasts: Toasts
  session: Session
  generator: Generator
}

async function open(backend = fakeBackend({ stepMs: 10 })): Promise<Create> {
  const studio = new Studio(backend)
  const { workspace } = await studio.start()
  const [toasts, look] = [new Toasts(), new Look()]
  const histories = testHistories(toasts, look)
  const draft = new Draft(backend, workspace, histories.at('create'))
  draft.change({ steps: 3 })
  const parts = { studio, draft, histories, toasts, look }
  const session = new Session(parts, workspace.selectedPictureId)
  return {
    backend,
    studio,
    draft,
    toasts,
    session,
    generator: new Generator({ ...parts, session }),
  }
}
const pass = async (ms = 200): Promise<void> => {
  await vi.advanceTimersByTimeAsync(ms)
}

describe('the stage', () => {
  it('is not the place of what a trial makes, or fails to make', async () => {
    const { backend, generator, session, studio } = await open()
    await generator.generate()
    await pass(15)
    const making = session.making!
    backend.emit({ type: 'job', job: { ...making, forTrial: true } })
    expect(session.making).toBeNull()
    const failed = { code: 'engine/out-of-memory', facts: {} } as const
    backend.emit({ type: 'job', job: { ...making, forTrial: true, state: 'failed', error: failed } })
    expect(studio.failed).toHaveLength(1)
    expect(session.failure).toBeNull()
  })

  it('follows what is made, until a person looks at another picture', async () => {
    const { generator, session, studio } = await open()
    await generator.generate()
    await pass(15)
    expect(session.making).not.toBeNull()
    await pass()
    const first = studio.data.pictures[0]!
    expect(session.selected?.id).toBe(first.id)
    await generator.generate()
    session.select(first.id)
    await pass()
    expect(studio.data.pictures).toHaveLength(2)
    expect(session.making).toBeNull()
    expect(session.selected?.id).toBe(first.id)
    session.move(-1)
    expect(session.selected?.id).toBe(studio.data.pictures[0]!.id)
    expect(session.previous?.id).toBe(first.id)
  })

  it('shows a failure that nothing followed; dismissed it is gone here and at the host', async () => {
    const { generator, session, studio, backend } = await open()
    backend.failNext({ code: 'engine/out-of-memory', facts: {} })
    await generator.generate()
    await pass()
    expect(session.failure?.error?.code).toBe('engine/out-of-memory')
    session.dismissFailure()
    await pass()
    expect(session.failure).toBeNull()
    expect(studio.failed).toEqual([])
    expect((await backend.studio.snapshot()).jobs).toEqual([])
  })

  it('shows what a host that was away made meanwhile, and no job that is over as running', async () => {
    const { generator, session, studio, backend } = await open()
    await generator.generate()
    await pass(15)
    expect(studio.running).not.toBeNull()
    backend.disconnect()
    await pass()
    backend.reconnect({ missed: true })
    await pass()
    expect(studio.running).toBeNull()
    expect(session.making).toBeNull()
    expect(session.selected?.id).toBe(studio.data.pictures[0]!.id)
  })

  it('gives a picture back that was moved to the trash', async () => {
    const { generator, session, studio, toasts } = await open()
    await generator.generate()
    await pass()
    await generator.generate()
    await pass()
    const [newest, older] = studio.data.pictures
    await session.trash(newest!)
    expect(session.selected?.id).toBe(older!.id)
    toasts.list.at(-1)!.action!.run()
    await pass()
    expect(studio.data.pictures.map(({ id }) => id)).toEqual([newest!.id, older!.id])
    expect(session.selected?.id).toBe(newest!.id)
  })

  it('takes a favourite and a removal back that the host refuses', async () => {
    const { generator, session, studio, backend, toasts } = await open()
    await generator.generate()
    await pass()
    const refuse = (): Promise<never> => Promise.reject(new Error('full'))
    Object.assign(backend, { pictures: { ...backend.pictures, favourite: refuse, trash: refuse } })
    const picture = studio.data.pictures[0]!
    await session.toggleFavourite(picture)
    await session.trash(picture)
    expect(studio.data.pictures).toEqual([picture])
    expect(toasts.list.map(({ role }) => role)).toContain('alert')
  })
})

describe('asking for pictures', () => {
  it('fixes what is asked for when it is asked, and keeps the order', async () => {
    const { generator, draft, backend } = await open()
    draft.change({ prompt: 'one' })
    const first = generator.generate()
    draft.change({ prompt: 'two' })
    const second = generator.generate()
    draft.change({ prompt: 'three' })
    await Promise.all([first, second])
    expect(backend.submitted.map(({ prompt }) => prompt)).toEqual(['one', 'two'])
  })

  it('goes on for ever until it is stopped or something fails', async () => {
    const { generator, studio, backend } = await open()
    generator.repeat = 'forever'
    await pass(500)
    const made = studio.data.pictures.length
    expect(made).toBeGreaterThan(3)
    await generator.stopAndKeep()
    await pass(500)
    expect(studio.data.pictures.length).toBeLessThanOrEqual(made + 1)
    generator.repeat = 'forever'
    backend.failNext({ code: 'engine/out-of-memory', facts: {} })
    await pass(500)
    expect(generator.repeat).toBe('once')
    expect(studio.running).toBeNull()
  })

  it('on every change replaces only what it asked for itself', async () => {
    const { generator, draft, backend, studio } = await open(fakeBackend({ stepMs: 400 }))
    await generator.generate()
    await pass(10)
    generator.repeat = 'onChange'
    draft.change({ prompt: 'one' })
    await pass(450)
    draft.change({ prompt: 'two' })
    await pass(450)
    const asked = backend.submitted.map(({ prompt }) => prompt)
    expect(asked.slice(1)).toEqual(['one', 'two'])
    const left = [studio.running, ...studio.queued].map((job) => job?.request?.prompt)
    expect(left).toEqual([asked[0], 'two'])
  })
})
