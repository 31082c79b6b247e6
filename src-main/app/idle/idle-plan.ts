// Which adapters still lack previews, what of the library does not fit the base, and which pictures are wanted at all; kept
// up to date adapter by adapter, and read anew a few at a time.
import { familyLabel } from '../../contract/families.ts'
import type { WithoutPreview } from '../../contract/idle-previews.ts'
import type { AdapterSummary } from '../../contract/library.ts'
import type { AdapterTable } from '../../database/adapters.ts'
import { remark } from '../../messages/table.ts'
import type { IdlePicture } from './idle-pictures.ts'

export type IdlePlan = {
  /** Of all adapters, again. `isStale`: another one has begun. */
  read(isStale: () => boolean): Promise<void>
  /** This one has come, gone, or is another now. */
  note(id: string): void
  /** Its own base and the wanted one are not of one family, or it cannot be used. */
  refuse(id: string, why: WithoutPreview['why']): void
  /** The next one with pictures to make, added last first; null when nothing is left. */
  next(): string | null
  /** It cannot be made now: not before something about it changes. */
  setAside(id: string): void
  /** The preview of a card, as a version of it; null without one. */
  versionOf(id: string): number | null
  /** Every picture that is wanted, those of adapters that are away too: they may come back. */
  wanted(): ReadonlySet<string>
  counts(): { done: number; of: number }
  misfits(most: number): WithoutPreview[]
  readonly misfitCount: number
}

export type IdlePlanOptions = {
  table: Pick<AdapterTable, 'after'>
  find(id: string): AdapterSummary | null
  /** Null while it has no hash, or nothing is wanted. */
  picturesOf(adapter: AdapterSummary): IdlePicture[] | null
  /** Of the wanted base; null while there is none. */
  family(): { readonly id: string; readonly prompts: number } | null
  isMade(key: string): boolean
  isFailed(key: string): boolean
}

type Planned = {
  /** Pictures that are wanted, and those that are there or failed; of one without a hash only their number is known. */
  readonly of: number
  readonly done: number
  readonly keys: readonly string[]
  /** Keys of the pictures that may stand for it, the best first. */
  readonly shown: readonly string[]
  readonly addedAt: string
  readonly isAway: boolean
}

/** Rows that are read before others have a turn. */
const atOnce = 20
const versionDigits = 12

export function idlePlan(options: IdlePlanOptions): IdlePlan {
  const { table, find, picturesOf, family, isMade, isFailed } = options
  const planned = new Map<string, Planned>()
  const misfits = new Map<string, WithoutPreview>()
  const aside = new Set<string>()
  /** Those with something to do, once they are asked for; null when that has changed. */
  let queue: string[] | null = null

  function plan(adapter: AdapterSummary): void {
    const { id, name, missing, addedAt, problem, architecture } = adapter
    planned.delete(id)
    misfits.delete(id)
    aside.delete(id)
    queue = null
    const wanted = family()
    if (wanted === null) return
    if (!missing && (problem !== null || (architecture !== null && architecture !== wanted.id))) {
      const why = problem ?? otherFamily(name, architecture ?? '', wanted.id)
      misfits.set(id, { id, name, why })
      return
    }
    const pictures = picturesOf(adapter)
    planned.set(id, {
      of: pictures?.length ?? 2 * wanted.prompts,
      done: pictures?.filter(({ key }) => isMade(key) || isFailed(key)).length ?? 0,
      keys: pictures?.map(({ key }) => key) ?? [],
      shown: pictures?.filter(({ place }) => place === 0).map(({ key }) => key) ?? [],
      addedAt,
      isAway: missing,
    })
  }

  function drop(id: string): void {
    planned.delete(id)
    misfits.delete(id)
    aside.delete(id)
    queue = null
  }

  function note(id: string): void {
    const adapter = find(id)
    if (adapter === null) drop(id)
    else plan(adapter)
  }

  function lacking(): string[] {
    return [...planned]
      .filter(([id, { of, done, isAway }]) => !isAway && done < of && !aside.has(id))
      .sort(([, a], [, b]) => (a.addedAt < b.addedAt ? -1 : 1))
      .map(([id]) => id)
  }

  return {
    async read(isStale) {
      planned.clear()
      misfits.clear()
      aside.clear()
      queue = null
      for (let rows = table.after('', atOnce); rows.length > 0; rows = table.after(rows.at(-1)!.id, atOnce)) {
        for (const { id } of rows) note(id)
        await new Promise((resolve) => setImmediate(resolve))
        if (isStale()) return
      }
    },
    note,
    refuse(id, why) {
      const name = find(id)?.name ?? id
      planned.delete(id)
      misfits.set(id, { id, name, why })
      queue = null
    },
    next() {
      queue ??= lacking()
      return queue.at(-1) ?? null
    },
    setAside(id) {
      aside.add(id)
      queue = null
    },
    versionOf(id) {
      const key = planned.get(id)?.shown.find(isMade)
      return key === undefined ? null : Number.parseInt(key.slice(0, versionDigits), 16)
    },
    wanted: () => new Set([...planned.values()].flatMap(({ keys }) => keys)),
    counts() {
      let [done, of] = [0, 0]
      for (const one of planned.values()) {
        if (one.isAway) continue
        done += one.done
        of += one.of
      }
      return { done, of }
    },
    misfits: (most) => [...misfits.values()].sort((a, b) => (a.name < b.name ? -1 : 1)).slice(0, most),
    get misfitCount() {
      return misfits.size
    },
  }
}

function otherFamily(name: string, architecture: string, base: string): WithoutPreview['why'] {
  const [madeFor, wanted] = [familyLabel(architecture), familyLabel(base)]
  return remark('adapter/wrong-architecture', { name, madeFor, base: wanted })
}
