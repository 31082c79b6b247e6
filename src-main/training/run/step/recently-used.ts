// A few things kept by name, those used least recently let go first.

export type RecentlyUsed<Thing> = {
  get(name: string): Thing | undefined
  /** Returns what had to go for it. */
  put(name: string, thing: Thing): Thing[]
  /** Everything, which is forgotten. */
  clear(): Thing[]
}

export function recentlyUsed<Thing>(most: number): RecentlyUsed<Thing> {
  const things = new Map<string, Thing>()
  return {
    get(name) {
      const thing = things.get(name)
      if (thing === undefined) return undefined
      things.delete(name)
      things.set(name, thing)
      return thing
    },
    put(name, thing) {
      things.delete(name)
      things.set(name, thing)
      const gone = [...things].slice(0, Math.max(0, things.size - most))
      for (const [old] of gone) things.delete(old)
      return gone.map(([, old]) => old)
    },
    clear() {
      const all = [...things.values()]
      things.clear()
      return all
    },
  }
}
