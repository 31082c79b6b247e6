// The next preview of one adapter: which it is, whether the adapter fits the base at all, and what becomes of it.
import { isCancelled } from '../../base/cancel.ts'
import { AppError } from '../../base/errors.ts'
import type { AdapterSummary } from '../../contract/library.ts'
import type { IdleWish } from '../../contract/idle-previews.ts'
import type { AdapterCatalog } from '../../catalog/adapters/adapter-catalog.ts'
import type { IdleClock } from './idle-clock.ts'
import type { IdleFailures } from './idle-failures.ts'
import type { IdleLimit, IdleStanding } from './idle-limit.ts'
import type { IdlePicture } from './idle-pictures.ts'
import type { IdlePlan } from './idle-plan.ts'
import type { IdleRunner } from './idle-run.ts'
import type { IdleShelf } from './idle-shelf.ts'
import type { WantedPictures } from './wanted-pictures.ts'

export type IdleMaker = {
  /**
   * One picture of it. `isStale`: it is not wanted any more. Whether there is room for it; throws what the next one would
   * meet, too.
   */
  makeOne(id: string, isStale: () => boolean): Promise<boolean>
  /** The name of the adapter whose picture is made now. */
  readonly making: string | null
}

export type IdleMakerOptions = {
  adapters: Pick<AdapterCatalog, 'find' | 'proofs' | 'hash' | 'chosen'>
  plan: Pick<IdlePlan, 'note' | 'refuse' | 'setAside'>
  wanted: Pick<WantedPictures, 'of'>
  shelf: Pick<IdleShelf, 'has'>
  limit: Pick<IdleLimit, 'hasRoom' | 'put'>
  failures: Pick<IdleFailures, 'has' | 'note'>
  runner: Pick<IdleRunner, 'make'>
  clock: Pick<IdleClock, 'made'>
  wish(): IdleWish
  /** Throws `preview/no-room`. */
  requireRoom(): Promise<void>
  /** Ends when it does or the app is closed, whichever is first. */
  unlessClosed(work: Promise<unknown>): Promise<void>
  readonly signal: AbortSignal
}

const hashPatienceMs = 60_000

export function idleMaker(options: IdleMakerOptions): IdleMaker {
  const { adapters, plan, wanted, shelf, limit, failures, runner, clock, signal } = options
  let making: string | null = null

  /** Whether it is known whether it fits, and does. */
  async function fits({ id }: AdapterSummary): Promise<boolean> {
    const [proof] = await adapters.proofs(options.wish().model ?? '', [id])
    const refusal = proof?.refusal ?? null
    if (refusal !== null) plan.refuse(id, refusal)
    return refusal === null
  }

  /** The next picture of this adapter that is wanted; null where there is none now. */
  async function next(id: string): Promise<{ adapter: AdapterSummary; picture: IdlePicture } | null> {
    const found = adapters.find(id)
    if (found?.sha256 === null) await options.unlessClosed(adapters.hash(id, hashPatienceMs))
    const adapter = adapters.find(id)
    const pictures = adapter && wanted.of(adapter)
    const picture = pictures?.find(({ key }) => !shelf.has(key) && !failures.has(key))
    if (adapter === null || picture === undefined) {
      if (pictures === null) plan.setAside(id)
      else plan.note(id)
      return null
    }
    return (await fits(adapter)) ? { adapter, picture } : null
  }

  return {
    async makeOne(id, isStale) {
      const one = await next(id)
      if (one === null || isStale()) return true
      const { adapter, picture } = one
      const standing = standingOf(adapter)
      if (!limit.hasRoom(standing)) return false
      making = adapter.name
      const since = performance.now()
      try {
        await options.requireRoom()
        const isKept = await runner.make(picture, (bytes) => limit.put(picture.key, bytes, standing))
        if (isKept !== true) return isKept ?? true
        clock.made((performance.now() - since) / 1000)
        plan.note(id)
        adapters.chosen([id])
      } catch (error) {
        if (signal.aborted || isCancelled(error)) return true
        if (isOfEverything(error)) throw error
        failures.note(picture.key, adapter, error)
        plan.note(id)
      } finally {
        making = null
      }
      return true
    },
    get making() {
      return making
    },
  }
}

/** Of pictures at which nobody has looked. */
function standingOf({ favourite, addedAt }: AdapterSummary): IdleStanding {
  return { isFavourite: favourite, isThere: true, seenMs: Date.parse(addedAt) }
}

/** Whether the next picture would meet it, too. */
function isOfEverything(error: unknown): boolean {
  if (!(error instanceof AppError)) return false
  const { code } = error
  return code.startsWith('disk/') || common.has(code)
}

const common: ReadonlySet<string> = new Set([
  'preview/no-room',
  'catalog/busy',
  'engine/cannot-start',
  'engine/closed',
  'model/missing',
])
