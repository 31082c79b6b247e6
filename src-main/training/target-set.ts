// Which of the known sets of modules a recipe's choice of layers means.
import { hasConvolutions } from '../contract/recipe-rules.ts'
import type { Recipe } from '../contract/recipe.ts'
import type { TargetSet } from '../adapters/names/target-sets.ts'

/** The set covers text encoders too; whether they are trained is `textEncoder.train`. */
export function targetSetOf(recipe: Recipe): TargetSet {
  if (recipe.adapter.layers === 'attention') return 'peft_attn'
  if (recipe.adapter.layers === 'full') return 'lycoris_full'
  return hasConvolutions(recipe) ? 'kohya_conv' : 'kohya'
}
