// Adapters whose previews are still to be made, in the order in which they are: favourites first, then what was added last. One
// that comes, changes or is done with costs none of the others anything.

/** The higher one is drawn first, and its pictures stay longest where their room is limited. */
export type IdleRank = { readonly isFavourite: boolean; readonly addedMs: number }

export type IdleQueue = {
  clear(): void
  /** It lacks pictures; at another rank than before it has moved. */
  put(id: string, rank: IdleRank): void
  /** The highest that still lacks pictures; null without one. */
  top(): string | null
}

type Entry = IdleRank & { readonly id: string }

export function idleQueue(isLacking: (id: string) => boolean): IdleQueue {
  /** The highest last. What has moved, or lacks nothing any more, is passed over when it is reached. */
  const order: Entry[] = []
  const entries = new Map<string, Entry>()

  return {
    clear() {
      order.length = 0
      entries.clear()
    },
    put(id, { isFavourite, addedMs }) {
      const known = entries.get(id)
      if (known?.isFavourite === isFavourite && known.addedMs === addedMs) return
      const entry = { id, isFavourite, addedMs }
      entries.set(id, entry)
      order.splice(placeOf(entry, order), 0, entry)
    },
    top() {
      for (let entry = order.at(-1); entry !== undefined; entry = order.at(-1)) {
        const isNewest = entries.get(entry.id) === entry
        if (isNewest && isLacking(entry.id)) return entry.id
        order.pop()
        if (isNewest) entries.delete(entry.id)
      }
      return null
    },
  }
}

/** Before the first that is higher. */
function placeOf(entry: Entry, order: readonly Entry[]): number {
  let [from, to] = [0, order.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (byRank(order[middle]!, entry) <= 0) from = middle + 1
    else to = middle
  }
  return from
}

function byRank(a: IdleRank, b: IdleRank): number {
  return Number(a.isFavourite) - Number(b.isFavourite) || a.addedMs - b.addedMs
}
