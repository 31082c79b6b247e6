// Previews in idle time: of every adapter that fits a base the same few prompts and seeds, at weight 0 and at its own, made
// one by one while nobody uses the app or the engine, and given up at once when somebody does.
import { isCancelled } from '../../base/cancel.ts'
import { AppError, reportError, type ErrorReport } from '../../base/errors.ts'
import {
  idleFailureKind,
  type IdleFailure,
  type IdleProgress,
  type IdleReport,
  type IdleSource,
  type IdleWish,
  type WithoutPreview,
} from '../../contract/idle-previews.ts'
import { readStored, toStore } from '../../contract/stored.ts'
import type { AdapterSummary } from '../../contract/library.ts'
import type { ModelSummary, StudioEvent } from '../../contract/studio.ts'
import type { AdapterCatalog } from '../../catalog/adapters/adapter-catalog.ts'
import type { ModelCatalog } from '../../catalog/models/model-catalog.ts'
import { telling } from '../../catalog/telling.ts'
import type { AdapterTable } from '../../database/adapters.ts'
import type { DocumentTable } from '../../database/documents.ts'
import { idlePace, type IdleHold } from '../../files/idle-pace.ts'
import type { Attention } from './attention.ts'
import { idleClock } from './idle-clock.ts'
import { idlePictures, type IdleBase, type IdlePicture } from './idle-pictures.ts'
import { idlePlan } from './idle-plan.ts'
import type { IdleRunner } from './idle-run.ts'
import type { IdleShelf } from './idle-shelf.ts'

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
  models: Pick<ModelCatalog, 'usable' | 'list' | 'knownHash' | 'hash'>
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

const pausedName = 'paused'
const hashPatienceMs = 60_000
/** As long as it takes. */
const everMs = 2 ** 31 - 1
const defaultSide = 512
const mostMisfits = 200

export function idlePreviews(options: IdlePreviewsOptions): IdlePreviews {
  const { table, adapters, models, shelf, runner, attention } = options
  const failures = readFailures(table)
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
  /** Grows when all has to be read anew. */
  let edition = 0
  let planned = -1
  let hold: IdleHold | null = null
  let making: string | null = null
  let problem: ErrorReport | null = null
  let filling: Promise<void> | null = null
  /** How often it was asked to go on, and what of it was begun. */
  let [asked, begun] = [0, 0]
  const plan = idlePlan({
    table: options.rows,
    find: adapters.find,
    picturesOf,
    family: () => {
      const id = baseModel()?.architecture ?? null
      return id === null ? null : { id, prompts: wish.prompts.length }
    },
    isMade: shelf.has,
    isFailed: (key) => failures.has(key),
  })
  const told = telling(progress, options.onProgress)
  const unheard = attention.listen(runner.giveUp)

  function baseModel(): ModelSummary | null {
    return models.list().find(({ id }) => id === wish.model) ?? null
  }

  function base(): IdleBase | null {
    const model = baseModel()
    const sha256 = model && models.knownHash(model.id)
    return model && sha256 ? { id: model.id, sha256, side: model.defaultSize?.width ?? defaultSide } : null
  }

  function picturesOf({ id, name, sha256, preferredWeight, triggerGroups }: AdapterSummary) {
    const on = base()
    if (on === null || sha256 === null) return null
    return idlePictures(wish, on, {
      ...{ id, name, sha256, weight: preferredWeight },
      words: triggerGroups[0] ?? [],
    })
  }

  function progress(): IdleProgress | null {
    if (filling === null || planned !== edition || !wish.isOn) return null
    const { done, of } = plan.counts()
    if (done >= of) return null
    const state = pace.isPaused ? 'paused' : hold === null ? 'running' : 'waiting'
    return { state, adapter: making, done, of, secondsLeft: clock.secondsLeft(of - done) }
  }

  function note(): void {
    if (progress() === null) told.over()
    else told.note()
  }

  function fail({ key }: IdlePicture, adapter: AdapterSummary, error: unknown): void {
    const failure = { adapter: adapter.id, name: adapter.name, why: reportError(error) }
    failures.set(key, failure)
    options.attempt(() => table.put(key, toStore(idleFailureKind, failure)))
  }

  function forget(keys: Iterable<string>): void {
    for (const key of keys) {
      failures.delete(key)
      options.attempt(() => table.remove(key))
    }
  }

  /** What nobody wants any more goes; of a base that is away for now, nothing. */
  async function tidy(): Promise<void> {
    if (base() === null && baseModel() !== null) return
    const wanted = plan.wanted()
    const before = shelf.count
    await shelf.keepOnly(wanted)
    forget([...failures.keys()].filter((key) => !wanted.has(key)))
    if (shelf.count < before) options.onShown()
  }

  /** Whether it is known whether it fits, and does. */
  async function fits({ id }: AdapterSummary): Promise<boolean> {
    const [proof] = await adapters.proofs(wish.model ?? '', [id])
    const refusal = proof?.refusal ?? null
    if (refusal !== null) plan.refuse(id, refusal)
    return refusal === null
  }

  /** The next picture of this adapter that is wanted; null where there is none now. */
  async function next(id: string): Promise<{ adapter: AdapterSummary; picture: IdlePicture } | null> {
    const found = adapters.find(id)
    if (found?.sha256 === null) await unlessClosed(adapters.hash(id, hashPatienceMs))
    const adapter = adapters.find(id)
    const pictures = adapter && picturesOf(adapter)
    const picture = pictures?.find(({ key }) => !shelf.has(key) && !failures.has(key))
    if (adapter === null || picture === undefined) {
      if (pictures === null) plan.setAside(id)
      else plan.note(id)
      return null
    }
    return (await fits(adapter)) ? { adapter, picture } : null
  }

  /** One picture, of the adapter whose turn it is. */
  async function makeOne(id: string): Promise<void> {
    const one = await next(id)
    if (one === null || planned !== edition) return
    const { adapter, picture } = one
    making = adapter.name
    const since = performance.now()
    try {
      await options.requireRoom()
      if (!(await runner.make(picture))) return
      clock.made((performance.now() - since) / 1000)
      plan.note(id)
      adapters.chosen([id])
    } catch (error) {
      if (pace.signal.aborted || isCancelled(error)) return
      if (isOfEverything(error)) throw error
      fail(picture, adapter, error)
      plan.note(id)
    } finally {
      making = null
    }
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
    await shelf.open()
    if (planned !== own) {
      if (wish.isOn || shelf.count > 0) await plan.read(isStale)
      if (isStale()) return
      planned = own
      if (shelf.count > 0) options.onShown()
    }
    if (!wish.isOn || wish.model === null) return
    await turn()
    if (isStale()) return
    await tidy()
    models.usable(wish.model)
    if (base() === null) {
      // It names the pictures.
      await unlessClosed(models.hash(wish.model, everMs))
      if (base() === null) throw new AppError('preview/base-without-hash', { base: baseModel()?.name ?? '' })
      edition++
      return
    }
    for (let id = plan.next(); id !== null && !isStale(); id = plan.next()) {
      await turn()
      if (isStale()) return
      await makeOne(id)
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
        making = null
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
    isMaking: () => making !== null,
    report: () => ({
      isPaused: pace.isPaused,
      sizeBytes: shelf.sizeBytes,
      count: shelf.count,
      made: planned === edition && base() !== null ? plan.counts() : null,
      problem,
      failed: failedOnes(failures.values()),
      misfits: plan.misfits(mostMisfits),
      misfitCount: plan.misfitCount,
    }),
    pause(isPaused) {
      pace.pause(isPaused)
      if (isPaused) runner.giveUp()
      else goOn()
      options.attempt(() => table.put(pausedName, isPaused))
      note()
    },
    retry() {
      forget([...failures.keys()])
      readAnew()
    },
    async clear() {
      runner.giveUp()
      await shelf.keepOnly(new Set())
      options.onShown()
      readAnew()
    },
    versionOf: plan.versionOf,
    of(id) {
      const adapter = adapters.find(id)
      const pictures = adapter && !adapter.missing ? (picturesOf(adapter) ?? []) : []
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

/** Each adapter once. */
function failedOnes(failures: Iterable<IdleFailure>): WithoutPreview[] {
  return [...new Map([...failures].map((one) => [one.adapter, one])).values()].map(
    ({ adapter, name, why }) => ({ id: adapter, name, why }),
  )
}

function readFailures(table: DocumentTable) {
  const known = [...table.all()].filter(([name]) => name !== pausedName)
  return new Map(
    known.flatMap(([key, stored]) => {
      const { value } = readStored(idleFailureKind, stored)
      return value === null ? [] : [[key, value] as const]
    }),
  )
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
