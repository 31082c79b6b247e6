// What a pickle describes, as inert data: names of classes and functions stay names, and nothing is ever called.
import { PickleError } from './byte-cursor.ts'

export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleSequence
  | PickleDict
  | PickleGlobal
  | PickleObject
  | PicklePersistent

export type PickleSequence = { readonly type: 'list' | 'tuple' | 'set'; readonly items: PickleValue[] }
export type PicklePair = readonly [key: PickleValue, value: PickleValue]
export type PickleDict = { readonly type: 'dict'; readonly pairs: PicklePair[] }

/** A class or function, by its full name: `torch._utils._rebuild_tensor_v2`. */
export type PickleGlobal = { readonly type: 'global'; readonly name: string }

/** What would come of calling `callable` with `args`, and what would then be put into it. */
export type PickleObject = {
  readonly type: 'object'
  readonly callable: PickleValue
  readonly args: PickleValue
  readonly items: PickleValue[]
  readonly pairs: PicklePair[]
}

/** Something kept outside the pickle; torch keeps its storages so. */
export type PicklePersistent = { readonly type: 'persistent'; readonly id: PickleValue }

type Tagged = Extract<PickleValue, { type: string }>

export function isTagged<Type extends Tagged['type']>(
  value: PickleValue | undefined,
  type: Type,
): value is Extract<Tagged, { type: Type }> {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === type
}

/** The items of a tuple or a list; undefined for anything else. */
export function itemsOf(value: PickleValue | undefined): readonly PickleValue[] | undefined {
  return isTagged(value, 'tuple') || isTagged(value, 'list') ? (value as PickleSequence).items : undefined
}

/** The full name that a global stands for; undefined for anything else. */
export function globalName(value: PickleValue | undefined): string | undefined {
  return isTagged(value, 'global') ? value.name : undefined
}

/** The pairs of a dict or an OrderedDict, the last of equal keys winning; undefined for anything else. */
export function textKeyed(value: PickleValue | undefined): ReadonlyMap<string, PickleValue> | undefined {
  const pairs = isTagged(value, 'dict') ? value.pairs : orderedPairs(value)
  if (pairs === undefined) return undefined
  const result = new Map<string, PickleValue>()
  for (const [key, member] of pairs) if (typeof key === 'string') result.set(key, member)
  return result
}

function orderedPairs(value: PickleValue | undefined): readonly PicklePair[] | undefined {
  if (!isTagged(value, 'object') || globalName(value.callable) !== 'collections.OrderedDict') return undefined
  const given = (itemsOf(itemsOf(value.args)?.[0]) ?? []).flatMap((pair): PicklePair[] => {
    const [key, member] = itemsOf(pair) ?? []
    return key === undefined || member === undefined ? [] : [[key, member]]
  })
  return [...given, ...value.pairs]
}

/** Whether `textKeyed` would find anything to read: said without reading it. */
export function isTextKeyed(value: PickleValue | undefined): boolean {
  return (
    isTagged(value, 'dict') ||
    (isTagged(value, 'object') && globalName(value.callable) === 'collections.OrderedDict')
  )
}

/** How many parts of a pickle may be looked at, in all walks together: as many as a pickle has instructions. */
export type WalkBudget = { left: number }
export const walkBudget = (): WalkBudget => ({ left: 2_000_000 })

/**
 * The globals that a value depends on, each once. Walks shared and circular parts once; whoever asks for many values
 * that share their parts hands the same budget to all. Throws `PickleError` when it is used up.
 */
export function globalsIn(value: PickleValue, budget: WalkBudget = walkBudget()): string[] {
  const names = new Set<string>()
  const seen = new Set<PickleValue>()
  const waiting: PickleValue[] = [value]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (--budget.left < 0) throw new PickleError('its parts hang together in more ways than any model needs')
    if (typeof next !== 'object' || next === null || !('type' in next) || seen.has(next)) continue
    seen.add(next)
    for (const part of partsOf(next, names)) waiting.push(part)
  }
  return [...names].sort()
}

function partsOf(value: Tagged, names: Set<string>): Iterable<PickleValue> {
  switch (value.type) {
    case 'global':
      names.add(value.name)
      return []
    case 'dict':
      return value.pairs.flat()
    case 'object':
      return [value.callable, value.args, ...value.items, ...value.pairs.flat()]
    case 'persistent':
      return [value.id]
    case 'list':
    case 'tuple':
    case 'set':
      return value.items
  }
}
