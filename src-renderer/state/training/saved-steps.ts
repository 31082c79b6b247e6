// The steps of a run that were saved as an adapter, and the place of a stack's entry among them. Pure.
import type { StackEntry } from '../../../src-main/contract/adapter.ts'
import { trainingAdapter, trainingOfAdapter } from '../../../src-main/contract/training-project.ts'
import type { TrainedFile } from '../../../src-main/contract/training.ts'

/** Rising, each once. Steps that saved only words are left out. */
export function savedSteps(files: readonly TrainedFile[]): number[] {
  return stepsOf(files.filter(({ kind }) => kind !== 'embedding'))
}

/** Of a word that is learned alone or with an adapter. Rising, each once. */
export function savedWordSteps(files: readonly TrainedFile[]): number[] {
  return stepsOf(files.filter(({ kind }) => kind === 'embedding'))
}

const stepsOf = (files: readonly TrainedFile[]): number[] =>
  [...new Set(files.map(({ step }) => step))].toSorted((a, b) => a - b)

/** At most `most` of them, spread evenly, the first and the last among them. */
export function spreadSteps(steps: readonly number[], most: number): number[] {
  if (steps.length <= most) return [...steps]
  return Array.from(
    { length: most },
    (_, index) => steps[Math.round((index * (steps.length - 1)) / (most - 1))]!,
  )
}

/** The stack after a file was saved: entries of the run that stood at its end until now go on to the new one. */
export function followNewest(
  stack: readonly StackEntry[],
  projectId: string,
  before: readonly number[],
  after: readonly number[],
): StackEntry[] {
  const end = before.at(-1)
  const next = after.at(-1)
  return stack.map((entry) => {
    const at = trainingOfAdapter(entry.adapter)
    if (at?.projectId !== projectId || end === undefined || next === undefined || at.step < end) return entry
    return { ...entry, adapter: trainingAdapter(projectId, next) }
  })
}
