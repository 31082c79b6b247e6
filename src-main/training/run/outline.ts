// What a run learns, of which pictures and in how many steps: known without a parameter of the base.
import { modelOf, type Detection } from '../../architectures/recognising/detect.ts'
import type { Family } from '../../architectures/families/family.ts'
import type { Recipe } from '../../contract/recipe.ts'
import { newWordOf } from '../new-word.ts'
import type { Segment } from '../optimizers/optimizer.ts'
import { dataOrder, plannedSteps, type DataOrder } from '../order.ts'
import { wordSegment } from '../pass/text-network.ts'
import type { NewWord } from '../pass/text-pass.ts'
import type { PictureSet } from './pictures/picture-set.ts'
import { predictionOf } from './step/objective.ts'
import { segmentsOf, type LearnedModule } from './step/start-factors.ts'

export type RunOutline = {
  readonly recipe: Recipe
  readonly family: Family
  readonly predictsV: boolean
  readonly pictures: PictureSet
  readonly order: DataOrder
  readonly steps: number
  readonly modules: readonly LearnedModule[]
  readonly word: NewWord | null
  /** What is learned, as one vector: the UNet's segments, then those of the text. */
  readonly segments: readonly Segment[]
}

/** Errors: `recipe/bad-word`, `training/unknown-prediction`. */
export function outlineOf(
  recipe: Recipe,
  detection: Detection,
  pictures: PictureSet,
  modules: readonly LearnedModule[],
): RunOutline {
  const word = newWordOf(recipe)
  const order = dataOrder(
    pictures.training.map(({ fit: { bucket }, repeats }) => ({
      bucket: `${bucket.width}x${bucket.height}`,
      repeats,
    })),
    recipe,
  )
  const words = word ? modelOf(detection).textEncoders.map((config) => wordSegment(config, word.vectors)) : []
  return {
    recipe,
    family: detection.family,
    predictsV: predictionOf(recipe.objective, detection) === 'v',
    pictures,
    order,
    steps: plannedSteps(recipe, order.batchesPerEpoch),
    modules,
    word,
    segments: [...segmentsOf(modules), ...words],
  }
}
