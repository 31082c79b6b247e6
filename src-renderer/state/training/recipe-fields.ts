// Every field of a recipe as a form shows it, read off the published schema:
// kind of control, bounds, default, sentence.
import { recipeJsonSchema } from '../../../src-main/contract/recipe.ts'

export type RecipeField = {
  /** Dotted name, as the recipe's file has it. */
  field: string
  /** First part of the name; fields of the recipe itself are `general`. */
  section: string
  kind: 'switch' | 'choice' | 'whole' | 'real' | 'text'
  /** Of a choice; numbers where the recipe wants numbers. */
  options: readonly (string | number)[]
  min: number
  max: number
  /** Values are multiples of this. */
  grain: number
  /** Empty is a value of its own. */
  nullable: boolean
  fallback: unknown
  sentence: string
}

type Schema = {
  type?: string
  properties?: Record<string, Schema>
  anyOf?: Schema[]
  enum?: string[]
  const?: string | number
  minimum?: number
  maximum?: number
  multipleOf?: number
  default?: unknown
  description?: string
}

/** What the wizard asks in places of its own, and what nobody sets by hand. */
const elsewhere = new Set(['$schema', 'version', 'base', 'samples.prompts', 'data.folder'])
const finest = 1e-12

function fieldsOf(schema: Schema, prefix: string): RecipeField[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    const field = prefix === '' ? name : `${prefix}.${name}`
    if (elsewhere.has(field)) return []
    if (inner.properties !== undefined) return fieldsOf(inner, field)
    const variants = inner.anyOf ?? [inner]
    const plain = variants.filter(({ type }) => type !== 'null')
    const first = plain[0] ?? {}
    const options = first.enum ?? plain.flatMap((one) => (one.const === undefined ? [] : [one.const]))
    const kind = kindOf(first, options.length > 0)
    return [
      {
        field,
        section: prefix === '' ? 'general' : (field.split('.')[0] ?? field),
        kind,
        options,
        min: first.minimum ?? 0,
        max: first.maximum ?? Number.MAX_SAFE_INTEGER,
        grain: first.multipleOf ?? (kind === 'whole' ? 1 : finest),
        nullable: plain.length < variants.length,
        fallback: inner.default,
        sentence: inner.description ?? '',
      },
    ]
  })
}

function kindOf({ type }: Schema, isChoice: boolean): RecipeField['kind'] {
  if (isChoice) return 'choice'
  if (type === 'boolean') return 'switch'
  if (type === 'integer') return 'whole'
  return type === 'number' ? 'real' : 'text'
}

export const recipeFields: readonly RecipeField[] = fieldsOf(recipeJsonSchema(), '')

/** In the order of the file. */
export const recipeSections: readonly string[] = [...new Set(recipeFields.map(({ section }) => section))]

export function recipeField(field: string): RecipeField {
  const found = recipeFields.find((one) => one.field === field)
  if (found === undefined) throw new Error(`invariant: the recipe has no field "${field}"`)
  return found
}

/** What an empty field begins with when it is given a value. */
const firstValues: Readonly<Record<string, unknown>> = {
  steps: 1000,
  epochs: 10,
  emaDecay: 0.999,
  'adapter.convRank': 8,
  'adapter.convAlpha': 8,
  'optimizer.beta1': 0.9,
  'optimizer.beta2': 0.999,
  'optimizer.beta3': 0.95,
  'optimizer.growth': 1.02,
  'objective.minSnrGamma': 5,
  'samples.every': 250,
  'save.every': 250,
  'save.everyEpochs': 1,
}

export function firstValue({ field, min, kind }: RecipeField): unknown {
  return firstValues[field] ?? (kind === 'text' ? '' : min)
}
