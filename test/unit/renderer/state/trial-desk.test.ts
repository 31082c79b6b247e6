// A trial as a window looks at it, over a pretend host: what is asked for, how it fills, how long it takes, what is chosen.
import { expect, test } from 'vitest'
import type { Trial, TrialCell } from '../../../../src-main/contract/trial.ts'
import type { StudioListener } from '../../../../src-renderer/state/studio.svelte.ts'
import { TrialDesk } from '../../../../src-renderer/state/library/trial-desk.svelte.ts'
import { en } from '../../../../src-renderer/messages/en.ts'
import { demoWorkspace } from '../../../support/fake-backend.ts'

const form = { ...demoWorkspace.request, prompt: 'a pear, <lora:ink:0.5>', steps: 20 }
const cell = (id: string | null, change: Partial<TrialCell> = {}): TrialCell => ({
  adapter: id === null ? null : { id, name: id, weight: 1, words: [] },
  state: 'waiting',
  job: null,
  picture: null,
  error: null,
  ...change,
})
const picture = (id: string): TrialCell['picture'] => ({
  ...{ id, jobId: 'job', url: `/${id}`, thumbnailUrl: `/small/${id}`, width: 8, height: 8, createdAt: '' },
  ...{ record: null, problem: null, origin: null, forTrial: false, favourite: false, fileName: id },
})
const request = { ...form, seed: '7' }
const trialOf = (...cells: TrialCell[]): Trial => ({
  ...{ id: 'one', state: 'running', createdAt: '', request, skipped: [], secondsEach: null, cells },
})

function open(
  newest: Trial | null = trialOf(cell(null), cell('ink'), cell('wash')),
  started: Promise<Trial | null> = Promise.resolve(newest),
) {
  const listeners: StudioListener[] = []
  const asked: { name: string; input: unknown }[] = []
  const said: string[] = []
  const chosen: unknown[] = []
  const answer = (name: string) => (input: unknown) => {
    asked.push({ name, input })
    return Promise.resolve()
  }
  const trials = {
    start: (input: unknown) => answer('start')(input).then(() => started),
    newest: () => Promise.resolve({ at: '', trial: newest }),
    pause: answer('pause'),
    cancel: answer('cancel'),
    retry: answer('retry'),
    dismiss: answer('dismiss'),
  }
  const jobs = [{ id: 'job', progress: { secondsLeft: 3, previewUrl: '/now', step: 5, steps: 20 } }]
  const parts = {
    studio: {
      backend: { trials },
      data: { jobs },
      listen: (listener: StudioListener) => listeners.push(listener),
    },
    draft: { form, draftRequest: () => ({ ...form, seed: '7', batch: 1, steps: 4, stack: [{ id: 'x' }] }) },
    previewChoice: { choose: (...wish: unknown[]) => Promise.resolve(chosen.push(wish) > 0) },
    toasts: {
      attempt: (act: () => Promise<unknown>) =>
        act().then(
          () => true,
          () => false,
        ),
      say: (text: string) => said.push(text),
    },
    look: { words: en },
  }
  const desk = new TrialDesk(parts as unknown as ConstructorParameters<typeof TrialDesk>[0])
  const tell = (event: Parameters<StudioListener>[0]): void => listeners.forEach((listen) => listen(event))
  return { desk, asked, said, chosen, tell }
}

test('what Create asks for is tried, without its stack and the tags of its prompt', async () => {
  const { desk, asked } = open()
  await desk.start(['ink', 'wash'])
  const { input } = asked[0]!
  expect(input).toMatchObject({ ids: ['ink', 'wash'], request: { seed: '7', steps: 20, stack: [] } })
  expect((input as { request: { prompt: string } }).request.prompt).toBe('a pear')
  expect(desk.isOpen).toBe(true)
  expect(desk.trial?.cells).toHaveLength(3)
})

test('more than can be asked about at once are refused with a sentence; nothing is asked', async () => {
  const { desk, asked, said } = open()
  await desk.start(Array.from({ length: 201 }, (_, at) => `id-${at}`))
  expect(said).toEqual([en.trial.mostTried(200)])
  expect(asked).toEqual([])
  expect(desk.isOpen).toBe(false)
})

test('it fills as the host tells, and says how long the rest takes', async () => {
  const { desk, tell } = open()
  await desk.open()
  expect(desk.secondsLeft).toBe(null)
  tell({
    type: 'trial-cell',
    trial: 'one',
    index: 0,
    cell: cell(null, { state: 'done', picture: picture('p') }),
  })
  tell({ type: 'trial-cell', trial: 'one', index: 1, cell: cell('ink', { state: 'making', job: 'job' }) })
  tell({ type: 'trial-cell', trial: 'other', index: 2, cell: cell('wash', { state: 'failed' }) })
  tell({ type: 'trial', trial: { id: 'one', state: 'running', secondsEach: 10, over: 1, of: 3, job: 'job' } })
  expect(desk.trial?.cells.map(({ state }) => state)).toEqual(['done', 'making', 'waiting'])
  expect(desk.secondsLeft).toBe(13)
  const making = desk.trial!.cells[1]!
  expect([desk.previewOf(making), desk.shareOf(making)]).toEqual(['/now', 0.25])
  tell({ type: 'picture-removed', id: 'p' })
  expect(desk.trial?.cells[0]).toMatchObject({ state: 'done', picture: null })
})

test('the arrows go through those that have a picture', async () => {
  const done = (id: string | null): TrialCell => cell(id, { state: 'done', picture: picture(id ?? 'base') })
  const { desk } = open(trialOf(done(null), cell('ink', { state: 'failed' }), done('wash')))
  await desk.open()
  desk.show(1)
  expect(desk.large).toBe(null)
  desk.show(0)
  desk.moveLarge(1)
  expect(desk.large).toBe(2)
  desk.moveLarge(1)
  expect(desk.large).toBe(2)
  desk.shrink()
  expect([desk.large, desk.looked]).toEqual([null, 2])
})

test('a picture becomes the preview of its adapter; the base has none', async () => {
  const done = (id: string | null): TrialCell => cell(id, { state: 'done', picture: picture(id ?? 'base') })
  const { desk, chosen } = open(trialOf(done(null), done('ink'), cell('wash')))
  await desk.open()
  for (const index of [0, 1, 2]) await desk.useAsPreview(index)
  expect(chosen).toEqual([[['ink'], 'ink']])
  expect(desk.trial!.cells.map((one) => desk.isPreview(one))).toEqual([false, true, false])
})

test('it rests, is ended, and is put away', async () => {
  const { desk, asked, tell } = open()
  await desk.open()
  desk.pause(true)
  desk.cancel()
  desk.retry(1)
  expect(asked).toEqual([
    { name: 'pause', input: { id: 'one', isPaused: true } },
    { name: 'cancel', input: { id: 'one' } },
    { name: 'retry', input: { id: 'one', cell: 1 } },
  ])
  tell({ type: 'trial-removed', id: 'one' })
  expect([desk.isOpen, desk.trial]).toEqual([false, null])
})

test('what is told before the answer comes is newer than the answer', async () => {
  const started = Promise.withResolvers<Trial>()
  const done: TrialCell = { ...cell('ink'), state: 'done', picture: picture('made') }
  const { desk, tell } = open(trialOf(cell(null), done), started.promise)
  const starting = desk.start(['ink'])
  tell({ type: 'trial-cell', trial: 'one', index: 1, cell: done })
  started.resolve(trialOf(cell(null), { ...cell('ink'), state: 'making' }))
  await starting
  await expect.poll(() => desk.trial?.cells[1]?.state).toBe('done')
})
