// The optimizer a recipe asks for, with the defaults its empty fields stand for.
import type { Recipe } from '../../contract/recipe.ts'
import { adafactor } from './adafactor.ts'
import { adamw } from './adamw.ts'
import { lion } from './lion.ts'
import type { Optimizer } from './optimizer.ts'
import { prodigy } from './prodigy.ts'

type Settings = Recipe['optimizer']

const optimizers: Readonly<Record<Settings['kind'], (settings: Settings) => Optimizer>> = {
  adamw: ({ beta1, beta2, epsilon, weightDecay }) =>
    adamw({ beta1: beta1 ?? 0.9, beta2: beta2 ?? 0.999, epsilon, weightDecay }),
  lion: ({ beta1, beta2, weightDecay }) => lion({ beta1: beta1 ?? 0.9, beta2: beta2 ?? 0.99, weightDecay }),
  prodigy: ({ beta1, beta2, ...settings }) =>
    prodigy({ ...settings, beta1: beta1 ?? 0.9, beta2: beta2 ?? 0.999 }),
  adafactor: ({ beta1, ...settings }) => adafactor({ ...settings, beta1: beta1 ?? 0 }),
}

export function optimizerOfRecipe({ optimizer }: Pick<Recipe, 'optimizer'>): Optimizer {
  return optimizers[optimizer.kind](optimizer)
}
