// Reading and changing single fields of a recipe that is still being written, by dotted name. Pure.
import { AppError } from '../../../src-main/base/errors.ts'
import { readRecipe, type Recipe } from '../../../src-main/contract/recipe.ts'
import type { RecipeDraft } from '../../../src-main/contract/training-project.ts'
import type { Remark } from '../../../src-main/messages/table.ts'

export type Fault = { field: string; why: Remark }
/** The recipe as far as it can be read: a faulty field shows its default and is named. */
export type ReadDraft = { recipe: Recipe; faults: readonly Fault[] }

const nothingChosen = '-'

export function fieldAt(recipe: object, field: string): unknown {
  return field
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined,
      recipe,
    )
}

/** A copy with these fields set; `undefined` takes one out, so that its default counts. */
export function withFields(draft: RecipeDraft, changes: Readonly<Record<string, unknown>>): RecipeDraft {
  let changed = draft as unknown as Record<string, unknown>
  for (const [field, value] of Object.entries(changes)) changed = withField(changed, field.split('.'), value)
  return changed as unknown as RecipeDraft
}

function withField(
  holder: Readonly<Record<string, unknown>>,
  [name, ...rest]: readonly string[],
  value: unknown,
): Record<string, unknown> {
  if (name === undefined) return { ...holder }
  const inner = holder[name]
  const next =
    rest.length === 0
      ? value
      : withField(
          typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {},
          rest,
          value,
        )
  const { [name]: _before, ...others } = holder
  return next === undefined ? others : { ...holder, [name]: next }
}

/**
 * Base and folder may be missing, so something stands for them; a project's
 * name is the recipe's until it has its own.
 */
export function readDraft(draft: RecipeDraft): ReadDraft {
  const faults: Fault[] = []
  let asked = withFields(draft, {
    base: draft.base ?? nothingChosen,
    'data.folder': draft.data.folder ?? nothingChosen,
  })
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      return { recipe: readRecipe(asked), faults }
    } catch (error) {
      const found = faultsOf(error)
      faults.push(...found)
      asked = withFields(asked, Object.fromEntries(found.map(({ field }) => [field, undefined])))
      asked = withFields(asked, {
        base: asked.base ?? nothingChosen,
        'data.folder': fieldAt(asked, 'data.folder') ?? nothingChosen,
      })
    }
  }
  return { recipe: readRecipe({ base: nothingChosen, data: { folder: nothingChosen } }), faults }
}

function faultsOf(error: unknown): Fault[] {
  if (!(error instanceof AppError)) throw error
  const { faults } = (error.details ?? {}) as { faults?: Fault[] }
  return faults ?? []
}
