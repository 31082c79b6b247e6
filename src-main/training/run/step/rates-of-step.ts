// The learning rate of every group at a step.
import { invariant } from '../../../base/errors.ts'
import { encodersOf } from '../../../contract/recipe-encoders.ts'
import type { Recipe } from '../../../contract/recipe.ts'
import { denoiserGroup, wordGroup, type LearningPhase } from '../../learning-phases.ts'
import type { Segment } from '../../optimizers/optimizer.ts'
import { rateShare } from '../../optimizers/rate-schedule.ts'

/** Of the groups that learn; the schedule begins anew with each phase. `step` counts from 1 over the whole run. */
export function ratesOfStep(
  recipe: Recipe,
  segments: readonly Pick<Segment, 'group'>[],
  phase: LearningPhase,
  step: number,
): Record<string, number> {
  const share = rateShare(recipe.schedule, step - phase.first, phase.steps)
  const groups = [...new Set(segments.map(({ group }) => group))].filter((group) => phase.learns(group))
  return Object.fromEntries(groups.map((group) => [group, share * highestRate(recipe, group)]))
}

function highestRate(recipe: Recipe, group: string): number {
  const [first, second] = encodersOf(recipe)
  const rates: Readonly<Record<string, number>> = {
    [denoiserGroup]: recipe.unet.learningRate,
    text_encoder: first.learningRate,
    text_encoder_2: second.learningRate,
    [wordGroup]: recipe.embedding.learningRate,
  }
  const rate = rates[group]
  invariant(rate !== undefined, `${group} has a learning rate`)
  return rate
}
