// Pictures made to look at: lanes for the live one, a strip, a grid, a kept picture made again and those without an
// adapter, all behind the engine's gate.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isCancelled } from '../base/cancel.ts'
import { AppError, reportError } from '../base/errors.ts'
import { mostEntries, type Stack } from '../contract/adapter.ts'
import type { EngineProgress } from '../contract/engine.ts'
import { bindStack } from '../contract/bind-stack.ts'
import type { GenerationRequest, PictureRecord } from '../contract/generation.ts'
import { draftLanes, type DraftRequest, type DraftSummary } from '../contract/library.ts'
import type { PictureSummary, Publish } from '../contract/studio.ts'
import type { PictureStore } from '../gallery/picture-store.ts'
import { emptyOwnFolder } from './data-folder.ts'
import type { EngineGate } from './jobs/engine-gate.ts'
import { usedModels } from './jobs/engine-call.ts'
import { runEngine, type EngineRunParts } from './jobs/engine-run.ts'
import { jobProgress, nothingYet } from './jobs/job-progress.ts'
import { writePicture } from '../files/picture-file.ts'
import type { NumberedPreview } from './jobs/queue.ts'
import { completeLater } from './library/complete-picture.ts'
import { keepPicture, type DraftPicture } from './library/keep-picture.ts'
import { engineStack } from './library/stack-of-request.ts'

export type Drafts = {
  /** Replaces what the lane is making or has waiting; what it has finished stays a while. */
  start(request: WantedDrafts): DraftSummary[]
  /** What is being made, waits, or can still be kept. */
  list(): DraftSummary[]
  /** Ends what the lane is making or has waiting. */
  cancel(lane: DraftRequest['lane']): void
  /** The same, and what it has finished goes, too. */
  forget(lane: DraftRequest['lane']): void
  /** Makes a finished draft a picture of the gallery; again gives the same picture. */
  keep(id: string): Promise<PictureSummary>
  /** New weights for the draft being made; false when it is not being made. */
  steer(id: string, stack: Stack): Promise<boolean>
  preview(id: string): NumberedPreview | null
  /** Throws `draft/not-found` or `draft/not-done`. */
  filePath(id: string): string
  /** What it was made with, with the hashes that take their time. Throws the same. */
  record(id: string): Promise<PictureRecord>
  close(): Promise<void>
}

export type DraftsOptions = EngineRunParts & {
  /** Emptied at the start. */
  folder: string
  gate: EngineGate
  pictures: PictureStore
  newId(): string
  publish: Publish<'draft'>
  onFault(error: unknown): void
}

/** `image`: which picture of a batch is wanted, where the others are made for its sake; without it, batches have one. */
export type WantedDrafts = DraftRequest & { readonly image?: number }

type Lane = DraftRequest['lane']
type MadeDraft = DraftPicture & { readonly fuller: Promise<PictureRecord | null> }
type Running = { readonly draft: Draft; stopping: 'over' | 'again' | null }
type Draft = {
  summary: DraftSummary
  readonly request: GenerationRequest
  /** Of its batch. */
  readonly image: number
  readonly path: string
  readonly startedMs: number
  picture: MadeDraft | null
  preview: NumberedPreview | null
  /** When it was drawn. */
  previewMs: number
  kept: Promise<PictureSummary> | null
}

/** Steps of a small picture follow faster than anyone can look; drawing them all would take time from the next step. */
const previewsApartMs = 100
/** The live picture goes first. */
const lanes: readonly Lane[] = draftLanes
/**
 * Finished drafts that can still be seen and kept; a strip and a grid have at most 32, and a picture can lack each of
 * its adapters.
 */
const keptOfLane: Record<Lane, number> = { live: 8, strip: 32, grid: 32, replay: 4, muted: mostEntries + 1 }

/**
 * Turns: a draft goes before the queued jobs, but not twice in a row while one waits, and never stops one that runs.
 * A draft that takes the place of an unfinished one of its lane takes its turn, too. The live lane interrupts a strip
 * or a grid, whose picture is begun again.
 */
export function createDrafts(options: DraftsOptions): Drafts {
  const { folder, gate, engine, models, adapters, settings, pictures } = options
  const known = new Map<string, Draft>()
  const waiting: Record<Lane, Draft[]> = { live: [], strip: [], grid: [], replay: [], muted: [] }
  let running: Running | null = null
  let working = false
  let closed = false
  emptyOwnFolder(folder)

  function tell(draft: Draft, change: Partial<DraftSummary>): void {
    draft.summary = { ...draft.summary, ...change }
    if (!closed) options.publish({ type: 'draft', draft: draft.summary })
  }

  function find(id: string): Draft {
    const draft = known.get(id)
    if (draft === undefined) {
      throw new AppError('draft/not-found', {}, { details: { id } })
    }
    return draft
  }

  function findDone(id: string): Draft & { picture: MadeDraft } {
    const draft = find(id)
    if (draft.picture === null) {
      throw new AppError('draft/not-done', {}, { details: { id } })
    }
    return draft as Draft & { picture: MadeDraft }
  }

  function drop(draft: Draft): void {
    known.delete(draft.summary.id)
    // Not while it is being kept. What cannot be removed now is removed at the next start.
    const settled = draft.kept?.catch(() => undefined) ?? Promise.resolve()
    settled.then(() => rm(draft.path, { force: true })).catch(() => undefined)
  }

  function tidy(lane: Lane, most = keptOfLane[lane]): void {
    const done = [...known.values()].filter(
      ({ summary }) => summary.lane === lane && summary.state === 'done',
    )
    done.slice(0, Math.max(0, done.length - most)).forEach(drop)
  }

  /** `again`: it goes back to the head of its lane. */
  function stopRunning(how: 'over' | 'again'): void {
    if (running === null || running.stopping === 'over') return
    running.stopping = how
    sendStop(running.draft)
  }

  function sendStop({ summary }: Draft): void {
    // An engine that is gone has stopped.
    engine.calls.stop(summary.id, 'cancel').catch(() => undefined)
  }

  function clear(lane: Lane): void {
    for (const draft of waiting[lane].splice(0)) {
      known.delete(draft.summary.id)
      tell(draft, { state: 'cancelled' })
    }
    if (running?.draft.summary.lane === lane) stopRunning('over')
  }

  function noteProgress({ draft, stopping }: Running, progress: EngineProgress): void {
    // A stop that reached the engine before its job did was not heard.
    if (stopping !== null) {
      sendStop(draft)
      return
    }
    const { preview } = progress
    const now = performance.now()
    if (preview !== undefined && now - draft.previewMs >= previewsApartMs) {
      draft.preview = { number: (draft.preview?.number ?? 0) + 1, image: preview }
      draft.previewMs = now
    }
    tell(draft, { progress: jobProgress(progress, draft.summary.id, draft.preview) })
  }

  function finish(draft: Draft): void {
    if (draft.picture === null) throw new AppError('draft/no-picture')
    const { width, height, record } = draft.picture
    const { id, lane } = draft.summary
    // The newest of its lane is the last of the map.
    known.delete(id)
    known.set(id, draft)
    const seconds = (performance.now() - draft.startedMs) / 1000
    tell(draft, { state: 'done', progress: null, url: `/media/draft/${id}`, width, height, record, seconds })
    tidy(lane)
  }

  /** True when the turn is used up; false when another draft may take it over. */
  async function runOne(draft: Draft): Promise<boolean> {
    const run: Running = { draft, stopping: null }
    running = run
    tell(draft, { state: 'running', progress: nothingYet(draft.request.steps) })
    try {
      await engine.ready()
      if (run.stopping === null) {
        await runEngine(options, {
          jobId: draft.summary.id,
          request: draft.request,
          models: usedModels(draft.request, models),
          onProgress: (progress) => noteProgress(run, progress),
          async onPicture({ pixels, record, fuller }) {
            if (record.index !== draft.image) return
            await writePicture(draft.path, pixels, record)
            const { width, height } = pixels
            draft.picture = { path: draft.path, width, height, record, fuller }
          },
        })
      }
      if (run.stopping === 'over' || (run.stopping === 'again' && draft.picture === null)) {
        return setAside(draft, run.stopping)
      }
      finish(draft)
    } catch (error) {
      if (run.stopping !== null || isCancelled(error)) return setAside(draft, run.stopping ?? 'over')
      known.delete(draft.summary.id)
      tell(draft, { state: 'failed', progress: null, error: reportError(error) })
    } finally {
      draft.preview = null
      running = null
    }
    return run.stopping === null
  }

  function setAside(draft: Draft, how: 'over' | 'again'): false {
    draft.picture = null
    rm(draft.path, { force: true }).catch(() => undefined)
    if (how === 'again') {
      waiting[draft.summary.lane].unshift(draft)
      tell(draft, { state: 'waiting', progress: null })
    } else {
      known.delete(draft.summary.id)
      tell(draft, { state: 'cancelled', progress: null })
    }
    return false
  }

  function next(): Draft | null {
    const lane = lanes.find((name) => waiting[name].length > 0)
    return closed || lane === undefined ? null : (waiting[lane].shift() ?? null)
  }

  async function work(): Promise<void> {
    if (working) return
    working = true
    try {
      while (!closed && lanes.some((lane) => waiting[lane].length > 0)) {
        const leave = await gate.enter('draft')
        try {
          for (let draft = next(); draft !== null; draft = next()) if (await runOne(draft)) break
        } finally {
          leave()
        }
      }
    } finally {
      working = false
    }
  }

  return {
    start({ lane, requests, image }) {
      const startedMs = performance.now()
      const drafts = requests.map((request, index): Draft => {
        const id = options.newId()
        const { width, height } = request
        return {
          request: image === undefined ? { ...request, batch: 1 } : request,
          image: image ?? 0,
          path: join(folder, `${id}.png`),
          startedMs,
          picture: null,
          preview: null,
          previewMs: -Infinity,
          kept: null,
          summary: {
            id,
            lane,
            index,
            state: 'waiting',
            progress: null,
            error: null,
            url: null,
            width,
            height,
            record: null,
            seconds: null,
          },
        }
      })
      clear(lane)
      if (lane === 'live' && running !== null && running.draft.summary.lane !== 'live') stopRunning('again')
      for (const draft of drafts) {
        known.set(draft.summary.id, draft)
        waiting[lane].push(draft)
        tell(draft, {})
      }
      const answer = drafts.map(({ summary }) => summary)
      work().catch(options.onFault)
      return answer
    },
    list: () => [...known.values()].map(({ summary }) => summary),
    cancel: clear,
    forget(lane) {
      clear(lane)
      tidy(lane, 0)
    },
    async keep(id) {
      const draft = findDone(id)
      draft.kept ??= keepPicture({ pictures, models, settings }, id, draft.picture)
      try {
        const picture = await draft.kept
        completeLater(options, picture.id, draft.picture.fuller)
        return pictures.find(picture.id)
      } catch (error) {
        draft.kept = null
        throw error
      }
    },
    steer: async (id, stack) =>
      running?.draft.summary.id === id && running.stopping === null
        ? engine.calls.steer(id, engineStack(bindStack(stack, adapters), adapters).stack)
        : false,
    preview: (id) => (running?.draft.summary.id === id ? running.draft.preview : null),
    filePath: (id) => findDone(id).path,
    async record(id) {
      const { record, fuller } = findDone(id).picture
      return (await fuller) ?? record
    },
    async close() {
      closed = true
      const open = running?.draft.summary.id
      if (open !== undefined) await engine.calls.stop(open, 'cancel').catch(() => undefined)
    },
  }
}
