// What windows hear of runs: each turn and everything that is there for good at once, the place a few times a second.
import type { Publish } from '../../contract/studio.ts'
import type { StoredProject, TrainingRun } from '../../contract/training-project.ts'
import type { TrainingNews } from '../../contract/training.ts'
import type { ProjectStore } from './project-store.ts'

export type TellingParts = {
  store: Pick<ProjectStore, 'all'>
  /** The project has turned: its run began, rests, or is over. */
  onChange(project: StoredProject): void
  publish: Publish<'training-place' | 'training-file' | 'training-sample' | 'training-notice'>
}

export type RunTelling = {
  turned(id: string): void
  /** `run` has taken them in. */
  news(id: string, news: TrainingNews, run: TrainingRun): void
  /** Nothing is told from now on. */
  close(): void
}

/** Between two tellings of one run. */
const apartMs = 250

export function runTelling({ store, onChange, publish }: TellingParts): RunTelling {
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  let closed = false
  const find = (id: string): StoredProject | undefined => store.all().find((one) => one.id === id)

  function stopTimer(id: string): void {
    clearTimeout(timers.get(id))
    timers.delete(id)
  }

  function tellPlace(id: string): void {
    stopTimer(id)
    const run = find(id)?.run
    if (!run || closed) return
    const { step, steps, epoch, last, progress, secondsLeft, savedStep } = run
    const place = { step, steps, epoch, last, progress, secondsLeft, savedStep }
    publish({ type: 'training-place', id, place })
  }

  return {
    turned(id) {
      stopTimer(id)
      const project = find(id)
      if (project !== undefined && !closed) onChange(project)
    },
    news(id, news, run) {
      if (news.type === 'progress' || news.type === 'step' || news.type === 'state-saved') {
        if (!timers.has(id)) timers.set(id, setTimeout(() => tellPlace(id), apartMs).unref())
        return
      }
      // What is new for good comes with the place it was reached at before it.
      tellPlace(id)
      if (closed) return
      if (news.type === 'file') publish({ type: 'training-file', id, file: news.file })
      if (news.type === 'notice')
        publish({ type: 'training-notice', id, notice: news.notice, count: run.notices.length })
      if (news.type === 'sample') {
        const { step, prompt } = news.sample
        publish({ type: 'training-sample', id, sample: { ...news.sample, url: sampleUrl(id, step, prompt) } })
      }
    },
    close() {
      closed = true
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
    },
  }
}

export function sampleUrl(id: string, step: number, prompt: number): string {
  return `/media/training/${id}/sample/${step}-${prompt}`
}
