// Runs: what a person does with them, which of them the stack is offered, and a run that stands in the stack.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { trainingAdapter, type TrainingProject } from '../../../../../src-main/contract/training-project.ts'
import { startApp, type App } from '../../../../../src-renderer/state/app.svelte.ts'
import { Look } from '../../../../../src-renderer/state/look.svelte.ts'
import type { RunProject } from '../../../../../src-renderer/state/training/run-projects.svelte.ts'
import { demoAdapter, fakeBackend, type FakeBackend } from '../../../../support/fake-backend.ts'
import { pretendProject, pretendRun } from '../../../../support/pretend-run.ts'

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('location', { hash: '' })
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const how = { steps: 400, every: 100, draw: () => '' }
const stepMs = 10
const pass = async (ms: number): Promise<void> => {
  await vi.advanceTimersByTimeAsync(ms)
}

/** With one training, at this step of 400. */
async function open(
  step: number,
  training: NonNullable<Parameters<typeof fakeBackend>[0]>['training'] = {},
  change: Partial<TrainingProject> = {},
): Promise<{ app: App; backend: FakeBackend }> {
  const project = { ...pretendProject(step, how), ...change }
  const backend = fakeBackend({ stepMs, trainings: [project], training, adapters: [demoAdapter('Ink wash')] })
  const app = await startApp(backend, new Look())
  await app.studio.openProject('ink')
  return { app, backend }
}
const project = ({ studio }: App): RunProject => studio.project('ink') as RunProject
/** Told as the host does, of a run that has gone on. */
const tell = ({ studio }: App, step: number, state?: 'kept' | 'paused'): void =>
  studio.learn({
    type: 'training',
    project: { ...pretendProject(step, how), run: { ...pretendRun(step, how), ...(state ? { state } : {}) } },
  })

describe('a run', () => {
  it('is paused, goes on, and is kept', async () => {
    const { app } = await open(50)
    expect(await app.runs.pause('ink')).toBe(true)
    await pass(0)
    expect(project(app).run.state).toBe('paused')
    expect(await app.runs.resume('ink')).toBe(true)
    expect(project(app).run.state).toBe('waiting')
    await pass(2 * stepMs)
    expect(project(app).run.step).toBeGreaterThan(50)
    expect(await app.runs.stopAndKeep('ink')).toBe(true)
    await pass(0)
    expect(project(app).run.state).toBe('kept')
    expect(app.toasts.list).toEqual([])
  })

  it('that does not do as it is told says why, each time', async () => {
    for (const call of ['pause', 'resume', 'stopAndKeep'] as const) {
      const { app } = await open(50, { [call]: () => Promise.reject(new Error('no')) })
      expect(await app.runs[call]('ink'), call).toBe(false)
      expect(app.toasts.list.map(({ role }) => role)).toEqual(['alert'])
      expect(project(app).run.state).toBe('running')
    }
  })

  it('takes other samples from its next round on, and the old ones back', async () => {
    const { app } = await open(50)
    const { samples } = app.studio.project('ink')!.recipe as Required<TrainingProject['recipe']>
    const wanted = { every: 20, prompts: [] }
    await app.runs.editSamples(project(app), wanted, samples as never)
    expect(project(app).recipe.samples).toEqual(wanted)
    app.toasts.list.at(-1)!.action!.run()
    await pass(0)
    expect(project(app).recipe.samples).toEqual(samples)
  })

  it('has one log, whoever looks', async () => {
    const { app } = await open(50)
    expect(app.runs.log('ink')).toBe(app.runs.log('ink'))
    expect(app.runs.log('other')).not.toBe(app.runs.log('ink'))
  })
})

describe('what was learned', () => {
  it('is added to the library, and from there to the stack, once', async () => {
    const adapter = demoAdapter('Ink wash')
    const { app } = await open(200, {
      addToLibrary: ({ step, notes }) => {
        expect([step, notes]).toEqual([100, 'Trained with Lamina, 100 steps.'])
        return { kind: 'adapter', adapter, folder: '/models/Lamina' }
      },
    })
    expect(await app.runs.addToLibrary('ink', 100)).toBe(true)
    const { message, action } = app.toasts.list.at(-1)!
    expect(message).toContain('/models/Lamina')
    action!.run()
    action!.run()
    expect(app.stack.entries.map((entry) => entry.adapter)).toEqual([adapter.id])
    expect(app.place.current).toBe('create')
  })

  it('that is a word goes into the prompt, once, and can be taken back', async () => {
    const { app } = await open(200, { addToLibrary: () => ({ kind: 'word', word: 'inkstyle' }) })
    const { prompt } = app.draft.form
    await app.runs.addToLibrary('ink', 100)
    app.toasts.list.at(-1)!.action!.run()
    app.toasts.list.at(-1)!.action!.run()
    expect(app.draft.form.prompt.match(/inkstyle/g)).toHaveLength(1)
    await app.histories.at('create').undo()
    await app.histories.at('create').undo()
    expect(app.draft.form.prompt).toBe(prompt)
  })
})

describe('the stack is offered', () => {
  const offered = ({ runs }: App): string[] => runs.projects.offered.map(({ id }) => id)

  it('a run once something of it was saved, and while this window is open also when it is over', async () => {
    const { app } = await open(50)
    expect(offered(app)).toEqual([])
    tell(app, 150)
    expect(offered(app)).toEqual(['ink'])
    tell(app, 150, 'kept')
    expect(offered(app)).toEqual(['ink'])
  })

  it('no run that was over before', async () => {
    const { app } = await open(400)
    expect(offered(app)).toEqual([])
    expect(app.runs.projects.find('ink')?.id).toBe('ink')
    expect(app.runs.projects.find('other')).toBeNull()
  })
})

describe('a run in the stack', () => {
  const adapters = ({ draft }: App): string[] => draft.form.stack.map(({ adapter }) => adapter)

  it('comes in once, at its newest step, and goes on with it', async () => {
    const { app } = await open(150)
    app.runs.stack.add(project(app))
    app.runs.stack.add(project(app))
    expect(adapters(app)).toEqual([trainingAdapter('ink', 100)])
    tell(app, 250)
    expect(adapters(app)).toEqual([trainingAdapter('ink', 200)])
  })

  it('stays where a hand has put it', async () => {
    const { app } = await open(250)
    app.runs.stack.add(project(app))
    const { id } = app.runs.stack.entryOf('ink')!
    app.runs.stack.setStep(id, 'ink', 100)
    tell(app, 350)
    expect(adapters(app)).toEqual([trainingAdapter('ink', 100)])
    await app.histories.at('create').undo()
    expect(adapters(app)).toEqual([trainingAdapter('ink', 200)])
  })

  it('does not come in before anything was saved', async () => {
    const { app } = await open(50)
    app.runs.stack.add(project(app))
    expect([adapters(app), app.runs.stack.entryOf('ink')]).toEqual([[], null])
  })
})
