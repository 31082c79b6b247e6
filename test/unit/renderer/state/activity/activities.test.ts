import { expect, test } from 'vitest'
import type { DownloadSummary } from '../../../../../src-main/contract/download.ts'
import type { JobProgress } from '../../../../../src-main/contract/job-progress.ts'
import type { DraftSummary } from '../../../../../src-main/contract/library.ts'
import type { JobSummary } from '../../../../../src-main/contract/studio.ts'
import type { TrainingSummary } from '../../../../../src-main/contract/training-project.ts'
import { activitiesOf, isBehind } from '../../../../../src-renderer/state/activity/activities.ts'
import { headlineOf, timingOf } from '../../../../../src-renderer/state/activity/activity-words.ts'
import { Look } from '../../../../../src-renderer/state/look.svelte.ts'
import { demoWorkspace } from '../../../../support/fake-backend.ts'

const nothing = {
  jobs: [],
  drafts: [],
  trainings: [],
  scan: null,
  hashing: null,
  comparing: null,
  idle: null,
  transfers: [],
  trial: null,
  muting: null,
  downloads: [],
  rewritings: [],
}
const progress = (change: Partial<JobProgress>): JobProgress => ({
  phase: 'denoise',
  image: 0,
  together: 1,
  step: 0,
  steps: 20,
  secondsPerStep: null,
  secondsLeft: null,
  previewUrl: null,
  ...change,
})
const download = (change: Partial<DownloadSummary>): DownloadSummary => ({
  id: 'one',
  address: '',
  site: null,
  fileName: 'ink.safetensors',
  placeName: 'models',
  state: 'going',
  phase: 'receiving',
  receivedBytes: 25_000_000,
  sizeBytes: 100_000_000,
  bytesPerSecond: 5_000_000,
  secondsLeft: 15,
  checkedShare: null,
  problem: null,
  createdAt: '',
  ...change,
})
const job = (
  batch: number,
  change: Partial<JobProgress>,
  state: JobSummary['state'] = 'running',
): JobSummary => ({
  id: `${batch} ${state}`,
  state,
  request: { ...demoWorkspace.request, seed: '1', prompt: 'a red cat', batch },
  createdAt: '',
  progress: state === 'running' ? progress(change) : null,
  error: null,
  pictureIds: [],
  forTrial: false,
})
const frame = (
  index: number,
  state: DraftSummary['state'],
  change: Partial<JobProgress> | null,
): DraftSummary => ({
  id: `frame ${index}`,
  lane: 'strip',
  index,
  state,
  progress: change === null ? null : progress(change),
  error: null,
  url: null,
  width: 128,
  height: 128,
  record: null,
  seconds: null,
})
const training = (run: object): TrainingSummary =>
  ({ id: 't', name: 'Ink', run }) as unknown as TrainingSummary
const look = new Look()
const said = (activity: ReturnType<typeof activitiesOf>[number]) =>
  [headlineOf(activity, look), timingOf(activity, look)].filter(Boolean).join(' · ')

test('a batch says which of its pictures is made; its share is that of the whole batch', () => {
  const [second] = activitiesOf({
    ...nothing,
    jobs: [job(4, { image: 1, step: 10, secondsPerStep: 0.5, secondsLeft: 25 }), job(1, {}, 'queued')],
  })
  expect(second).toMatchObject({ kind: 'picture', title: 'a red cat', item: { at: 2, of: 4 }, share: 0.375 })
  expect(said(second!)).toBe('Picture 2 of 4 · Step 10 of 20 · 0.50 s a step · 25 s left')
  const [together] = activitiesOf({ ...nothing, jobs: [job(4, { together: 4, step: 10 })] })
  expect(together!.share).toBe(0.5)
  expect(said(together!)).toBe('4 pictures together · Step 10 of 20')
  const [alone] = activitiesOf({ ...nothing, jobs: [job(1, { phase: 'load' })] })
  expect(alone!.share).toBeNull()
  expect(said(alone!)).toBe('Loading the model')
})

test('a model that is read says how much of it is, in whatever phase, with a bar of its own', () => {
  const loading = { bytes: 1.5 * 2 ** 30, of: 6 * 2 ** 30, secondsLeft: 12 }
  const [reading] = activitiesOf({ ...nothing, jobs: [job(1, { phase: 'denoise', loading })] })
  expect(reading!.share).toBe(0.25)
  expect(said(reading!)).toBe('Loading the model · 1.5 GB of 6 GB · 12 s left')
})

test('a strip is one thing: its picture, and the time that those behind it will take', () => {
  const drafts = [
    frame(1, 'running', { step: 5, secondsPerStep: 1, secondsLeft: 15 }),
    frame(2, 'waiting', null),
    frame(3, 'waiting', null),
  ]
  const all = activitiesOf({ ...nothing, drafts })
  expect(all).toHaveLength(1)
  expect(all[0]).toMatchObject({ kind: 'strip', item: { at: 2, of: 4 }, share: 1.25 / 4 })
  expect(said(all[0]!)).toBe('Picture 2 of 4 · Step 5 of 20 · 1.0 s a step · 55 s left')
})

test('a training that runs or waits is there by its name, a paused one is not', () => {
  const run = { state: 'running', step: 30, steps: 120, secondsLeft: 90, progress: null }
  const [stepping] = activitiesOf({ ...nothing, trainings: [training(run)] })
  expect(stepping).toMatchObject({ kind: 'training', title: 'Ink', share: 0.25 })
  expect(said(stepping!)).toBe('Step 30 of 120 · 90 s left')
  const preparing = { ...run, step: 0, progress: { phase: 'cache', done: 3, total: 9, secondsLeft: 4 } }
  expect(said(activitiesOf({ ...nothing, trainings: [training(preparing)] })[0]!)).toContain(
    '3 of 9 · 4 s left',
  )
  const loading = { bytes: 2 ** 30, of: 4 * 2 ** 30, secondsLeft: 12 }
  const reading = { ...run, step: 0, progress: { ...preparing.progress, secondsLeft: null, loading } }
  const [read] = activitiesOf({ ...nothing, trainings: [training(reading)] })
  expect([read!.share, said(read!)]).toEqual([0.25, 'Loading the base · 1 GB of 4 GB · 12 s left'])
  const later = { ...run, progress: { phase: 'train', done: 30, total: 120, secondsLeft: 90, loading } }
  const [again] = activitiesOf({ ...nothing, trainings: [training(later)] })
  expect([again!.share, said(again!)]).toEqual([0.25, 'Loading the base · 1 GB of 4 GB · 12 s left'])
  const waiting = activitiesOf({ ...nothing, trainings: [training({ ...run, state: 'waiting' })] })
  expect(said(waiting[0]!)).toContain('Waiting for the engine')
  expect(activitiesOf({ ...nothing, trainings: [training({ ...run, state: 'paused' })] })).toEqual([])
})

test('a look through the folders says how far it is', () => {
  const [early] = activitiesOf({ ...nothing, scan: { found: 0, read: 0, toRead: 0, secondsLeft: null } })
  expect(said(early!)).toBe('Looking through the folders')
  const [late] = activitiesOf({ ...nothing, scan: { found: 400, read: 1200, toRead: 1500, secondsLeft: 12 } })
  expect(said(late!)).toBe('Looking through the folders · 1,200 of 1,500 read · 12 s left')
  expect(late!.share).toBe(0.8)
})

test('comparing says what it does, of how many, and that it is paused', () => {
  const comparing = { stage: 'proving', done: 2, of: 8, secondsLeft: 40, state: 'running' } as const
  const [running] = activitiesOf({ ...nothing, comparing })
  expect(running).toMatchObject({ kind: 'comparing', item: { at: 3, of: 8 }, share: 0.25, secondsLeft: 40 })
  expect(isBehind(running!)).toBe(true)
  const [paused] = activitiesOf({ ...nothing, comparing: { ...comparing, state: 'paused' } })
  expect(paused).toMatchObject({ state: 'paused', stage: 'proving' })
})

test('the hashing of files says which of how many, that it waits, and that it is paused', () => {
  const hashing = { file: 'ink.safetensors', share: 0.5, done: 2, of: 10, secondsLeft: 40 }
  const [running] = activitiesOf({ ...nothing, hashing: { ...hashing, state: 'running' } })
  expect(running).toMatchObject({ kind: 'hashing', title: 'ink.safetensors', share: 0.25 })
  expect(said(running!)).toBe('Reading file 3 of 10 · 40 s left')
  const alone = { ...hashing, done: 0, of: 0, secondsLeft: null, state: 'running' } as const
  expect(activitiesOf({ ...nothing, hashing: alone })[0]).toMatchObject({ item: null, share: 0.5 })
  const [paused] = activitiesOf({ ...nothing, hashing: { ...hashing, state: 'paused', secondsLeft: null } })
  expect(said(paused!)).toBe('Paused')
})

test('downloads that are not over: how much has come, then how much of it is checked; nobody waits for them', () => {
  const states = ['going', 'paused', 'failed', 'done'] as const
  const downloads = states.map((state) => download({ id: state, state }))
  const shown = activitiesOf({ ...nothing, downloads })
  expect(shown.map(({ id, share }) => [id, share])).toEqual([
    ['going', 0.25],
    ['paused', 0.25],
    ['failed', 0.25],
  ])
  expect(shown.every(isBehind)).toBe(true)
  expect([headlineOf(shown[0]!, look), timingOf(shown[0]!, look)]).toEqual([
    'Receiving · 24 MB of 95 MB · 5 MB a second',
    '15 s left',
  ])
  const checking = download({
    phase: 'checking',
    checkedShare: 0.625,
    bytesPerSecond: null,
    secondsLeft: null,
  })
  const [checked] = activitiesOf({ ...nothing, downloads: [checking] })
  expect(checked?.share).toBe(0.625)
  expect(headlineOf(checked!, look)).toBe('Checking what came · 62 % of it')
})
