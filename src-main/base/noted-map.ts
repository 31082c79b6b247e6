// A map that notes what it is asked for: whoever asks the same of another map and hears the same comes to the same.

export type NotedMap = {
  readonly map: ReadonlyMap<string, string>
  /** What it was asked for until now, with the answers; null once somebody went through all of it. */
  asked(): ReadonlyMap<string, string | undefined> | null
}

export function notedMap(source: ReadonlyMap<string, string>): NotedMap {
  const asked = new Map<string, string | undefined>()
  let isWhole = false
  const whole = (): ReadonlyMap<string, string> => {
    isWhole = true
    return source
  }
  const get = (key: string): string | undefined => {
    const value = source.get(key)
    asked.set(key, value)
    return value
  }
  const map: ReadonlyMap<string, string> = {
    get,
    has: (key) => get(key) !== undefined,
    get size() {
      return whole().size
    },
    forEach: (act) => whole().forEach((value, key) => act(value, key, map)),
    entries: () => whole().entries(),
    keys: () => whole().keys(),
    values: () => whole().values(),
    [Symbol.iterator]: () => whole()[Symbol.iterator](),
  }
  return { map, asked: () => (isWhole ? null : asked) }
}

/** Whether another map answers everything that was asked in the same way. */
export function isAnsweredSo(
  asked: ReadonlyMap<string, string | undefined>,
  by: ReadonlyMap<string, string>,
): boolean {
  for (const [key, answer] of asked) if (by.get(key) !== answer) return false
  return true
}
