// How settings of another trainer become fields of a recipe: a table that is
// walked, and a list of what was left behind.
import { idleFields } from '../../contract/recipe-rules.ts'
import { readRecipe, recipeSchema } from '../../contract/recipe.ts'
import { remark, type Remark } from '../../messages/table.ts'
import { whyNot } from './field-fault.ts'
import { dropField, getField, setField } from './fields.ts'
import type { Setting, Settings } from './settings.ts'

/** What a setting means, where another row says it. */
export const saidElsewhere = Symbol('said by another field')

/** One field of the recipe, and the settings that it comes from. */
export type FieldRow = {
  readonly to: string
  /** The first that is there counts; those behind it are overruled. */
  readonly from: readonly string[]
  /** The field's value. Undefined: it means something that a recipe cannot say. */
  readonly as: (value: unknown, all: Settings) => unknown
  /** All of `from` act together, side by side. */
  readonly together?: boolean
  /** Follows from settings that another field carries; it does not carry them. */
  readonly isConclusion?: boolean
}

/** A setting that no recipe can say, and why; with one of the `plain` values it does what Lamina does anyway. */
export type LeftRow = {
  readonly settings: readonly string[]
  readonly plain: readonly unknown[]
  readonly why: Remark
  /** Whether it acts at all beside the others; it always does where this is missing. */
  readonly acts?: (all: Settings) => boolean
}

export type Table = {
  readonly fields: readonly FieldRow[]
  readonly left: readonly LeftRow[]
  /** Of the computer and its tools. */
  readonly machine: RegExp
  /** Of what the configuration has not chosen, so that it acts nowhere. */
  readonly beside?: RegExp
  /** Settings that hold for whatever has none of its own: they are never overruled as a whole. */
  readonly general: readonly string[]
  /** Of an unknown setting: whether this value is as good as leaving it out. */
  readonly isOff: (value: unknown) => boolean
}

export type NotCarried = { readonly setting: string; readonly value: string; readonly why: Remark }

export type ImportedRecipe = {
  /** Fields by name, as in a recipe's file; those of `missing` are still to be filled in. */
  readonly recipe: Record<string, unknown>
  readonly missing: readonly string[]
  /** What bears on what is learned comes first. */
  readonly notCarried: readonly NotCarried[]
}

const required = ['base', 'data.folder'] as const

/** Every setting that is written is carried, does what Lamina does anyway, or is named. */
export function carry(settings: Settings, table: Table, notes: readonly NotCarried[] = []): ImportedRecipe {
  const recipe: Record<string, unknown> = {}
  const notCarried: NotCarried[] = [...notes]
  /** Fields and the setting that each came from. */
  const cameFrom = new Map<string, Setting>()
  const understood = new Set<string>(table.general)
  const leave = (setting: Setting, why: Remark): void => {
    const known = notCarried.some(
      ({ setting: name, why: { code } }) => name === setting.name && code === why.code,
    )
    if (!known) notCarried.push({ setting: setting.name, value: shown(setting.value), why })
  }

  for (const row of table.fields) {
    const sources = row.from.flatMap((key) => {
      const setting = settings.get(key)
      return setting === undefined ? [] : [{ key, ...setting }]
    })
    // What is written comes before what is only assumed.
    const first = sources.find(({ isDefault }) => !isDefault) ?? sources[0]
    if (first === undefined) continue
    const value = row.as(first.value, settings)
    if (value === undefined) continue
    for (const other of sources) {
      if (other === first) understood.add(first.key)
      else if (row.together !== true && !other.isDefault && !understood.has(other.key))
        leave(other, remark('import/overruled', { by: first.name }))
      understood.add(other.key)
    }
    if (value === saidElsewhere) continue
    cameFrom.set(row.to, first)
    setField(recipe, row.to, value)
  }

  const inRows = new Set(table.fields.flatMap(({ from }) => from))
  for (const [key, setting] of settings) {
    if (understood.has(key)) continue
    const row = table.left.find((one) => one.settings.includes(key))
    if (row !== undefined) {
      const acts = row.acts?.(settings) ?? true
      if (acts && !row.plain.some((plain) => same(plain, setting.value))) leave(setting, row.why)
    } else if (setting.isDefault || table.beside?.test(key) === true) continue
    else if (inRows.has(key)) leave(setting, remark('import/no-such-value'))
    else if (table.isOff(setting.value)) continue
    else if (table.machine.test(key)) leave(setting, remark('import/machine'))
    else leave(setting, remark('import/unknown-setting'))
  }

  const conclusions = new Set(table.fields.filter((row) => row.isConclusion).map(({ to }) => to))
  const missing = required.filter((field) => getField(recipe, field) === undefined)
  const drop = (field: string, why: Remark): void => {
    const setting = cameFrom.get(field)
    const others = [...cameFrom].some(
      ([other, { name }]) =>
        other !== field &&
        name === setting?.name &&
        !conclusions.has(other) &&
        getField(recipe, other) !== undefined,
    )
    if (setting !== undefined && !setting.isDefault && !others) leave(setting, why)
    dropField(recipe, field)
  }
  for (const { field, why } of faultsOf(complete(recipe, missing))) drop(field, why)
  for (const { field, why } of idleFields(readRecipe(complete(recipe, missing))))
    drop(field, remark('import/idle', { why }))
  dropDefaults(recipe, cameFrom)
  const isMachine = ({ why }: NotCarried): boolean => why.code === 'import/machine'
  return {
    recipe,
    missing,
    notCarried: [...notCarried.filter((one) => !isMachine(one)), ...notCarried.filter(isMachine)],
  }
}

function complete(recipe: Record<string, unknown>, missing: readonly string[]): Record<string, unknown> {
  const whole = structuredClone(recipe)
  for (const field of missing) setField(whole, field, 'to be chosen')
  return whole
}

function faultsOf(recipe: Record<string, unknown>): { field: string; why: Remark }[] {
  const read = recipeSchema.safeParse(recipe)
  if (read.success) return []
  const faults = read.error.issues.map((issue) => ({ field: issue.path.join('.'), why: whyNot(issue) }))
  return faults.filter(({ field }, index) => faults.findIndex((one) => one.field === field) === index)
}

/** What the file does not say and Lamina would do anyway need not stand in the recipe. */
function dropDefaults(recipe: Record<string, unknown>, cameFrom: ReadonlyMap<string, Setting>): void {
  const plain = readRecipe({ base: 'any', data: { folder: 'any' } })
  for (const [field, { isDefault }] of cameFrom)
    if (isDefault && same(getField(recipe, field), getField(plain, field))) dropField(recipe, field)
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

function shown(value: unknown): string {
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 200)
}
