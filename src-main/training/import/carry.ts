// How settings of another trainer become fields of a recipe: a table that is walked, and a list of what was left behind.
import { AppError } from '../../base/errors.ts'
import { idleFields } from '../../contract/recipe-rules.ts'
import { readRecipe } from '../../contract/recipe.ts'

export type Settings = ReadonlyMap<string, unknown>

/** `as` gives the field's value; undefined where the setting means something that a recipe cannot say. */
export type CarryRow = {
  readonly from: string
  readonly to: string
  readonly as: (value: unknown, all: Settings) => unknown
}

export const row = (from: string, to: string, as: CarryRow['as']): CarryRow => ({ from, to, as })

export type NotCarried = { readonly setting: string; readonly value: string; readonly why: string }

export type ImportedRecipe = {
  /** Fields by name, as in a recipe's file; those of `missing` are still to be filled in. */
  readonly recipe: Record<string, unknown>
  readonly missing: readonly string[]
  readonly notCarried: readonly NotCarried[]
}

const required = ['base', 'data.folder'] as const

/** Off, empty, none: nothing is lost when it is not carried over. */
export function saysNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === 0) return true
  if (typeof value === 'string') return ['', '0', 'no', 'none', 'false'].includes(value.trim().toLowerCase())
  if (Array.isArray(value)) return value.every(saysNothing)
  return typeof value === 'object' && Object.values(value).every(saysNothing)
}

/** `machine` are settings of the computer and its tools, which need no successor. Every setting is carried or named. */
export function carry(
  settings: Settings,
  rows: readonly CarryRow[],
  machine: RegExp,
  notes: readonly NotCarried[] = [],
): ImportedRecipe {
  const recipe: Record<string, unknown> = {}
  const notCarried: NotCarried[] = [...notes]
  const cameFrom = new Map<string, string>()
  const leave = (setting: string, value: unknown, why: string): void => {
    notCarried.push({ setting, value: shown(value), why })
  }
  const known = new Set(rows.map(({ from }) => from))
  const understood = new Set<string>()
  for (const { from, to, as } of rows) {
    const given = settings.get(from)
    if (given === null || given === undefined || given === '') continue
    const value = as(given, settings)
    if (value === undefined) continue
    understood.add(from)
    if (cameFrom.has(to)) continue
    cameFrom.set(to, from)
    setField(recipe, to, value)
  }
  for (const setting of known) {
    const given = settings.get(setting)
    if (!understood.has(setting) && !saysNothing(given)) leave(setting, given, 'A recipe has no such value.')
  }
  for (const [setting, value] of settings) {
    if (known.has(setting) || saysNothing(value)) continue
    leave(
      setting,
      value,
      machine.test(setting) ? 'It concerns the machine, not what is learned.' : 'A recipe has no such field.',
    )
  }
  const missing = required.filter((field) => getField(recipe, field) === undefined)
  const complete = (): Record<string, unknown> => {
    const whole = structuredClone(recipe)
    for (const field of missing) setField(whole, field, 'to be chosen')
    return whole
  }
  for (const { field, message } of faultsOf(complete())) {
    leave(cameFrom.get(field) ?? field, getField(recipe, field) ?? null, message)
    dropField(recipe, field)
  }
  for (const { field, because } of idleFields(readRecipe(complete()))) {
    leave(cameFrom.get(field) ?? field, getField(recipe, field), `It would do nothing: ${because}.`)
    dropField(recipe, field)
  }
  return { recipe, missing, notCarried }
}

function faultsOf(recipe: Record<string, unknown>): { field: string; message: string }[] {
  try {
    readRecipe(recipe)
    return []
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return (error.details?.['faults'] ?? []) as { field: string; message: string }[]
  }
}

function shown(value: unknown): string {
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 200)
}

/** What a parser makes of a text, where it is an object; else what `refuse` says. */
export function parsedObject(
  parse: () => unknown,
  refuse: (cause: unknown) => AppError,
): Record<string, unknown> {
  let cause: unknown
  try {
    const value = parse()
    if (isRecord(value)) return value
  } catch (error) {
    cause = error
  }
  throw refuse(cause)
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function setField(recipe: Record<string, unknown>, field: string, value: unknown): void {
  const names = field.split('.')
  let at = recipe
  for (const name of names.slice(0, -1)) {
    const next = at[name]
    const inner = isRecord(next) ? next : {}
    at[name] = inner
    at = inner
  }
  at[names.at(-1)!] = value
}

function getField(recipe: Record<string, unknown>, field: string): unknown {
  return field
    .split('.')
    .reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), recipe)
}

function dropField(recipe: Record<string, unknown>, field: string): void {
  const names = field.split('.')
  const holder = names.length === 1 ? recipe : getField(recipe, names.slice(0, -1).join('.'))
  if (isRecord(holder)) Reflect.deleteProperty(holder, names.at(-1)!)
}

/** Numbers, also as text; undefined for anything else. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

export function switchOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  if (value === 1 || value === 0) return value === 1
  const text = typeof value === 'string' ? value.trim().toLowerCase() : ''
  return text === 'true' ? true : text === 'false' ? false : undefined
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

/** Off is written as 0 elsewhere and as nothing here. */
export function positiveOf(value: unknown): number | undefined {
  const number = numberOf(value)
  return number !== undefined && number > 0 ? number : undefined
}
