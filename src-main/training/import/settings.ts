// What a configuration of another trainer says, setting by setting, and how its values are read.
import type { AppError } from '../../base/errors.ts'
import { isRecord } from '../../base/is-record.ts'

export type Setting = {
  readonly value: unknown
  /** As the file calls it, for a person who looks for it there. */
  readonly name: string
  /** Not in the file: what the other program does without it. */
  readonly isDefault: boolean
}
/** By the name that the rows of an importer know. */
export type Settings = ReadonlyMap<string, Setting>

/** `null` and an empty text are what forms leave in fields that nobody filled in. */
export function isWritten(value: unknown): boolean {
  return value !== undefined && value !== null && value !== ''
}

/** The settings of a file, none of them a default. `isSaid` tells which values say anything. */
export function writtenSettings(
  record: Readonly<Record<string, unknown>>,
  isSaid: (value: unknown, name: string) => boolean = isWritten,
): Map<string, Setting> {
  const settings = new Map<string, Setting>()
  for (const [name, value] of Object.entries(record))
    if (isSaid(value, name)) settings.set(name, { value, name, isDefault: false })
  return settings
}

/** What is not written has the other program's default. */
export function withDefaults(settings: Settings, defaults: Readonly<Record<string, unknown>>): Settings {
  const all = new Map(settings)
  for (const [name, value] of Object.entries(defaults))
    if (!all.has(name)) all.set(name, { value, name, isDefault: true })
  return all
}

/** Read by code that needs the value alone; undefined where there is none. */
export function valueOf(settings: Settings, name: string): unknown {
  return settings.get(name)?.value
}

/** Numbers, also as text; undefined for anything else. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

/** Switches, also as text or as 0 and 1. */
export function switchOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  if (value === 1 || value === 0) return value === 1
  const text = typeof value === 'string' ? value.trim().toLowerCase() : ''
  return text === 'true' ? true : text === 'false' ? false : undefined
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

/** Programs write 0 for "never" where a recipe has nothing. */
export function nullAtZero(value: unknown): number | null | undefined {
  const number = numberOf(value)
  return number === 0 ? null : number
}

/** A table of the other program's words. */
export function oneOf<Word>(table: Readonly<Record<string, Word>>): (value: unknown) => Word | undefined {
  return (value) => {
    const name = typeof value === 'string' ? value.trim().toLowerCase() : ''
    return Object.hasOwn(table, name) ? table[name] : undefined
  }
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
