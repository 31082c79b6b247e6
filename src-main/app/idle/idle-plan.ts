// Which adapters still lack previews, what of the library does not fit the base, and which pictures are wanted at all and by
// whom; kept up to date adapter by adapter, and read anew a few at a time.
import { familyLabel } from '../../contract/families.ts'
import type { WithoutPreview } from '../../contract/idle-previews.ts'
import type { AdapterSummary } from '../../contract/library.ts'
import type { AdapterTable } from '../../database/adapters.ts'
import { remark } from '../../messages/table.ts'
import type { IdleHolders } from './idle-limit.ts'
import type { IdlePicture } from './idle-pictures.ts'
import { idleQueue, type IdleRank } from './idle-queue.ts'

export type IdlePlan = {
  /** Of all adapters, again. `isStale`: another one has begun. */
  read(isStale: () => boolean): Promise<void>
  /** This one has come, gone, or is another now. */
  note(id: string): void
  /** Pictures of these have gone. */
  recount(ids: readonly string[]): void
  /** Its own base and the wanted one are not of one family, or it cannot be used. */
  refuse(id: string, why: WithoutPreview['why']): void
  /** The next one with pictures to make, favourites and then those added last first; null when nothing is left. */
  next(): string | null
  /** It cannot be made now: not before something about it changes. */
  setAside(id: string): void
  /** The preview of a card, as a version of it; null without one. */
  versionOf(id: string): number | null
  /** Every picture that is wanted, those of adapters that are away too: they may come back. */
  wanted(): ReadonlySet<string>
  /** Those of one adapter. */
  keysOf(id: string): readonly string[]
  /** By the keys of all that are wanted: of whom. */
  holders(): ReadonlyMap<string, IdleHolders>
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
  /** How long the pictures of one stay is another question now. */
  onStanding(): void
}

type Planned = IdleRank & {
  /** Pictures that are wanted, and those that are there or failed; of one without a hash only their number is known. */
  readonly of: number
  readonly done: number
  readonly keys: readonly string[]
  /** Keys of the pictures that may stand for it, the best first. */
  readonly shown: readonly string[]
  readonly isAway: boolean
}

/** Rows that are read before others have a turn. */
const atOnce = 20
const versionDigits = 12

export function idlePlan(options: IdlePlanOptions): IdlePlan {
  const { table, find, picturesOf, family, isMade, isFailed, onStanding } = options
  const planned = new Map<string, Planned>()
  const misfits = new Map<string, WithoutPreview>()
  const aside = new Set<string>()
  let counts = { done: 0, of: 0 }
  /** By name; null when it has to be found out anew. */
  let sortedMisfits: WithoutPreview[] | null = null
  const queue = idleQueue((id) => {
    const one = planned.get(id)
    return one !== undefined && !one.isAway && one.done < one.of && !aside.has(id)
  })

  function count(one: Planned | undefined, sign: 1 | -1): void {
    if (one === undefined || one.isAway) return
    counts = { done: counts.done + sign * one.done, of: counts.of + sign * one.of }
  }

  function drop(id: string): void {
    count(planned.get(id), -1)
    planned.delete(id)
    if (misfits.delete(id)) sortedMisfits = null
    aside.delete(id)
  }

  const doneOf = (keys: readonly string[]): number =>
    keys.filter((key) => isMade(key) || isFailed(key)).length

  function put(id: string, one: Planned): void {
    planned.set(id, one)
    count(one, 1)
    if (one.done < one.of) queue.put(id, one)
  }

  function misfit(one: WithoutPreview): void {
    misfits.set(one.id, one)
    sortedMisfits = null
  }

  function plan(adapter: AdapterSummary): void {
    const { id, name, missing, addedAt, favourite, problem, architecture } = adapter
    const before = planned.get(id)
    if (before !== undefined && (before.isFavourite !== favourite || before.isAway !== missing)) onStanding()
    drop(id)
    const wanted = family()
    if (wanted === null) return
    if (!missing && (problem !== null || (architecture !== null && architecture !== wanted.id))) {
      const why = problem ?? otherFamily(name, architecture ?? '', wanted.id)
      misfit({ id, name, why })
      return
    }
    const pictures = picturesOf(adapter)
    const keys = pictures?.map(({ key }) => key) ?? []
    put(id, {
      of: pictures?.length ?? 2 * wanted.prompts,
      done: doneOf(keys),
      keys,
      shown: pictures?.filter(({ place }) => place === 0).map(({ key }) => key) ?? [],
      addedMs: Date.parse(addedAt),
      isFavourite: favourite,
      isAway: missing,
    })
  }

  function note(id: string): void {
    const adapter = find(id)
    if (adapter === null) drop(id)
    else plan(adapter)
  }

  return {
    async read(isStale) {
      planned.clear()
      misfits.clear()
      aside.clear()
      queue.clear()
      counts = { done: 0, of: 0 }
      sortedMisfits = null
      for (let rows = table.after('', atOnce); rows.length > 0; rows = table.after(rows.at(-1)!.id, atOnce)) {
        for (const { id } of rows) note(id)
        await new Promise((resolve) => setImmediate(resolve))
        if (isStale()) return
      }
    },
    note,
    recount(ids) {
      for (const id of ids) {
        const one = planned.get(id)
        if (one === undefined) continue
        count(one, -1)
        put(id, { ...one, done: doneOf(one.keys) })
      }
    },
    refuse(id, why) {
      const name = find(id)?.name ?? id
      drop(id)
      misfit({ id, name, why })
    },
    next: queue.top,
    setAside: (id) => void aside.add(id),
    versionOf(id) {
      const key = planned.get(id)?.shown.find(isMade)
      return key === undefined ? null : Number.parseInt(key.slice(0, versionDigits), 16)
    },
    wanted: () => new Set([...planned.values()].flatMap(({ keys }) => keys)),
    keysOf: (id) => planned.get(id)?.keys ?? [],
    holders() {
      const all = new Map<string, IdleHolders & { ids: string[] }>()
      for (const [id, { keys, isFavourite, isAway, addedMs }] of planned)
        for (const key of keys) {
          const one = all.get(key)
          const ids = one?.ids ?? []
          ids.push(id)
          all.set(key, {
            ids,
            isFavourite: isFavourite || one?.isFavourite === true,
            isThere: !isAway || one?.isThere === true,
            addedMs: Math.max(addedMs, one?.addedMs ?? 0),
          })
        }
      return all
    },
    counts: () => counts,
    misfits(most) {
      sortedMisfits ??= [...misfits.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
      return sortedMisfits.slice(0, most)
    },
    get misfitCount() {
      return misfits.size
    },
  }
}

function otherFamily(name: string, architecture: string, base: string): WithoutPreview['why'] {
  const [madeFor, wanted] = [familyLabel(architecture), familyLabel(base)]
  return remark('adapter/wrong-architecture', { name, madeFor, base: wanted })
}
