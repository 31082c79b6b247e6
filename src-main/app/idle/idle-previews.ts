// Previews in idle time: of every adapter that fits a base the same few prompts and seeds, at weight 0 and at its own, made
// one by one while nobody uses the app or the engine, and given up at once when somebody does.
import { isCancelled } from '../../base/cancel.ts'
import { AppError, reportError, type ErrorReport } from '../../base/errors.ts'
import type { IdleProgress, IdleReport, IdleSource, IdleWish } from '../../contract/idle-previews.ts'
import type { StudioEvent } from '../../contract/studio.ts'
import type { AdapterCatalog } from '../../catalog/adapters/adapter-catalog.ts'
import type { ModelCatalog } from '../../catalog/models/model-catalog.ts'
import { telling } from '../../catalog/telling.ts'
import type { AdapterTable } from '../../database/adapters.ts'
import type { DocumentTable } from '../../database/documents.ts'
import { idlePace, type IdleHold } from '../../files/idle-pace.ts'
import type { Attention } from './attention.ts'
import { idleClock } from './idle-clock.ts'
import { idleFailures, pausedName } from './idle-failures.ts'
import { idleLimit } from './idle-limit.ts'
import { idleMaker } from './idle-maker.ts'
import { idlePlan } from './idle-plan.ts'
import type { IdleRunner } from './idle-run.ts'
import type { IdleShelf } from './idle-shelf.ts'
import { wantedPictures } from './wanted-pictures.ts'

export type IdlePreviews = {
  /** Null while there is nothing to do. */
  progress(): IdleProgress | null
  /** Whether the engine works for it. */
  isMaking(): boolean
  report(): IdleReport
  pause(isPaused: boolean): void
  /** What failed is tried once more. */
  retry(): void
  /** All previews go; while they are wanted they are made anew. */
  clear(): Promise<void>
  /** The version of the preview of a card; null without one. */
  versionOf(id: string): number | null
  /** Somebody looks at those of an adapter. */
  see(id: string): void
  /** Those of an adapter that are there, by the place of their prompt. */
  of(id: string): { from: IdleSource; place: number; prompt: string; path: string; key: string }[]
  /** What changes in the library, in the settings and in trainings. */
  hear(event: StudioEvent): void
  /** Goes on with what an earlier host left. */
  start(): void
  /** What is being made ends with the engine. */
  close(): void
}

export type IdlePreviewsOptions = {
  table: DocumentTable
  rows: Pick<AdapterTable, 'after'>
  adapters: Pick<AdapterCatalog, 'find' | 'proofs' | 'hash' | 'chosen'>
  models: Pick<ModelCatalog, 'usable' | 'byId' | 'knownHash' | 'hash'>
  shelf: IdleShelf
  runner: IdleRunner
  attention: Attention
  wish(): IdleWish
  /** Whether anything else goes on. */
  isBusy(): boolean
  /** Throws `preview/no-room`. */
  requireRoom(): Promise<void>
  onProgress(progress: IdleProgress | null): void
  /** Cards show other pictures now. */
  onShown(): void
  onFailure(error: unknown): void
  /** Between two looks at whether something else still goes on. */
  busyRestMs: number
  attempt(write: () => void): void
}

/** As long as it takes. */
const everMs = 2 ** 31 - 1
const mostNamed = 200

export function idlePreviews(options: IdlePreviewsOptions): IdlePreviews {
  const { table, adapters, models, shelf, runner, attention } = options
  const failures = idleFailures({ table, attempt: options.attempt })
  const pace = idlePace({
    isBusy: options.isBusy,
    restsPerWork: 0,
    leastRestMs: 0,
    busyRestMs: options.busyRestMs,
  })
  pace.pause(table.get(pausedName) === true)
  const clock = idleClock()
  /** As it was when the plan was begun. */
  let wish = options.wish()
  const wanted = wantedPictures({ models, wish: () => wish })
  /** Grows when all has to be read anew. */
  let edition = 0
  let planned = -1
  let hold: IdleHold | null = null
  let problem: ErrorReport | null = null
  let isFull = false
  let filling: Promise<void> | null = null
  /** How often it was asked to go on, and what of it was begun. */
  let [asked, begun] = [0, 0]
  const plan = idlePlan({
    table: options.rows,
    find: adapters.find,
    picturesOf: wanted.of,
    family: wanted.family,
    isMade: shelf.has,
    isFailed: failures.has,
    onStanding: () => limit.reconsider(),
  })
  const limit = idleLimit({
    shelf,
    limitBytes: () => wish.limitBytes,
    holders: plan.holders,
    onGone(ids) {
      plan.recount(ids)
      options.onShown()
    },
  })
  const maker = idleMaker({
    ...options,
    ...{ plan, wanted, limit, failures, clock, unlessClosed },
    wish: () => wish,
    signal: pace.signal,
  })
  const told = telling(progress, options.onProgress)
  const unheard = attention.listen(runner.giveUp)

  function progress(): IdleProgress | null {
    if (filling === null || planned !== edition || !wish.isOn) return null
    const { done, of } = plan.counts()
    if (done >= of) return null
    const state = pace.isPaused ? 'paused' : hold === null ? 'running' : 'waiting'
    return { state, adapter: maker.making, done, of, secondsLeft: clock.secondsLeft(of - done) }
  }

  function note(): void {
    if (progress() === null) told.over()
    else told.note()
  }

  /** What nobody wants any more goes; of a base that is away for now, nothing. */
  async function tidy(): Promise<void> {
    if (wanted.base() === null && wanted.baseName() !== null) return
    const keys = plan.wanted()
    const before = shelf.count
    await shelf.keepOnly(keys)
    failures.keepOnly(keys)
    if (shelf.count < before) options.onShown()
    limit.reconsider()
    await limit.trim()
  }

  /** Nobody waits for what takes long once the app is closed. */
  async function unlessClosed(work: Promise<unknown>): Promise<void> {
    const { signal } = pace
    await Promise.race([
      work,
      new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true })),
    ])
    signal.throwIfAborted()
  }

  async function turn(): Promise<void> {
    await pace.turn((why) => {
      hold = why
      note()
    })
    hold = null
    note()
  }

  /** Until nothing is left, or all has to be read anew. */
  async function round(): Promise<void> {
    const own = edition
    const isStale = (): boolean => own !== edition || pace.signal.aborted
    wish = options.wish()
    problem = null
    isFull = false
    await shelf.open()
    if (planned !== own) {
      if (wish.isOn || shelf.count > 0) await plan.read(isStale)
      if (isStale()) return
      planned = own
      if (shelf.count > 0) options.onShown()
    }
    if (!wish.isOn || wish.model === null) {
      if (shelf.sizeBytes <= wish.limitBytes) return
      await turn()
      limit.reconsider()
      if (!isStale()) await limit.trim()
      return
    }
    await turn()
    if (isStale()) return
    await tidy()
    models.usable(wish.model)
    if (wanted.base() === null) {
      // It names the pictures.
      await unlessClosed(models.hash(wish.model, everMs))
      if (wanted.base() === null)
        throw new AppError('preview/base-without-hash', { base: wanted.baseName() ?? '' })
      edition++
      return
    }
    for (let id = plan.next(); id !== null && !isStale(); id = plan.next()) {
      await turn()
      if (isStale()) return
      if (await maker.makeOne(id, isStale)) continue
      isFull = true
      return
    }
  }

  async function fill(): Promise<void> {
    do {
      begun = asked
      await round()
    } while ((begun !== asked || planned !== edition) && !pace.signal.aborted)
  }

  function goOn(): void {
    if (pace.signal.aborted) return
    asked++
    filling ??= fill()
      .catch((error: unknown) => {
        if (pace.signal.aborted || isCancelled(error)) return
        if (error instanceof AppError) problem = reportError(error)
        else options.onFailure(error)
      })
      .finally(() => {
        filling = null
        pace.end()
        note()
        if (begun !== asked && problem === null) goOn()
      })
  }

  function isUsed(): boolean {
    return wish.isOn || shelf.count > 0
  }

  function readAnew(): void {
    edition++
    runner.giveUp()
    goOn()
  }

  return {
    progress,
    isMaking: () => maker.making !== null,
    report: () => {
      const failed = failures.told()
      return {
        isPaused: pace.isPaused,
        sizeBytes: shelf.sizeBytes,
        count: shelf.count,
        isFull,
        made: planned === edition && wanted.base() !== null ? plan.counts() : null,
        problem,
        failed: failed.slice(0, mostNamed),
        failedCount: failed.length,
        misfits: plan.misfits(mostNamed),
        misfitCount: plan.misfitCount,
      }
    },
    pause(isPaused) {
      pace.pause(isPaused)
      if (isPaused) runner.giveUp()
      else goOn()
      options.attempt(() => table.put(pausedName, isPaused))
      note()
    },
    retry() {
      failures.keepOnly(new Set())
      readAnew()
    },
    async clear() {
      runner.giveUp()
      await shelf.keepOnly(new Set())
      options.onShown()
      readAnew()
    },
    versionOf: plan.versionOf,
    see(id) {
      shelf.see(plan.keysOf(id))
      limit.reconsider()
    },
    of(id) {
      const adapter = adapters.find(id)
      const pictures = adapter && !adapter.missing ? (wanted.of(adapter) ?? []) : []
      return pictures.flatMap(({ key, from, place }) => {
        if (!shelf.has(key)) return []
        return [{ from, place, key, prompt: wish.prompts[place]!.prompt, path: shelf.path(key) }]
      })
    },
    hear(event) {
      if (event.type === 'settings') {
        if (JSON.stringify(event.settings.idlePreviews) !== JSON.stringify(wish)) readAnew()
      } else if (event.type === 'model' || event.type === 'model-removed') {
        if ((event.type === 'model' ? event.model.id : event.id) === wish.model) readAnew()
      } else if (event.type === 'adapter' || event.type === 'adapter-removed') {
        if (!isUsed()) return
        plan.note(event.type === 'adapter' ? event.adapter.id : event.id)
        if (filling === null) goOn()
      } else if (event.type === 'adapters') {
        if (isUsed()) readAnew()
      } else if (event.type === 'storage') {
        if (event.problem === null) goOn()
      } else if (event.type === 'training' || event.type === 'training-place') {
        if (options.isBusy()) runner.giveUp()
      }
    },
    start: goOn,
    close() {
      unheard()
      pace.close()
      runner.giveUp()
      told.over()
    },
  }
}
