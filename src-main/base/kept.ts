// What was used last, up to a limit: the least recently used goes first.

export type Kept<Key, Value> = {
  /** Counts as a use. */
  get(key: Key): Value | undefined
  /** Counts as a use, and takes the place of what had this key. What alone is over the limit is let go at once. */
  put(key: Key, value: Value): void
  /** Out of here without being let go: it is the caller's again. */
  take(key: Key): Value | undefined
  /** Lets it go. */
  delete(key: Key): void
  clear(): void
  /** Least recently used first; looking does not count as using. */
  entries(): readonly (readonly [Key, Value])[]
  /** What all of them weigh. */
  readonly weight: number
}

export type KeptOptions<Value> = {
  /** In what `weigh` counts. */
  readonly limit: number
  /** Bytes, say; without it every value weighs 1. Asked once, when a value is put here. */
  readonly weigh?: (value: Value) => number
  /** Called with each value that goes: for the limit, replaced, deleted or cleared. */
  readonly letGo?: (value: Value) => void
}

export function createKept<Key, Value>({
  limit,
  weigh = () => 1,
  letGo = () => undefined,
}: KeptOptions<Value>): Kept<Key, Value> {
  /** In the order of use. */
  const kept = new Map<Key, { readonly value: Value; readonly weight: number }>()
  let weight = 0

  function remove(key: Key): { readonly value: Value } | undefined {
    const entry = kept.get(key)
    if (entry === undefined) return undefined
    kept.delete(key)
    weight -= entry.weight
    return entry
  }

  function drop(key: Key): void {
    const entry = remove(key)
    if (entry !== undefined) letGo(entry.value)
  }

  return {
    get(key) {
      const entry = kept.get(key)
      if (entry === undefined) return undefined
      kept.delete(key)
      kept.set(key, entry)
      return entry.value
    },
    put(key, value) {
      if (kept.get(key)?.value === value) remove(key)
      else drop(key)
      const own = weigh(value)
      kept.set(key, { value, weight: own })
      weight += own
      for (const oldest of kept.keys()) {
        if (weight <= limit) break
        drop(oldest)
      }
    },
    take: (key) => remove(key)?.value,
    delete: drop,
    clear() {
      for (const key of [...kept.keys()]) drop(key)
    },
    entries: () => [...kept].map(([key, { value }]) => [key, value] as const),
    get weight() {
      return weight
    },
  }
}
