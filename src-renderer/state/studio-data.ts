// What the renderer knows of the host, and how each event replaces a part of it. Pure.
import type { DeviceReport } from '../../src-main/contract/engine.ts'
import type { AdapterSummary, SavedStack } from '../../src-main/contract/library.ts'
import type {
  EngineState,
  JobSummary,
  ModelSummary,
  PictureSummary,
  Settings,
  StudioEvent,
  StudioSnapshot,
} from '../../src-main/contract/studio.ts'
import type { TrainingProject } from '../../src-main/contract/training-project.ts'

export type StudioData = {
  settings: Settings
  models: readonly ModelSummary[]
  adapters: readonly AdapterSummary[]
  /** Saved stacks by name. */
  stacks: readonly SavedStack[]
  /** Jobs that are not over, in the order in which they run, then those that failed. */
  jobs: readonly JobSummary[]
  /** Newest first. */
  pictures: readonly PictureSummary[]
  engine: EngineState
  devices: readonly DeviceReport[]
  /** Training projects, newest first. */
  trainings: readonly TrainingProject[]
}

export function dataFromSnapshot(snapshot: StudioSnapshot): StudioData {
  const { settings, models, adapters, stacks, jobs, pictures, engine, devices, trainings } = snapshot
  return {
    settings,
    models,
    adapters,
    stacks,
    jobs: jobs.filter(isOpen),
    pictures,
    engine,
    devices,
    trainings,
  }
}

export function applyEvent(data: StudioData, event: StudioEvent): StudioData {
  switch (event.type) {
    case 'job':
      return { ...data, jobs: withJob(data.jobs, event.job) }
    case 'queue':
      return { ...data, jobs: inOrder(data.jobs, event.order) }
    case 'picture':
      return { ...data, pictures: withPicture(data.pictures, event.picture) }
    case 'picture-removed':
      return { ...data, pictures: data.pictures.filter(({ id }) => id !== event.id) }
    case 'models':
      return { ...data, models: event.models }
    case 'adapters':
      return { ...data, adapters: event.adapters }
    case 'stacks':
      return { ...data, stacks: event.stacks }
    case 'settings':
      return { ...data, settings: event.settings }
    case 'engine':
      return { ...data, engine: event.engine }
    case 'devices':
      return { ...data, devices: event.devices }
    case 'training':
      return { ...data, trainings: withProject(data.trainings, event.project) }
    case 'training-removed':
      return { ...data, trainings: data.trainings.filter(({ id }) => id !== event.id) }
    case 'draft':
    case 'notice':
      return data
  }
}

/** A failed job stays until it is dismissed or retried; a finished one lives on as its pictures. */
function isOpen(job: JobSummary): boolean {
  return job.state === 'queued' || job.state === 'running' || job.state === 'failed'
}

function withJob(jobs: readonly JobSummary[], job: JobSummary): readonly JobSummary[] {
  if (!isOpen(job)) return jobs.filter(({ id }) => id !== job.id)
  return jobs.some(({ id }) => id === job.id)
    ? jobs.map((known) => (known.id === job.id ? job : known))
    : [...jobs, job]
}

function inOrder(jobs: readonly JobSummary[], order: readonly string[]): readonly JobSummary[] {
  const rank = new Map(order.map((id, index) => [id, index]))
  const place = (job: JobSummary): number => rank.get(job.id) ?? (job.state === 'running' ? -1 : order.length)
  return jobs.toSorted((a, b) => place(a) - place(b))
}

function withPicture(
  pictures: readonly PictureSummary[],
  picture: PictureSummary,
): readonly PictureSummary[] {
  if (pictures.some(({ id }) => id === picture.id)) {
    return pictures.map((known) => (known.id === picture.id ? picture : known))
  }
  const later = pictures.findIndex(({ createdAt }) => createdAt <= picture.createdAt)
  return later === -1 ? [...pictures, picture] : pictures.toSpliced(later, 0, picture)
}

function withProject(
  trainings: readonly TrainingProject[],
  project: TrainingProject,
): readonly TrainingProject[] {
  return trainings.some(({ id }) => id === project.id)
    ? trainings.map((known) => (known.id === project.id ? project : known))
    : [project, ...trainings]
}
