import { expect, test } from 'vitest'
import type { JobSummary, PictureSummary, StudioEvent } from '../../../../src-main/contract/studio.ts'
import { applyEvent, type StudioData } from '../../../../src-renderer/state/studio-data.ts'
import { demoModel, demoWorkspace } from '../../../support/fake-backend.ts'

const request = { ...demoWorkspace.request, seed: '1' }

function job(id: string, state: JobSummary['state']): JobSummary {
  return { id, state, request, createdAt: '', progress: null, error: null, pictureIds: [], forTrial: false }
}

function picture(id: string, createdAt: string): PictureSummary {
  return { id, createdAt, jobId: 'j', favourite: false, origin: null, forTrial: false } as PictureSummary
}

const empty: StudioData = {
  settings: {} as StudioData['settings'],
  models: [],
  stacks: [],
  jobs: [],
  drafts: [],
  pictures: [],
  engine: { state: 'ready', reason: null, device: 'CPU' },
  storage: null,
  catalog: null,
  unread: [],
  devices: [],
  trainings: [],
  projects: new Map(),
  scan: null,
  hashing: null,
  comparing: null,
  idle: null,
  transfers: [],
  trial: null,
  muting: null,
  downloads: [],
  rewritings: [],
  damagedTrainings: [],
}
const after = (events: StudioEvent[], start = empty): StudioData => events.reduce(applyEvent, start)
const jobEvent = (id: string, state: JobSummary['state']): StudioEvent => ({
  type: 'job',
  job: job(id, state),
})

test('jobs arrive in order, change in place, and leave when they are over', () => {
  const data = after([
    jobEvent('a', 'queued'),
    jobEvent('b', 'queued'),
    jobEvent('a', 'running'),
    jobEvent('c', 'queued'),
  ])
  expect(data.jobs.map(({ id, state }) => `${id} ${state}`)).toEqual(['a running', 'b queued', 'c queued'])
  for (const state of ['done', 'stopped', 'cancelled'] as const) {
    expect(after([jobEvent('a', state)], data).jobs.map(({ id }) => id)).toEqual(['b', 'c'])
  }
  expect(after([jobEvent('a', 'failed')], data).jobs.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
})

test('a job that is over and was never seen adds nothing', () => {
  expect(after([jobEvent('a', 'done')]).jobs).toEqual([])
})

test('the queue is put in the order that the host tells; what runs stays first', () => {
  const data = after([
    jobEvent('a', 'running'),
    jobEvent('b', 'queued'),
    jobEvent('c', 'queued'),
    jobEvent('d', 'queued'),
    { type: 'queue', order: ['d', 'b', 'c'] },
  ])
  expect(data.jobs.map(({ id }) => id)).toEqual(['a', 'd', 'b', 'c'])
})

test('pictures are newest first, replaced in place, put back where they were', () => {
  const data = after([
    { type: 'picture', picture: picture('1', '2026-01-01T00:00:01') },
    { type: 'picture', picture: picture('3', '2026-01-01T00:00:03') },
    { type: 'picture', picture: picture('2', '2026-01-01T00:00:02') },
  ])
  expect(data.pictures.map(({ id }) => id)).toEqual(['3', '2', '1'])
  const removed = after([{ type: 'picture-removed', id: '2' }], data)
  expect(removed.pictures.map(({ id }) => id)).toEqual(['3', '1'])
  const restored = after([{ type: 'picture', picture: picture('2', '2026-01-01T00:00:02') }], removed)
  expect(restored.pictures.map(({ id }) => id)).toEqual(['3', '2', '1'])
  const liked = after(
    [{ type: 'picture', picture: { ...picture('1', '2026-01-01T00:00:01'), favourite: true } }],
    restored,
  )
  expect(liked.pictures.map(({ favourite }) => favourite)).toEqual([false, false, true])
})

test('settings, engine, models and devices are replaced; a notice changes nothing', () => {
  const engine = { state: 'stopped', reason: 'It crashed.', device: 'CPU' } as const
  expect(after([{ type: 'engine', engine }]).engine).toEqual(engine)
  const notice: StudioEvent = { type: 'notice', level: 'info', error: { code: 'a/b', message: '' } }
  expect(after([notice])).toBe(empty)
})

test('a training project is put in front, changes in place, and goes', () => {
  const project = (id: string, name = id): StudioEvent =>
    ({ type: 'training', project: { id, name, recipe: { base: null }, run: null } }) as unknown as StudioEvent
  const data = after([project('a'), project('b'), project('a', 'again')])
  expect(data.trainings.map(({ id, name }) => `${id} ${name}`)).toEqual(['b b', 'a again'])
  expect(after([{ type: 'training-removed', id: 'b' }], data).trainings.map(({ id }) => id)).toEqual(['a'])
})

test('a model or a stack takes its place by name, changes there, and leaves', () => {
  const model = (id: string, name: string): StudioEvent => ({
    type: 'model',
    model: { ...demoModel, id, name },
  })
  const data = after([model('1', 'ink 10'), model('2', 'Ash'), model('3', 'ink 9'), model('2', 'Zinc')])
  expect(data.models.map(({ name }) => name)).toEqual(['Zinc', 'ink 9', 'ink 10'])
  expect(after([{ type: 'model-removed', id: '3' }], data).models.map(({ id }) => id)).toEqual(['2', '1'])
  const stack = (id: string, name: string): StudioEvent => ({
    type: 'stack',
    stack: { id, name, stack: [], createdAt: '', problem: null },
  })
  const stacks = after([stack('a', 'b'), stack('b', 'A'), { type: 'stack-removed', id: 'a' }]).stacks
  expect(stacks.map(({ name }) => name)).toEqual(['A'])
})

test('a picture of a trial is in no session, whatever changes of it', () => {
  const own = picture('own', '2026-01-01')
  const tried = { ...picture('tried', '2026-01-02'), forTrial: true }
  const { pictures } = after([
    { type: 'picture', picture: own },
    { type: 'picture', picture: tried },
    { type: 'picture', picture: { ...tried, favourite: true } },
  ])
  expect(pictures).toEqual([own])
})

test('a device that is checked again keeps its place', () => {
  const device = (name: 'cpu' | 'webgpu', label: string): StudioEvent => ({
    type: 'device',
    device: { name, label, available: true, notes: [], conformance: [], checkedAt: null },
  })
  const { devices } = after([device('webgpu', 'a'), device('cpu', 'b'), device('webgpu', 'c')])
  expect(devices.map(({ label }) => label)).toEqual(['c', 'b'])
})
