// What is told of a training, piece by piece, makes the same as the whole of it.
import { expect, test } from 'vitest'
import type { StudioEvent } from '../../../../../src-main/contract/studio.ts'
import {
  trainingSummary,
  type TrainingProject,
  type TrainingRun,
} from '../../../../../src-main/contract/training-project.ts'
import { applyEvent, withProject, type StudioData } from '../../../../../src-renderer/state/studio-data.ts'
import { pretendRun } from '../../../../support/pretend-run.ts'

const runAt = (step: number): TrainingRun =>
  pretendRun(step, { steps: 200, every: 50, draw: (prompt, share) => `${prompt} ${share}` })

const project = (run: TrainingRun | null): TrainingProject => ({
  id: 'p',
  name: 'Ink',
  preset: null,
  place: 'run',
  recipe: { base: 'emoji', data: { folder: '/pictures' } },
  leftOut: [],
  createdAt: '2026-01-01',
  editedAt: '2026-01-01',
  run,
  review: null,
  tagging: null,
})

const nothing = { trainings: [], projects: new Map(), damagedTrainings: [] } as unknown as StudioData
const begun = (run: TrainingRun | null): StudioData =>
  applyEvent(nothing, { type: 'training', project: project(run) })

/** What the host tells between two looks at a run. */
function told(before: TrainingRun, after: TrainingRun): StudioEvent[] {
  const { step, steps, epoch, last, progress, secondsLeft, savedStep } = after
  return [
    {
      type: 'training-place',
      id: 'p',
      place: { step, steps, epoch, last, progress, secondsLeft, savedStep },
    },
    ...after.files
      .filter(({ path }) => !before.files.some((known) => known.path === path))
      .map((file): StudioEvent => ({ type: 'training-file', id: 'p', file })),
    ...after.samples
      .filter(({ url }) => !before.samples.some((known) => known.url === url))
      .map((sample): StudioEvent => ({ type: 'training-sample', id: 'p', sample })),
  ]
}

test('a list follows its run by single events, and holds nothing that belongs to its page', () => {
  const before = runAt(1)
  const after = runAt(120)
  const data = told(before, after).reduce(applyEvent, begun(before))
  expect(data.trainings).toEqual([trainingSummary(project({ ...after, notices: before.notices }))])
  expect(data.projects.size).toBe(0)
  expect(JSON.stringify(data.trainings)).not.toContain('/pictures')
})

test('a project that is looked at follows, too, and so do its samples', () => {
  const before = runAt(1)
  const after = runAt(120)
  const open = withProject(begun(before), project(before))
  const data = told(before, after).reduce(applyEvent, open)
  const shown = data.projects.get('p')!
  expect(shown.run).toMatchObject({ step: 120, files: after.files, samples: after.samples })
})

test('the same again changes nothing', () => {
  const run = runAt(120)
  const open = withProject(begun(run), project(run))
  const data = told(runAt(1), run).reduce(applyEvent, open)
  const { files, samples } = data.projects.get('p')!.run!
  expect([files.length, samples.length]).toEqual([run.files.length, run.samples.length])
})

test('a notice is written once, also when the project was read after it', () => {
  const notice = {
    code: 'training/picture-gone',
    facts: { name: 'a.png' },
  } as unknown as TrainingRun['notices'][number]
  const event: StudioEvent = { type: 'training-notice', id: 'p', notice, count: 1 }
  const bare = { ...runAt(1), notices: [] }
  const fresh = applyEvent(withProject(begun(bare), project(bare)), event)
  expect(fresh.projects.get('p')!.run!.notices).toEqual([notice])
  expect(applyEvent(fresh, event).projects.get('p')!.run!.notices).toEqual([notice])
})

test('tagging shows on the project alone, and a project that goes takes all with it', () => {
  const open = withProject(begun(null), project(null))
  const tagging = { done: 1, total: 4 }
  const tagged = applyEvent(open, { type: 'training-tagging', id: 'p', tagging })
  expect(tagged.projects.get('p')?.tagging).toEqual(tagging)
  const gone = applyEvent(tagged, { type: 'training-removed', id: 'p' })
  expect([gone.trainings.length, gone.projects.size]).toEqual([0, 0])
})
