// What the run page says of a run: what is learned, how far it is, what it is doing. Pure.
import type { Recipe } from '../../../../src-main/contract/recipe.ts'
import type { TrainingProject, TrainingRun } from '../../../../src-main/contract/training-project.ts'
import type { Messages } from '../../../messages/en.ts'
import { adapterKindLabels } from '../../../state/names.ts'
import { phaseText } from '../../../state/training/phase-text.ts'

type Figures = {
  number(value: number, options?: Intl.NumberFormatOptions): string
  duration(seconds: number): string
  timeLeft(seconds: number): string
  bytes(size: number): string
}

export function summaryOf(
  project: TrainingProject,
  recipe: Recipe,
  baseName: string | null,
  words: Messages['run'],
  figures: Figures,
): string {
  const { kind, rank, dora } = recipe.adapter
  const adapter = words.rank(
    dora ? `DoRA ${adapterKindLabels[kind]}` : adapterKindLabels[kind],
    figures.number(rank),
  )
  const word = words.word(recipe.embedding.word)
  const what =
    recipe.learn === 'adapter' ? adapter : recipe.learn === 'embedding' ? word : `${adapter} + ${word}`
  const learning: Record<string, string> = words.learning
  const purpose = project.preset === null ? undefined : learning[project.preset]
  return [words.made(what, baseName ?? words.noBase), purpose].filter(Boolean).join(' · ')
}

/** The short statement before the figures: what it does when it is not stepping. */
export function activityOf(run: TrainingRun, words: Messages['run'], figures: Figures): string {
  const { state, progress } = run
  if (state !== 'running') return words.states[state]
  if (progress === null) return run.step === 0 ? words.states.running : ''
  if (progress.phase === 'train' && progress.loading === undefined)
    return run.step === 0 ? words.phases.train : ''
  return phaseText(progress, words, figures)
}

/** Time left, memory, pace: what is known of them. */
export function figuresOf(run: TrainingRun, words: Messages['run'], figures: Figures): string[] {
  const left = run.state === 'running' ? leftOf(run) : null
  return [
    ...(left === null ? [] : [words.left(figures.timeLeft(left))]),
    ...(run.last === null ? [] : [figures.bytes(run.last.memoryBytes)]),
    ...(run.last === null ? [] : [words.aStep(figures.duration(run.last.seconds))]),
  ]
}

/** Of what goes on before the first step and after a rest; else of all steps. */
function leftOf({ step, progress, secondsLeft }: TrainingRun): number | null {
  if (step > 0 && secondsLeft !== null) return secondsLeft
  return progress?.loading?.secondsLeft ?? progress?.secondsLeft ?? null
}

/** How far the bar is: the steps, and before the first one its preparations. */
export function doneShare(run: TrainingRun): number {
  if (run.step > 0) return run.steps === 0 ? 0 : run.step / run.steps
  const { progress } = run
  if (progress?.loading !== undefined) return progress.loading.bytes / progress.loading.of
  return progress === null || progress.total === 0 ? 0 : progress.done / progress.total
}
