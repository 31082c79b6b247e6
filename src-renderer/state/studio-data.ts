// What the renderer knows of the host, and how each event replaces a part of it. Pure.
import type { ErrorReport } from '../../src-main/base/errors.ts'
import type { ComparingProgress } from '../../src-main/contract/effects.ts'
import type { DownloadSummary } from '../../src-main/contract/download.ts'
import type { DeviceReport } from '../../src-main/contract/engine.ts'
import type { IdleProgress } from '../../src-main/contract/idle-previews.ts'
import type { DraftSummary, SavedStack } from '../../src-main/contract/library.ts'
import type {
  EngineState,
  HashingProgress,
  JobSummary,
  ModelSummary,
  PictureSummary,
  ScanProgress,
  Settings,
  StudioEvent,
  StudioSnapshot,
  UnreadPart,
} from '../../src-main/contract/studio.ts'
import type { RewritingSummary } from '../../src-main/contract/rewriting.ts'
import type { Transfer } from '../../src-main/contract/transfer.ts'
import type { MutingHead } from '../../src-main/contract/muting.ts'
import type { RoundHead } from '../../src-main/contract/picture-round.ts'
import {
  trainingSummary,
  type DamagedProject,
  type TrainingProject,
  type TrainingSummary,
} from '../../src-main/contract/training-project.ts'
import { projectAfter, projectOf, summaryAfter, type TrainingEvent } from './training/training-data.ts'

export type StudioData = {
  settings: Settings
  models: readonly ModelSummary[]
  /** Saved stacks by name. */
  stacks: readonly SavedStack[]
  /** Jobs that are not over, in the order in which they run, then those that failed. */
  jobs: readonly JobSummary[]
  /** Those that are being made or wait. */
  drafts: readonly DraftSummary[]
  /** Newest first. */
  pictures: readonly PictureSummary[]
  engine: EngineState
  /** Why the data folder cannot be written; null when it can. */
  storage: ErrorReport | null
  /** What happened to the catalog, until somebody has read it. */
  catalog: ErrorReport | null
  /** What a damaged catalog did not give. */
  unread: readonly UnreadPart[]
  devices: readonly DeviceReport[]
  /** Null unless the model folders are being looked through. */
  scan: ScanProgress | null
  /** Null unless there are files to hash. */
  hashing: HashingProgress | null
  /** Null unless there are adapters to compare. */
  comparing: ComparingProgress | null
  /** Null unless there are previews to make in idle time. */
  idle: IdleProgress | null
  /** Imports and exports that go on, or ended and were not put away. */
  transfers: readonly Transfer[]
  /** Of adapters that are tried, or were and nobody has put it away. */
  trial: RoundHead | null
  muting: MutingHead | null
  /** Downloads that are not over. */
  downloads: readonly DownloadSummary[]
  /** Files that are written anew, and those that ended and were not put away; begun first first. */
  rewritings: readonly RewritingSummary[]
  /** Training projects, newest first. */
  trainings: readonly TrainingSummary[]
  /** Those that are looked at, whole. */
  projects: ReadonlyMap<string, TrainingProject>
  damagedTrainings: readonly DamagedProject[]
}

/** All of it that stays, as it comes; drafts and jobs that are over do not. */
export function dataFromSnapshot(snapshot: StudioSnapshot): StudioData {
  const { at: _at, version: _version, workspace: _workspace, adapters: _adapters, ...kept } = snapshot
  return {
    ...kept,
    jobs: kept.jobs.filter(isOpen),
    drafts: kept.drafts.filter(isOpenDraft),
    projects: new Map(),
  }
}

export function applyEvent(data: StudioData, event: StudioEvent): StudioData {
  switch (event.type) {
    case 'job':
      return { ...data, jobs: withJob(data.jobs, event.job) }
    case 'job-removed':
      return { ...data, jobs: without(data.jobs, event.id) }
    case 'progress':
      return { ...data, jobs: withProgress(data.jobs, event.jobId, event.progress) }
    case 'queue':
      return { ...data, jobs: inOrder(data.jobs, event.order) }
    case 'picture':
      // The session is what was made here, by whoever made pictures.
      if (event.picture.origin !== null || event.picture.forTrial) return data
      return { ...data, pictures: withItem(data.pictures, event.picture, newestFirst) }
    case 'picture-removed':
      return { ...data, pictures: without(data.pictures, event.id) }
    case 'model':
      return { ...data, models: withItem(data.models, event.model, byName) }
    case 'model-removed':
      return { ...data, models: without(data.models, event.id) }
    case 'stack':
      return { ...data, stacks: withItem(data.stacks, event.stack, byName) }
    case 'stack-removed':
      return { ...data, stacks: without(data.stacks, event.id) }
    case 'settings':
      return { ...data, settings: event.settings }
    case 'engine':
      return { ...data, engine: event.engine }
    case 'device':
      return { ...data, devices: withDevice(data.devices, event.device) }
    case 'training':
      return withTraining(
        { ...data, trainings: withItem(data.trainings, trainingSummary(event.project), first) },
        event,
      )
    case 'training-place':
    case 'training-file':
    case 'training-sample':
    case 'training-notice':
    case 'training-tagging':
      return withTraining(data, event)
    case 'training-removed':
      return {
        ...data,
        trainings: without(data.trainings, event.id),
        projects: withoutProject(data, event.id).projects,
        damagedTrainings: without(data.damagedTrainings, event.id),
      }
    case 'training-damaged':
      return { ...data, damagedTrainings: withItem(data.damagedTrainings, event.project, last) }
    case 'storage':
      return { ...data, storage: event.problem }
    case 'catalog':
      return { ...data, catalog: event.told }
    case 'scan':
      return { ...data, scan: event.scan }
    case 'hashing':
      return { ...data, hashing: event.hashing }
    case 'comparing':
      return { ...data, comparing: event.comparing }
    case 'idle-previews':
      return { ...data, idle: event.idle }
    case 'transfer':
      return { ...data, transfers: withItem(data.transfers, event.transfer, last) }
    case 'transfer-removed':
      return { ...data, transfers: without(data.transfers, event.id) }
    case 'trial':
      return { ...data, trial: event.trial }
    case 'trial-removed':
      return { ...data, trial: null }
    case 'muting':
      return { ...data, muting: event.muting }
    case 'muting-removed':
      return { ...data, muting: null }
    case 'rewriting':
      return { ...data, rewritings: withItem(data.rewritings, event.rewriting, last) }
    case 'rewriting-removed':
      return { ...data, rewritings: without(data.rewritings, event.id) }
    case 'draft':
      return { ...data, drafts: withDraft(data.drafts, event.draft) }
    // What lists what is found asks again when it hears these.
    case 'items':
    case 'weight-marks':
    case 'trial-cell':
    case 'muting-cell':
    case 'collection':
    case 'collection-removed':
    case 'saved-filter':
    case 'saved-filter-removed':
      return data
    case 'download':
      return { ...data, downloads: withDownload(data.downloads, event.download) }
    case 'download-removed':
      return { ...data, downloads: without(data.downloads, event.id) }
    // The shelf of adapters hears the first three, the draft of the Create view the fourth, the toasts the last.
    case 'adapter':
    case 'adapter-removed':
    case 'adapters':
    case 'workspace':
    case 'operation':
    case 'notice':
      return data
  }
}

type Named = { id: string; name: string }
type Order<Item> = (a: Item, b: Item) => number

const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true })
const byName: Order<Named> = (a, b) => collator.compare(a.name, b.name)
const last: Order<unknown> = () => -1
const newestFirst: Order<{ createdAt: string }> = (a, b) => (a.createdAt <= b.createdAt ? 1 : -1)
const first: Order<unknown> = () => 1

/** In the place of the one with its id; a new one before the first that comes after it. */
function withItem<Item extends { id: string }>(
  list: readonly Item[],
  item: Item,
  order: Order<Item>,
): readonly Item[] {
  const known = list.findIndex(({ id }) => id === item.id)
  if (known !== -1) return list.with(known, item)
  const next = list.findIndex((other) => order(other, item) > 0)
  return next === -1 ? [...list, item] : list.toSpliced(next, 0, item)
}

function without<Item extends { id: string }>(list: readonly Item[], id: string): readonly Item[] {
  return list.filter((item) => item.id !== id)
}

function withDevice(devices: readonly DeviceReport[], device: DeviceReport): readonly DeviceReport[] {
  const known = devices.findIndex(({ name }) => name === device.name)
  return known === -1 ? [...devices, device] : devices.with(known, device)
}

function withTraining(data: StudioData, event: TrainingEvent): StudioData {
  const id = projectOf(event)
  const open = data.projects.get(id)
  return {
    ...data,
    trainings: data.trainings.map((known) => (known.id === id ? summaryAfter(known, event) : known)),
    projects: open === undefined ? data.projects : new Map(data.projects).set(id, projectAfter(open, event)),
  }
}

/** A project that was read just now: looked at from here on. */
export function withProject(data: StudioData, project: TrainingProject): StudioData {
  return { ...data, projects: new Map(data.projects).set(project.id, project) }
}

export function withoutProject(data: StudioData, id: string): StudioData {
  return { ...data, projects: new Map([...data.projects].filter(([known]) => known !== id)) }
}

/** A failed job stays until it is dismissed or retried; a finished one lives on as its pictures. */
function isOpen(job: JobSummary): boolean {
  return job.state === 'queued' || job.state === 'running' || job.state === 'failed'
}

function withJob(jobs: readonly JobSummary[], job: JobSummary): readonly JobSummary[] {
  if (!isOpen(job)) return jobs.filter(({ id }) => id !== job.id)
  return withItem(jobs, job, last)
}

/** One that is over is shown with the models. */
function withDownload(
  downloads: readonly DownloadSummary[],
  download: DownloadSummary,
): readonly DownloadSummary[] {
  return download.state === 'done' ? without(downloads, download.id) : withItem(downloads, download, last)
}

function isOpenDraft({ state }: DraftSummary): boolean {
  return state === 'waiting' || state === 'running'
}

function withDraft(drafts: readonly DraftSummary[], draft: DraftSummary): readonly DraftSummary[] {
  return isOpenDraft(draft) ? withItem(drafts, draft, last) : without(drafts, draft.id)
}

function withProgress(
  jobs: readonly JobSummary[],
  id: string,
  progress: JobSummary['progress'],
): readonly JobSummary[] {
  return jobs.map((job) => (job.id === id && job.state === 'running' ? { ...job, progress } : job))
}

function inOrder(jobs: readonly JobSummary[], order: readonly string[]): readonly JobSummary[] {
  const rank = new Map(order.map((id, index) => [id, index]))
  const place = (job: JobSummary): number => rank.get(job.id) ?? (job.state === 'running' ? -1 : order.length)
  return jobs.toSorted((a, b) => place(a) - place(b))
}
