// What is told of a training run: a line while it goes, a line of JSON for every step, and how it ended.
import { basename } from 'node:path'
import type { LoadProgress } from '../../contract/engine.ts'
import type {
  EngineTrainResult,
  TrainedFile,
  TrainingPhase,
  TrainingProgress,
  TrainingStep,
} from '../../contract/training.ts'

const phaseTexts: Readonly<Record<TrainingPhase, string>> = {
  load: 'Loading the base model',
  pictures: 'Reading pictures',
  'class-pictures': 'Making class pictures',
  cache: 'Encoding pictures and captions',
  compile: 'Compiling the networks',
  train: 'Training',
  sample: 'Making sample pictures',
  save: 'Saving',
}

export function progressText({ phase, done, total, secondsLeft, loading }: TrainingProgress): string {
  if (loading !== undefined) return loadText(loading)
  const count = total > 1 ? ` ${done} of ${total}` : ''
  return `${phaseTexts[phase]}${count}${secondsLeft === null ? '' : `, ${timeText(secondsLeft)} left`}`
}

function loadText({ bytes, of, secondsLeft }: LoadProgress): string {
  const left = secondsLeft === null ? '' : `, ${timeText(secondsLeft)} left`
  return `${phaseTexts.load} ${(bytes / 1e6).toFixed(0)} of ${(of / 1e6).toFixed(0)} MB${left}`
}

export function stepText(step: TrainingStep, steps: number, secondsLeft: number): string {
  const { loss, heldOutLoss, seconds, memoryBytes } = step
  const parts = [
    `Step ${step.step} of ${steps}`,
    `loss ${loss.toFixed(4)}`,
    ...(heldOutLoss === undefined ? [] : [`${heldOutLoss.toFixed(4)} held out`]),
    `rate ${ratesText(step.rates)}`,
    `${seconds.toFixed(2)} s a step`,
    `${(memoryBytes / 1e9).toFixed(1)} GB`,
    `${timeText(secondsLeft)} left`,
  ]
  return parts.join(', ')
}

function ratesText(rates: TrainingStep['rates']): string {
  return [...new Set(Object.values(rates))].map((rate) => rate.toExponential(1)).join(' and ')
}

/** Two units at most: `2 h 5 min`, `3 min 20 s`, `14 s`. */
export function timeText(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds))
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60]
  if (hours > 0) return `${hours} h ${minutes} min`
  return minutes > 0 ? `${minutes} min ${rest} s` : `${rest} s`
}

/** The first keys are those that programs rely on; `rate` is the first trained network's, `memory` in bytes. */
export function stepInJson({ step, loss, rates, seconds, memoryBytes, ...more }: TrainingStep): object {
  const rate = Object.values(rates)[0] ?? 0
  return { step, loss, rate, seconds, memory: memoryBytes, rates, ...more }
}

export function endInJson({ end, step, steps, files, notices }: EngineTrainResult): object {
  return { end, step, steps, files: files.map(fileInJson), notices }
}

function fileInJson({ path, sha256, ...more }: TrainedFile): object {
  return { path, sha256, ...more }
}

const endings: Readonly<Record<EngineTrainResult['end'], string>> = {
  finished: 'Finished',
  paused: 'Paused',
  kept: 'Stopped and kept',
  discarded: 'Stopped',
}

export function endText({ end, step, steps, files }: EngineTrainResult): string {
  const written = files.map(({ path, sizeBytes }) => `${basename(path)} (${(sizeBytes / 1e6).toFixed(2)} MB)`)
  return `${endings[end]} at step ${step} of ${steps}${written.length === 0 ? '' : `: ${written.join(', ')}`}`
}
