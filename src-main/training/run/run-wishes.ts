// What a person wants of a run while it goes; it looks between its pieces of work.
import type { Recipe } from '../../contract/recipe.ts'
import type { TrainingStop } from '../../contract/training.ts'

export type RunWishes = { stop: TrainingStop | null; samples: Recipe['samples'] }
