// Fields of a recipe by their dotted names, in plain objects.
import { isRecord } from '../../base/is-record.ts'

/** Holders that are missing on the way are made. */
export function setField(recipe: Record<string, unknown>, field: string, value: unknown): void {
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

/** Undefined where it, or a holder of it, is missing. */
export function getField(recipe: Readonly<Record<string, unknown>>, field: string): unknown {
  return field
    .split('.')
    .reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), recipe)
}

/** A holder that becomes empty goes, too. */
export function dropField(recipe: Record<string, unknown>, field: string): void {
  const names = field.split('.')
  const last = names.pop()!
  const holder = names.length === 0 ? recipe : getField(recipe, names.join('.'))
  if (!isRecord(holder)) return
  Reflect.deleteProperty(holder, last)
  if (names.length > 0 && Object.keys(holder).length === 0) dropField(recipe, names.join('.'))
}
