// What events make of a training project, and of what lists show of it. Pure.
import type { StudioEvent } from '../../../src-main/contract/studio.ts'
import {
  newestSample,
  trainingSummary,
  type ShownSample,
  type TrainingProject,
  type TrainingRun,
  type TrainingSummary,
} from '../../../src-main/contract/training-project.ts'

export type TrainingEvent = Extract<StudioEvent, { type: `training${string}` }>

const mostNotices = 200

export function isOfTraining(event: { type: string }): event is TrainingEvent {
  return event.type.startsWith('training')
}

/** Of which project it tells. */
export function projectOf(event: TrainingEvent): string {
  return 'project' in event ? event.project.id : event.id
}

/** The whole project after something new about it. */
export function projectAfter(project: TrainingProject, event: TrainingEvent): TrainingProject {
  if (event.type === 'training') return event.project
  if (event.type === 'training-tagging') return { ...project, tagging: event.tagging }
  const { run } = project
  return run === null ? project : { ...project, run: runAfter(run, event) }
}

function runAfter(run: TrainingRun, event: TrainingEvent): TrainingRun {
  switch (event.type) {
    case 'training-place':
      return { ...run, ...event.place }
    case 'training-file':
      return { ...run, files: [...run.files.filter(({ path }) => path !== event.file.path), event.file] }
    case 'training-sample':
      return {
        ...run,
        samples: [...run.samples.filter((one) => !isSamePlace(one, event.sample)), event.sample],
      }
    case 'training-notice':
      return { ...run, notices: withNotice(run.notices, event.notice, event.count) }
    default:
      return run
  }
}

export function summaryAfter(summary: TrainingSummary, event: TrainingEvent): TrainingSummary {
  if (event.type === 'training') return trainingSummary(event.project)
  const { run } = summary
  if (run === null) return summary
  switch (event.type) {
    case 'training-place':
      return { ...summary, run: { ...run, ...event.place } }
    case 'training-file': {
      const files = [...run.files.filter(({ path }) => path !== event.file.path), event.file]
      return { ...summary, run: { ...run, files } }
    }
    case 'training-sample': {
      const known = run.newestSample === null ? [] : [run.newestSample]
      return { ...summary, run: { ...run, newestSample: newestSample([...known, event.sample]) } }
    }
    default:
      return summary
  }
}

function isSamePlace(a: ShownSample, b: ShownSample): boolean {
  return a.step === b.step && a.prompt === b.prompt
}

/** One that is known already, because the project was read after it, is not written twice. */
function withNotice(
  notices: TrainingRun['notices'],
  notice: TrainingRun['notices'][number],
  count: number,
): TrainingRun['notices'] {
  const known = notices.length >= count && JSON.stringify(notices.at(-1)) === JSON.stringify(notice)
  return known ? notices : [...notices, notice].slice(-mostNotices)
}
