// How much room previews may take: which go when it runs out, and whether another one may come in their place.
import type { IdleShelf } from './idle-shelf.ts'

/** What decides who goes: the lowest first. */
export type IdleStanding = {
  /** Of an adapter that is a favourite. */
  readonly isFavourite: boolean
  /** Of an adapter that is there. */
  readonly isThere: boolean
  /** When it was last looked at; before that, when its adapter was added. */
  readonly seenMs: number
}

/** Whose picture it is. */
export type IdleHolders = Omit<IdleStanding, 'seenMs'> & {
  /** Of the one that was added last. */
  readonly addedMs: number
  readonly ids: readonly string[]
}

export type IdleLimit = {
  /** Whether one that stands so may come, as large as the largest there is. */
  hasRoom(standing: IdleStanding): boolean
  /** False where it would have to go at once. Never more than the limit lies there, not even meanwhile. */
  put(key: string, bytes: Uint8Array, standing: IdleStanding): Promise<boolean>
  /** As many go as are too many. */
  trim(): Promise<void>
  /** Who holds a picture, or what is looked at, has changed. */
  reconsider(): void
}

export type IdleLimitOptions = {
  shelf: IdleShelf
  limitBytes(): number
  /** By the key of the picture. */
  holders(): ReadonlyMap<string, IdleHolders>
  /** Pictures of these adapters have gone. */
  onGone(ids: readonly string[]): void
}

type Kept = IdleStanding & { readonly key: string; readonly ids: readonly string[] }

export function idleLimit({ shelf, limitBytes, holders, onGone }: IdleLimitOptions): IdleLimit {
  /** The lowest last; null when it has to be found out anew. What came since stands higher than what went for it. */
  let order: Kept[] | null = null

  function lowestLast(): Kept[] {
    if (order !== null && order.length > 0) return order
    const held = holders()
    order = shelf.keys().map((key): Kept => {
      const { isFavourite = false, isThere = false, addedMs = 0, ids = [] } = held.get(key) ?? {}
      return { key, isFavourite, isThere, seenMs: Math.max(shelf.seenMs(key), addedMs), ids }
    })
    return order.sort((a, b) => byStanding(b, a))
  }

  /** How many of the lowest, all below `standing`, take at least so many bytes; null where they do not. */
  function enough(bytes: number, standing: IdleStanding | null): number | null {
    let found = 0
    let count = 0
    const order = lowestLast()
    while (found < bytes && count < order.length) {
      const one = order[order.length - 1 - count]!
      if (standing !== null && byStanding(one, standing) >= 0) return null
      found += shelf.sizeOf(one.key)
      count++
    }
    return found >= bytes ? count : null
  }

  async function drop(count: number): Promise<void> {
    const gone = lowestLast().splice(-count, count)
    await shelf.remove(gone.map(({ key }) => key))
    onGone([...new Set(gone.flatMap(({ ids }) => ids))])
  }

  const excess = (more: number): number => shelf.sizeBytes + more - limitBytes()

  return {
    hasRoom: (standing) =>
      excess(shelf.largestBytes) <= 0 || enough(excess(shelf.largestBytes), standing) !== null,
    async put(key, bytes, standing) {
      const tooMany = excess(bytes.length)
      const count = tooMany <= 0 ? 0 : enough(tooMany, standing)
      if (count === null) return false
      if (count > 0) await drop(count)
      // What could not be removed.
      if (excess(bytes.length) > 0) return false
      await shelf.put(key, bytes, standing.seenMs)
      return true
    },
    async trim() {
      const count = enough(Math.max(0, excess(0)), null)
      if (count !== null && count > 0) await drop(count)
    },
    reconsider() {
      order = null
    },
  }
}

function byStanding(a: IdleStanding, b: IdleStanding): number {
  return (
    Number(a.isFavourite) - Number(b.isFavourite) ||
    Number(a.isThere) - Number(b.isThere) ||
    a.seenMs - b.seenMs
  )
}
