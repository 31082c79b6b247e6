// What the value of a number, a size or a moment means: between which limits it has to lie.
import type { FieldType } from './field.ts'

/** Null is no limit on that side. Sizes are in bytes, moments in milliseconds since 1970. */
export type Limits = {
  readonly from: number | null
  readonly to: number | null
  /** Whether the limit itself is within. */
  readonly withFrom: boolean
  readonly withTo: boolean
}
/** `never`: of moments, that there was none. */
export type Meaning = Limits | 'never'

/** A number may have been written as the span that rounds to it. */
type Span = { readonly from: number; readonly to: number }

const compared = /^(<=|>=|<|>|=)?(.*)$/s
const figure = /^\d{1,15}(?:\.\d{1,9})?$/
const sized = /^(\d{1,15}(?:\.\d{1,9})?)(b|kb|mb|gb|tb|kib|mib|gib|tib)?$/
const day = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/
const age = /^(\d{1,5})(h|d|w|m|y)$/
const bytesOf: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
}
const hourMs = 3_600_000
const ageMs: Readonly<Record<string, number>> = {
  h: hourMs,
  d: 24 * hourMs,
  w: 7 * 24 * hourMs,
  m: 30 * 24 * hourMs,
  y: 365 * 24 * hourMs,
}
/** As they are written. */
export const sizeUnits: readonly string[] = Object.keys(bytesOf)
export const ageUnits: readonly string[] = Object.keys(ageMs)

/** Null for what is not such a value. `now` is what ages are counted from; days are those of this machine. */
export function meaningOf(type: 'number' | 'bytes' | 'moment', value: string, now: Date): Meaning | null {
  if (type === 'moment' && value === 'never') return 'never'
  const [, comparison = '=', rest = ''] = compared.exec(value) ?? []
  if (type === 'moment') {
    const since = agoMs(rest, now)
    if (since !== null) return agedLimits(comparison, since)
  }
  const read = (text: string): Span | null => spanOf(type, text, now)
  const [low = '', high, ...more] = rest.split('..')
  if (high !== undefined) {
    const from = read(low)
    const to = read(high)
    if (comparison !== '=' || more.length > 0 || from === null || to === null) return null
    return { from: from.from, to: to.to, withFrom: true, withTo: to.from === to.to }
  }
  const span = read(rest)
  return span === null ? null : comparedLimits(comparison, span)
}

/** Whether a field of this type can have the value. */
export function isValue(type: FieldType, value: string): boolean {
  if (type !== 'number' && type !== 'bytes' && type !== 'moment') return value !== ''
  return meaningOf(type, value, new Date(0)) !== null
}

function comparedLimits(comparison: string, { from, to }: Span): Limits {
  const isPoint = from === to
  switch (comparison) {
    case '<':
      return { from: null, to: from, withFrom: false, withTo: false }
    case '<=':
      return { from: null, to, withFrom: false, withTo: isPoint }
    case '>':
      return { from: to, to: null, withFrom: !isPoint, withTo: false }
    case '>=':
      return { from, to: null, withFrom: true, withTo: false }
    default:
      return { from, to, withFrom: true, withTo: isPoint }
  }
}

/** `<30d` is less than thirty days ago; so is `30d` by itself. */
function agedLimits(comparison: string, since: number): Limits {
  const isOlder = comparison.startsWith('>')
  const included = comparison !== '<' && comparison !== '>'
  return isOlder
    ? { from: null, to: since, withFrom: false, withTo: included }
    : { from: since, to: null, withFrom: included, withTo: false }
}

function spanOf(type: 'number' | 'bytes' | 'moment', text: string, now: Date): Span | null {
  if (type === 'moment') return dayOf(text, now)
  if (type === 'number') return figure.test(text) ? { from: Number(text), to: Number(text) } : null
  const [, number, unit = 'b'] = sized.exec(text) ?? []
  if (number === undefined) return null
  const bytes = Number(number) * bytesOf[unit]!
  // `1.5gb` is what rounds to it.
  const half = unit === 'b' ? 0 : (bytesOf[unit]! * 10 ** -(number.split('.')[1]?.length ?? 0)) / 2
  return { from: bytes - half, to: bytes + half }
}

function dayOf(text: string, now: Date): Span | null {
  if (text === 'today' || text === 'yesterday') {
    const shift = text === 'today' ? 0 : -1
    const at = (days: number): number =>
      new Date(now.getFullYear(), now.getMonth(), now.getDate() + shift + days).getTime()
    return { from: at(0), to: at(1) }
  }
  const [, year, month, date] = day.exec(text) ?? []
  if (year === undefined) return null
  const [y, m, d] = [Number(year), Number(month ?? 1) - 1, Number(date ?? 1)]
  const first = local(y, m, d)
  if (first.getMonth() !== m || first.getDate() !== d) return null
  const next =
    date !== undefined ? local(y, m, d + 1) : month !== undefined ? local(y, m + 1, 1) : local(y + 1, 0, 1)
  return { from: first.getTime(), to: next.getTime() }
}

/** Years below 100 are what they say. */
function local(year: number, month: number, date: number): Date {
  const moment = new Date(2000, 0, 1)
  moment.setFullYear(year, month, date)
  return moment
}

function agoMs(text: string, now: Date): number | null {
  const [, count, unit] = age.exec(text) ?? []
  return count === undefined || unit === undefined ? null : now.getTime() - Number(count) * ageMs[unit]!
}
