// Which parts of a run learn at which step: pivotal tuning learns the word first, then the adapter with the word fixed.
import type { Recipe } from '../contract/recipe.ts'

/** The group of segments that are vectors of a new word. */
export const wordGroup = 'embedding'
/** The denoiser's factors, called as the recipe's field. */
export const denoiserGroup = 'unet'

export type LearningPhase = {
  /** Steps first … first + steps − 1, counted from 1. Optimizer and schedule begin anew with each phase. */
  readonly first: number
  readonly steps: number
  /** Whether segments of this group change. */
  learns(group: string): boolean
}

/** One phase, or two for pivotal tuning; a phase without steps is left out. `steps` is the whole run's. */
export function learningPhases(recipe: Pick<Recipe, 'learn' | 'embedding'>, steps: number): LearningPhase[] {
  if (recipe.learn !== 'pivotal') return [{ first: 1, steps, learns: () => true }]
  const word = Math.round(recipe.embedding.until * steps)
  const phases = [
    { first: 1, steps: word, learns: (group: string) => group === wordGroup },
    { first: word + 1, steps: steps - word, learns: (group: string) => group !== wordGroup },
  ]
  return phases.filter((phase) => phase.steps > 0)
}

export function phaseAt(phases: readonly LearningPhase[], step: number): LearningPhase {
  return phases.findLast(({ first }) => first <= step) ?? phases[0]!
}
