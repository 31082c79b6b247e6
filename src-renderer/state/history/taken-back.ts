// Takes one change back out of a value that others have changed since: a merge of three. Pure.
import { commonEnd, commonStart } from '../../../src-main/base/text-difference.ts'
import { isEqual } from './is-equal.ts'

/**
 * `now`, in which `from` is replaced by `to`. Where nothing else has changed this is `to` itself; records are taken
 * apart by key, lists of things with an id by thing, texts by the piece that differs.
 */
export function takenBack<Value>(now: Value, from: Value, to: Value): Value {
  if (isEqual(now, from)) return to
  if (isEqual(from, to)) return now
  if (typeof now === 'string' && typeof from === 'string' && typeof to === 'string')
    return textTakenBack(now, from, to) as Value
  if (isThings(now) && isThings(from) && isThings(to)) return thingsTakenBack(now, from, to) as Value
  if (isRecord(now) && isRecord(from) && isRecord(to)) return recordTakenBack(now, from, to) as Value
  return to
}

type Plain = Record<string, unknown>
type Thing = Plain & { id: string }

function isRecord(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
function isThings(value: unknown): value is readonly Thing[] {
  return Array.isArray(value) && value.every((one) => isRecord(one) && typeof one['id'] === 'string')
}

function recordTakenBack(now: Plain, from: Plain, to: Plain): Plain {
  const changed = [...new Set([...Object.keys(from), ...Object.keys(to)])].filter(
    (key) => !isEqual(from[key], to[key]),
  )
  const others = Object.entries(now).filter(([key]) => !changed.includes(key))
  const back = changed
    .filter((key) => Object.hasOwn(to, key))
    .map((key) => [key, Object.hasOwn(now, key) ? takenBack(now[key], from[key], to[key]) : to[key]] as const)
  return Object.fromEntries([...others, ...back])
}

function thingsTakenBack(now: readonly Thing[], from: readonly Thing[], to: readonly Thing[]): Thing[] {
  const was = new Map(from.map((thing) => [thing.id, thing]))
  const will = new Map(to.map((thing) => [thing.id, thing]))
  const kept = now
    .filter(({ id }) => !was.has(id) || will.has(id))
    .map((thing) => {
      const [before, after] = [was.get(thing.id), will.get(thing.id)]
      return before === undefined || after === undefined
        ? thing
        : (recordTakenBack(thing, before, after) as Thing)
    })
  const ordered = reordered(kept, from, to)
  for (const [at, thing] of to.entries()) {
    if (was.has(thing.id) || ordered.some(({ id }) => id === thing.id)) continue
    ordered.splice(placeOf(thing, to, at, ordered), 0, thing)
  }
  return ordered
}

/** In the order of `to`, where the step had changed it; things it does not know keep their places. */
function reordered(things: readonly Thing[], from: readonly Thing[], to: readonly Thing[]): Thing[] {
  const common = (list: readonly Thing[], other: readonly Thing[]): string[] => {
    const ids = new Set(other.map(({ id }) => id))
    return list.flatMap(({ id }) => (ids.has(id) ? [id] : []))
  }
  if (isEqual(common(from, to), common(to, from))) return [...things]
  const rank = new Map(to.map(({ id }, at) => [id, at]))
  const known = things
    .filter(({ id }) => rank.has(id))
    .toSorted((a, b) => (rank.get(a.id) ?? 0) - (rank.get(b.id) ?? 0))
  return things.map((thing) => (rank.has(thing.id) ? known.shift()! : thing))
}

/** Behind the nearest of those that stood before it and still do. */
function placeOf(_: Thing, to: readonly Thing[], at: number, among: readonly Thing[]): number {
  for (let before = at - 1; before >= 0; before--) {
    const place = among.findIndex(({ id }) => id === to[before]!.id)
    if (place !== -1) return place + 1
  }
  return 0
}

/** The piece that differs is looked for at its place from the front, from the end, or where it stands alone. */
function textTakenBack(now: string, from: string, to: string): string {
  const head = commonStart(from, to)
  const tail = commonEnd(from.slice(head), to.slice(head))
  const gone = from.slice(head, from.length - tail)
  const back = to.slice(head, to.length - tail)
  const before = from.slice(0, head)
  const after = from.slice(from.length - tail)
  if (now.startsWith(before + gone)) return before + back + now.slice(before.length + gone.length)
  if (now.endsWith(gone + after)) return now.slice(0, now.length - gone.length - after.length) + back + after
  const at = gone === '' ? -1 : now.indexOf(gone)
  if (at === -1 || now.includes(gone, at + 1)) return now
  return now.slice(0, at) + back + now.slice(at + gone.length)
}
