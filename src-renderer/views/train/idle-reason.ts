// Why a field of the recipe would do nothing beside the others as they are, whether it is set or not.
import { idleRules } from '../../../src-main/contract/recipe-rules.ts'
import type { Recipe } from '../../../src-main/contract/recipe.ts'
import type { Remark } from '../../../src-main/messages/table.ts'

export function idleReason(recipe: Recipe, field: string): Remark | null {
  return idleRules.find((rule) => rule.field === field && rule.idle(recipe))?.why ?? null
}
