// What a run's news make of it.
import type { ErrorReport } from '../../base/errors.ts'
import type { TrainingRun, TrainingRunState } from '../../contract/training-project.ts'
import type { EngineTrainResult, TrainingNews } from '../../contract/training.ts'

const mostNotices = 200

/** `steps`: 0 where only the pictures will say. */
export function newRun(startedAt: string, steps: number): TrainingRun {
  return {
    state: 'waiting',
    startedAt,
    step: 0,
    steps,
    epoch: 0,
    last: null,
    progress: null,
    secondsLeft: null,
    savedStep: null,
    files: [],
    samples: [],
    notices: [],
    error: null,
  }
}

/** `lasting`: it must be on the disk before anything else happens; the rest is made again or in the log. */
export function afterNews(
  run: TrainingRun,
  news: TrainingNews,
  sampleUrl: (step: number, prompt: number) => string,
): { run: TrainingRun; lasting: boolean } {
  switch (news.type) {
    case 'progress':
      return { run: { ...run, progress: news.progress }, lasting: false }
    case 'step': {
      const { step, steps, secondsLeft } = news
      const place = { step: step.step, epoch: step.epoch, last: step, steps, secondsLeft }
      return { run: { ...run, ...place, progress: null }, lasting: false }
    }
    case 'state-saved':
      return { run: { ...run, savedStep: news.step }, lasting: true }
    case 'file': {
      const others = run.files.filter(({ path }) => path !== news.file.path)
      return { run: { ...run, files: [...others, news.file] }, lasting: true }
    }
    case 'sample': {
      const { sample } = news
      const others = run.samples.filter(
        ({ step, prompt }) => step !== sample.step || prompt !== sample.prompt,
      )
      const shown = { ...sample, url: sampleUrl(sample.step, sample.prompt) }
      return { run: { ...run, samples: [...others, shown] }, lasting: true }
    }
    case 'notice':
      return { run: { ...run, notices: [...run.notices, news.notice].slice(-mostNotices) }, lasting: true }
  }
}

const states: Record<EngineTrainResult['end'], TrainingRunState> = {
  finished: 'finished',
  paused: 'paused',
  kept: 'kept',
  discarded: 'paused',
}

export function afterEnd(run: TrainingRun, { end, step, steps, files }: EngineTrainResult): TrainingRun {
  const known = new Set(files.map(({ path }) => path))
  const all = [...run.files.filter(({ path }) => !known.has(path)), ...files]
  const place = { step, steps: steps === 0 ? run.steps : steps, files: all }
  return { ...stopped(run, states[end]), ...place }
}

/** An engine that ended under it leaves a run that goes on when it is asked to. */
export function afterError(run: TrainingRun, error: ErrorReport): TrainingRun {
  const state = error.code === 'engine/died' ? 'interrupted' : 'failed'
  return { ...stopped(run, state), error }
}

/** As it is found when the program starts. */
export function afterRestart(run: TrainingRun): TrainingRun {
  return isActive(run) ? stopped(run, 'interrupted') : run
}

export function stopped(run: TrainingRun, state: TrainingRunState): TrainingRun {
  return { ...run, state, progress: null, secondsLeft: null }
}

export function isActive({ state }: Pick<TrainingRun, 'state'>): boolean {
  return state === 'waiting' || state === 'running'
}

export function canResume({ state }: Pick<TrainingRun, 'state'>): boolean {
  return state === 'paused' || state === 'interrupted' || state === 'failed'
}
