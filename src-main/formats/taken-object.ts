// An object of a stranger's JSON whose members are taken one by one, so that what nobody takes is known.
import { cutText } from '../base/cut.ts'
import type { NotRestored } from '../contract/said-settings.ts'
import { isRecord } from '../base/is-record.ts'

export type TakenObject = {
  /** Any value, taken. */
  take(key: string): unknown
  /** The first of these that is a text. */
  text(...keys: readonly string[]): string | null
  /** The first of these that is a finite number, or a text that says one. */
  number(...keys: readonly string[]): number | null
  /** Decimal digits of the first of these that is a whole number from 0 on. */
  digits(...keys: readonly string[]): string | null
  object(key: string): TakenObject
  list(key: string): readonly unknown[]
  /** What is known to say nothing about how a picture is made. */
  pass(...keys: readonly string[]): void
  /** What nobody took and says something, in the order written. */
  left(): NotRestored[]
}

/** Something else than an object has no members. */
export function takenObject(value: unknown): TakenObject {
  const members = new Map(isRecord(value) ? Object.entries(value) : [])
  const taken = new Set<string>()

  function first<Value>(keys: readonly string[], read: (value: unknown) => Value | null): Value | null {
    let found: Value | null = null
    for (const key of keys) {
      const value = read(members.get(key))
      // One that cannot be read stays among those that nobody took.
      if (value === null) continue
      taken.add(key)
      found ??= value
    }
    return found
  }

  return {
    take(key) {
      taken.add(key)
      return members.get(key)
    },
    text: (...keys) => first(keys, (value) => (typeof value === 'string' ? value : null)),
    number: (...keys) => first(keys, asNumber),
    digits: (...keys) => first(keys, asDigits),
    object(key) {
      taken.add(key)
      return takenObject(members.get(key))
    },
    list: (key) => first([key], (value) => (Array.isArray(value) ? (value as unknown[]) : null)) ?? [],
    pass(...keys) {
      for (const key of keys) taken.add(key)
    },
    left: () =>
      [...members].flatMap(([key, value]) =>
        taken.has(key) || saysNothing(value) ? [] : [unsupported(key, value)],
      ),
  }
}

export function asNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (
    typeof value !== 'string' ||
    value.length > 40 ||
    !/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value)
  )
    return null
  const number = Number(value)
  return Number.isFinite(number) ? number : null
}

const mostDigits = 40

export function asDigits(value: unknown): string | null {
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && text.length <= mostDigits && /^\d+$/.test(text)
    ? text.replace(/^0+(?=\d)/, '')
    : null
}

/** Off, or empty: to leave it out is the same. */
function saysNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === false) return true
  if (typeof value === 'string') return value.trim() === ''
  return typeof value === 'object' && Object.keys(value).length === 0
}

const longestName = 200
const longestValue = 2000

/** Both of a length that can be shown and kept. */
export function unsupported(name: string, value: unknown): NotRestored {
  return left(name, value, 'unsupported')
}

export function unusable(name: string, value: unknown): NotRestored {
  return left(name, value, 'unusable')
}

function left(name: string, value: unknown, why: NotRestored['why']): NotRestored {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return { name: cutText(name, longestName), value: cutText(text, longestValue), why }
}
