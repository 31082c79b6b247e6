// Which steps of the wizard are complete, and to which one a problem belongs. Pure.
import type { ErrorReport } from '../../../src-main/base/errors.ts'
import type { Recipe } from '../../../src-main/contract/recipe.ts'
import type { TrainingProject, WizardStep } from '../../../src-main/contract/training-project.ts'

export type StepFacts = {
  recipe: Recipe
  /** The base is chosen and can be used. */
  hasBase: boolean
  folder: string | null
  /** Null while the folder was not read. */
  pictures: readonly { caption: string | null }[] | null
  sound: boolean
  project: TrainingProject
}

export const isComplete: Readonly<Record<WizardStep, (facts: StepFacts) => boolean>> = {
  learn: ({ recipe, hasBase }) =>
    hasBase && (recipe.learn === 'adapter' || recipe.embedding.word.trim() !== ''),
  pictures: ({ folder, pictures }) => folder !== null && pictures?.length !== 0,
  captions: ({ recipe, folder, pictures }) =>
    folder !== null &&
    (recipe.captions.trigger !== '' ||
      recipe.captions.classWord !== '' ||
      (pictures ?? []).every(({ caption }) => (caption ?? '').trim() !== '')),
  adapter: ({ sound }) => sound,
  review: ({ project }) => project.run !== null || (project.review?.measure ?? null) !== null,
  run: ({ project }) => project.run?.state === 'finished' || project.run?.state === 'kept',
}

const byCode: readonly (readonly [RegExp, WizardStep])[] = [
  [/^(training\/no-base|model\/|recipe\/no-word)/, 'learn'],
  [/^(training\/no-folder|dataset\/|file\/)/, 'pictures'],
  [/^captions?\//, 'captions'],
]
const byField: readonly (readonly [RegExp, WizardStep])[] = [
  [/^(name|base|learn|embedding)\b/, 'learn'],
  [/^data\b/, 'pictures'],
  [/^captions\b/, 'captions'],
]

/** The step where it is mended. */
export function stepOfProblem({ code, details }: ErrorReport): WizardStep {
  const step = byCode.find(([pattern]) => pattern.test(code))?.[1]
  if (step !== undefined) return step
  const { faults, fields } = (details ?? {}) as {
    faults?: { field: string }[]
    fields?: { field: string }[]
  }
  const field = (faults ?? fields)?.[0]?.field ?? ''
  return byField.find(([pattern]) => pattern.test(field))?.[1] ?? 'adapter'
}
