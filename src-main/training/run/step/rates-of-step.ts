// The learning rate of every group at a step.
import type { Recipe } from '../../../contract/recipe.ts'
import { wordGroup, type LearningPhase } from '../../learning-phases.ts'
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

function highestRate({ embedding, unet, textEncoder }: Recipe, group: string): number {
  if (group === 'unet') return unet.learningRate
  return group === wordGroup ? embedding.learningRate : textEncoder.learningRate
}
