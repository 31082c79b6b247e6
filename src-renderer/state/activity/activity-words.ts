// What an activity has come to, in words: what is being done, and how long it takes.
import type { DownloadSummary } from '../../../src-main/contract/download.ts'
import type { LoadProgress } from '../../../src-main/contract/engine.ts'
import type { TrainingProgress } from '../../../src-main/contract/training.ts'
import type { Look } from '../look.svelte.ts'
import { rewritingHeadline } from '../rewriting/rewriting-words.ts'
import { phaseText } from '../training/phase-text.ts'
import type { Activity } from './activities.ts'

export function headlineOf(activity: Activity, look: Look): string {
  const { progress, run, scan, activity: words } = look.words
  const { item, step } = activity
  switch (activity.kind) {
    case 'scan':
      return item === null ? scan.looking : `${scan.looking} · ${scan.read(item.at, item.of)}`
    case 'hashing': {
      if (activity.state !== 'running') return words.hashing[activity.state]
      return item === null ? words.hashing.running : words.file(look.number(item.at), look.number(item.of))
    }
    case 'comparing': {
      if (activity.state !== 'running') return words.hashing[activity.state]
      const [at, of] = [look.number(item?.at ?? 0), look.number(item?.of ?? 0)]
      return words.comparing[activity.stage](at, of)
    }
    case 'idle': {
      const { done, of } = activity.idle
      return look.words.idle.states[activity.state](look.number(done), look.number(of))
    }
    case 'download':
      return downloadText(activity.download, look)
    case 'rewriting':
      return rewritingHeadline(activity.rewriting, look)
    case 'facts':
      return activity.state === 'paused' || item === null
        ? words.hashing.paused
        : words.asking(look.number(item.at), look.number(item.of))
    case 'trial':
    case 'muting':
    case 'export':
    case 'import':
      return activity.state === 'paused' || item === null
        ? words.hashing.paused
        : words.picture(item.at, item.of)
    case 'training': {
      if (activity.waits) return run.states.waiting
      if (activity.progress !== null && isTold(activity.progress))
        return phaseText(activity.progress, run, look)
      return step === null ? run.states.running : progress.step(step.at, step.of)
    }
    case 'picture':
    case 'live':
    case 'strip':
    case 'grid':
    case 'replay': {
      const now =
        activity.loading !== null
          ? loadText(activity.loading, look)
          : step !== null
            ? progress.step(step.at, step.of)
            : activity.phase === null
              ? progress.starting
              : progress.phases[activity.phase]
      if (item === null) return now
      const together = activity.kind === 'picture' && activity.together > 1
      return `${together ? words.together(item.of) : words.picture(item.at, item.of)} · ${now}`
    }
  }
}

/** What it does, how much of it is there and how fast that goes; without how long the rest takes. */
export function downloadText(download: DownloadSummary, look: Look): string {
  const { models } = look.words
  const { state, phase, receivedBytes, sizeBytes, bytesPerSecond, checkedShare } = download
  const now = state === 'going' ? models.phases[phase ?? 'asking'] : models.states[state]
  if (checkedShare !== null) return `${now} · ${models.checked(look.number(Math.floor(100 * checkedShare)))}`
  const received = models.received(
    look.bytes(receivedBytes),
    sizeBytes === null ? null : look.bytes(sizeBytes),
  )
  return [now, received, ...(bytesPerSecond === null ? [] : [models.speed(look.bytes(bytesPerSecond))])].join(
    ' · ',
  )
}

/** Steps speak for themselves, unless the base is read between them. */
function isTold({ phase, loading }: TrainingProgress): boolean {
  return phase !== 'train' || loading !== undefined
}

function loadText({ bytes, of }: LoadProgress, look: Look): string {
  return `${look.words.progress.phases.load} · ${look.words.progress.bytes(look.bytes(bytes), look.bytes(of))}`
}

/** Empty while nothing is known. */
export function timingOf({ secondsPerStep, secondsLeft }: Activity, look: Look): string {
  const words = look.words.progress
  return [
    ...(secondsPerStep === null ? [] : [words.aStep(look.duration(secondsPerStep))]),
    ...(secondsLeft === null ? [] : [words.left(look.timeLeft(secondsLeft))]),
  ].join(' · ')
}
