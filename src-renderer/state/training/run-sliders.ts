// What the two sliders of a run in progress show and do, wherever its card stands.
import type { StackEntry } from '../../../src-main/contract/adapter.ts'
import { trainingOfAdapter } from '../../../src-main/contract/training-project.ts'
import type { Look } from '../look.svelte.ts'
import type { RunOffer } from './run-projects.svelte.ts'
import type { RunStack } from './run-stack.svelte.ts'
import { savedSteps } from './saved-steps.ts'

export type RunSliders = {
  weight: number
  step: number
  /** Saved steps, rising. */
  marks: number[]
  stepText: string
  labels: Record<'weight' | 'weightValue' | 'weightHint' | 'step' | 'stepValue' | 'stepHint', string>
  problems: { notANumber: string; outOfRange: string; other: string }
  onstep: (step: number) => void
}

export function runSliders(
  entry: StackEntry,
  project: { id: string; run: Pick<RunOffer['run'], 'files'> },
  stack: RunStack,
  look: Look,
): RunSliders {
  const { card, problems, run } = look.words
  const marks = savedSteps(project.run.files)
  const last = marks.at(-1) ?? 0
  const step = Math.min(last, trainingOfAdapter(entry.adapter)?.step ?? 0)
  return {
    weight: entry.weight,
    step,
    marks,
    stepText: run.stepAt(look.number(step), look.number(last)),
    labels: {
      weight: card.weight,
      weightValue: card.weightValue,
      weightHint: card.weightHint,
      step: run.step,
      stepValue: run.stepValue,
      stepHint: run.stepHint,
    },
    problems: {
      notANumber: problems['not-a-number'],
      outOfRange: problems['out-of-range'](look.number(0), look.number(last)),
      other: problems.fixFields,
    },
    onstep: (next) => stack.setStep(entry.id, project.id, next),
  }
}
