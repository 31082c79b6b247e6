// The library by how much each adapter does what one of them does, kept for searching: a list is answered as it was known
// last, and made anew behind that answer when more is known.
import { createKept } from '../../base/kept.ts'
import type { Alikeness } from '../../contract/find.ts'
import type { AlikeRow } from '../../contract/effects.ts'
import type { LikenessTable } from '../../database/find/likeness.ts'

export type AlikeList = {
  /** Of the table of lists; null where there is nothing to put in order. */
  readonly list: number | null
  /** Why nothing is known: its file cannot be read, or what it does depends on the base's weights. */
  readonly problem: 'unread' | 'untold' | null
  readonly of: ReadonlyMap<string, Alikeness>
}

export type AlikeLists = {
  to(id: string): Promise<AlikeList>
}

export type AlikeListsOptions = {
  readonly table: LikenessTable
  /** All that are comparable with it; null where it is not. Throws what keeps its file from being read. */
  ask(id: string): Promise<readonly AlikeRow[] | null>
  /** Finds out exactly how alike the nearest of them are; whether anything new is known of it. */
  prove(id: string, rows: readonly AlikeRow[]): Promise<boolean>
  /** Grows when something else is known of effects. */
  version(): number
  /** A list has changed that somebody looks at. */
  onChanged(): void
  now?: () => number
}

const mostLists = 8
/** While fingerprints are being made, lists are made anew no more often. */
const apartMs = 5_000

type Made = AlikeList & { readonly version: number; readonly atMs: number }
type Kept = { made: Made | null; making: Promise<Made> | null }

export function alikeLists(options: AlikeListsOptions): AlikeLists {
  const { table, now = () => performance.now() } = options
  const kept = createKept<string, Kept>({ limit: mostLists, letGo: ({ made }) => forget(made) })
  let last = 0

  function forget(made: Made | null): void {
    const list = made?.list ?? null
    if (list !== null) table.forget(list)
  }

  async function make(id: string): Promise<{ made: Made; rows: readonly AlikeRow[] }> {
    const [version, atMs] = [options.version(), now()]
    const rows = await options.ask(id).catch(() => 'unread' as const)
    if (rows === null || rows === 'unread')
      return { made: { list: null, problem: rows ?? 'untold', of: new Map(), version, atMs }, rows: [] }
    const list = ++last
    // It comes before all others.
    table.put(list, [{ id, cosine: 2 }, ...rows])
    const of = new Map<string, Alikeness>(rows.map(({ id: other, ...alike }) => [other, alike]))
    of.set(id, { cosine: 1, proof: 'self', why: null })
    return { made: { list, problem: null, of, version, atMs }, rows }
  }

  function again(id: string, one: Kept): Promise<Made> {
    one.making ??= make(id)
      .then(async ({ made, rows }) => {
        const before = one.made
        one.made = made
        forget(before)
        if (before !== null) options.onChanged()
        void prove(id, one, rows)
        return made
      })
      .finally(() => (one.making = null))
    return one.making
  }

  /** Behind the answer: estimates become exact. */
  async function prove(id: string, one: Kept, rows: readonly AlikeRow[]): Promise<void> {
    const isNew = await options.prove(id, rows).catch(() => false)
    if (isNew && kept.get(id) === one) await again(id, one).catch(() => undefined)
  }

  return {
    async to(id) {
      const one = kept.get(id) ?? { made: null, making: null }
      kept.put(id, one)
      const { made } = one
      if (made === null || (made.list !== null && !table.has(made.list))) return again(id, one)
      const isOld = made.version !== options.version() && now() - made.atMs > apartMs
      // What it needs may be there a moment later.
      if (isOld) void again(id, one).catch(() => undefined)
      return made
    },
  }
}
