// What the library knows of what adapters do: who does the same, who is like this one, what a stack's adapters do to each
// other. Fingerprints and proofs are made in the background, and kept.
import { leastNear, leastOfTraining } from '../../adapters/effect/same-effect.ts'
import { isCancelled } from '../../base/cancel.ts'
import type { StackEntry } from '../../contract/adapter.ts'
import type { SamePlace } from '../../contract/find.ts'
import {
  sameReasons,
  type Alike,
  type AlikeRow,
  type ComparingProgress,
  type DuplicateGroups,
  type StackConflicts,
} from '../../contract/effects.ts'
import type { AdapterRow } from '../../database/adapter-row.ts'
import type { EffectRow, EffectTable } from '../../database/effects.ts'
import type { LikenessTable } from '../../database/find/likeness.ts'
import type { SameEffectTable } from '../../database/same-effects.ts'
import { idlePace } from '../../files/idle-pace.ts'
import type { VersionTable } from '../../database/versions.ts'
import type { LibraryReader } from '../library-reader.ts'
import { telling } from '../telling.ts'
import { alikeLists, type AlikeList } from './alike-lists.ts'
import { compareAll, prove, readEffect, type ComparingParts, type EffectStep } from './compare-all.ts'
import { comparingClock } from './comparing-clock.ts'
import { duplicateGroups, sameEffectGroups } from './duplicate-groups.ts'
import { keptGroups } from './kept-groups.ts'
import { joined, nearAll } from './near-all.ts'
import { sameOrder } from './same-order.ts'
import { stackConflicts } from './stack-conflicts.ts'
import { trainingCards } from './training-cards.ts'

export type Effects = {
  groups(): DuplicateGroups
  /** Throws `adapter/not-found`, and what keeps the adapter's file from being read. */
  alike(id: string, limit: number): Promise<Alike>
  /** The same for a search, at once from fingerprints and kept; what is said of those that are near becomes exact later. */
  likeTo(id: string): Promise<AlikeList>
  /** Adapters that have no fingerprint yet. */
  countUnread(): number
  /** Of those of these that do the same as others, as it was found last. */
  samePlaces(ids: readonly string[]): ReadonlyMap<string, SamePlace>
  /** Adapters came, went, or have become known by their hashes. */
  noteAdapters(): void
  conflicts(stack: readonly StackEntry[]): Promise<StackConflicts>
  /** Goes through what is new, if it does not already. */
  fillIn(): void
  /** Hears of the model folders, after the adapters do. */
  reader: LibraryReader
  /** All that is left, at once and without rest; each piece is told before it is done. */
  complete(onStep: (step: EffectStep) => void): Promise<void>
  pause(isPaused: boolean): void
  /** Null when there is nothing to compare. */
  progress(): ComparingProgress | null
  close(): Promise<void>
}

export type EffectsOptions = ComparingParts & {
  likeness: LikenessTable
  sameEffects: SameEffectTable
  versions: Pick<VersionTable, 'replace'>
  /** Throws `adapter/not-found`. */
  rowOf(id: string): AdapterRow
  onProgress(progress: ComparingProgress | null): void
  /** What a search by effect finds has changed. */
  onFoundChanged(): void
  /** What ended the work in the background. */
  onFailure(error: unknown): void
  /** Null leaves what nobody asks about alone. */
  background: { isBusy(): boolean } | null
}

/** Of the time that is taken by work nobody waits for: one part rest for four parts work, in a process of its own. */
const restsPerWork = 0.25
const busyRestMs = 2_000
/** Whoever asks for those like this one waits so long for exact cosines; the rest are estimates. */
const provingMs = 1_000

export function effects(given: EffectsOptions): Effects {
  const { rowOf, background } = given
  /** Grows when something else is known. */
  let version = 0
  const table = noting(given.table, () => {
    version++
    kept.note()
  })
  const options = { ...given, table }
  const kept = keptGroups({
    write: writeGroups,
    onChanged: given.onFoundChanged,
    onFailure: given.onFailure,
  })
  const failed = new Set<string>()
  const pace = idlePace({
    isBusy: background?.isBusy ?? (() => false),
    restsPerWork,
    leastRestMs: 0,
    busyRestMs,
  })
  const clock = comparingClock()
  const told = telling(clock.progress, options.onProgress)
  const conflicts = stackConflicts(options)
  let filling: Promise<void> | null = null

  /** Whether anything of it is new. */
  function writeGroups(): boolean {
    const pairs = table.nearPairs(leastOfTraining)
    const related = table.related(leastOfTraining)
    const groups = sameEffectGroups(related, pairs)
    const versions = trainingCards(related, pairs, groups).flatMap((files, card) =>
      files.map(({ id, version, epoch, step }, age) => ({ id, card, age, version, epoch, step })),
    )
    const standings = options.sameEffects.standings(groups.flatMap(({ ids }) => ids))
    let isNew = false
    options.attempt(() => {
      const [same, shared] = [
        options.sameEffects.replace(sameOrder(groups, pairs, standings)),
        options.versions.replace(versions),
      ]
      isNew = same || shared
    })
    return isNew
  }

  function note(step: EffectStep | null, state: ComparingProgress['state'] = 'running'): void {
    clock.step(step, state)
    if (step === null) told.over()
    else told.note()
  }

  async function fill(): Promise<void> {
    for await (const step of compareAll(options, failed)) {
      await pace.turn((why) => note(step, why))
      note(step)
    }
  }

  const knownEffect = async (row: AdapterRow): Promise<EffectRow> =>
    table.find(row.id) ?? (await readEffect(row, options))

  /** As its fingerprint says, and exactly where that is known, the most alike first; null for one that has none. */
  async function rowsLike(id: string): Promise<AlikeRow[] | null> {
    const { family, direction } = await knownEffect(rowOf(id))
    const own = joined(direction === null ? [] : [{ id, direction }])
    if (own.ids.length === 0) return null
    const near = await nearAll(own, family, options, { least: -2, others: 'all' })
    const exact = new Map(
      table.pairsOf(id).map((pair) => [pair.first === id ? pair.second : pair.first, pair]),
    )
    const rows = near.map(({ first, second, cosine: estimate }): AlikeRow => {
      const other = first === id ? second : first
      const { cosine, reason } = exact.get(other) ?? { cosine: null, reason: null }
      if (cosine === null) return { id: other, cosine: estimate, proof: 'estimate', why: null }
      return { id: other, cosine, proof: 'exact', why: sameReasons.find((one) => one === reason) ?? null }
    })
    return rows.sort((a, b) => b.cosine - a.cosine)
  }

  /** Of the nearest ones, as many as there is time for; whether anything new is known. */
  async function proveNearest(id: string, near: readonly AlikeRow[]): Promise<boolean> {
    const known = version
    const proven = new Set(table.pairsOf(id).flatMap(({ first, second }) => [first, second]))
    const own = table.knownOne(id)
    const end = performance.now() + provingMs
    for (const { id: other, cosine } of near) {
      if (cosine < leastNear || performance.now() > end || pace.signal.aborted) break
      const one = proven.has(other) ? null : table.knownOne(other)
      if (own === null || one === null) continue
      // What cannot be read whole stays an estimate.
      await prove(own, one, options).catch(() => undefined)
    }
    return known !== version
  }

  const lists = alikeLists({
    table: options.likeness,
    ask: rowsLike,
    prove: proveNearest,
    version: () => version,
    onChanged: options.onFoundChanged,
  })

  function fillIn(): void {
    if (background === null || pace.signal.aborted) return
    filling ??= fill()
      .catch((error: unknown) => {
        if (!isCancelled(error) && !pace.signal.aborted) options.onFailure(error)
      })
      .finally(() => {
        filling = null
        pace.end()
        note(null)
      })
  }

  return {
    groups() {
      return {
        ...duplicateGroups(table.known(), table.pairs()),
        left: table.countPending() + table.countUncompared(),
      }
    },

    async alike(id, limit) {
      const estimates = await rowsLike(id)
      if (estimates === null) return { isComparable: false, rows: [], of: 0 }
      const rows = (await proveNearest(id, estimates)) ? ((await rowsLike(id)) ?? []) : estimates
      return { isComparable: true, rows: rows.slice(0, limit), of: rows.length }
    },

    likeTo: lists.to,

    countUnread: table.countPending,

    samePlaces: (ids) =>
      new Map(
        [...options.sameEffects.of(ids)].map(([id, { team, place, of, why, cosine }]) => [
          id,
          { team, place, of, cosine, why: sameReasons.find((one) => one === why) ?? null },
        ]),
      ),

    noteAdapters: kept.note,

    conflicts: (stack) => conflicts.of(stack, knownEffect),

    fillIn,

    reader: {
      take: () => Promise.resolve(),
      end() {
        version++
        kept.note()
        fillIn()
      },
    },

    async complete(onStep) {
      for await (const step of compareAll(options, failed)) onStep(step)
      kept.write()
    },

    pause: pace.pause,

    progress: clock.progress,

    async close() {
      pace.close()
      kept.close()
      await filling?.catch(() => undefined)
    },
  }
}

/** Says whenever something is written that changes what is known of effects. */
function noting(table: EffectTable, note: () => void): EffectTable {
  const noted =
    <Args extends unknown[]>(write: (...args: Args) => void) =>
    (...args: Args): void => {
      write(...args)
      note()
    }
  return { ...table, put: noted(table.put), putPair: noted(table.putPair) }
}
