// Files that are written anew for a person, one after the other: planned, made on the engine, told, and found in the library.
import { mkdir } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { isCancelled, throwIfCancelled } from '../../base/cancel.ts'
import { AppError, reportError } from '../../base/errors.ts'
import type { RewriteProgress } from '../../contract/rewrite.ts'
import type { RewritePlan, RewriteProof, RewriteWish, RewritingSummary } from '../../contract/rewriting.ts'
import type { Publish } from '../../contract/studio.ts'
import type { AdapterCatalog } from '../../catalog/adapters/adapter-catalog.ts'
import {
  expectedConversion,
  expectedExtraction,
  expectedMerge,
  expectedResize,
  type ExpectedAdapter,
} from '../../catalog/adapters/expected-adapter.ts'
import type { Library } from '../../catalog/library.ts'
import type { ModelCatalog } from '../../catalog/models/model-catalog.ts'
import type { LibraryWork } from '../../catalog/worker/library-work.ts'
import { fileStamp } from '../../files/file-stamp.ts'
import { freeBytes } from '../../files/free-bytes.ts'
import { realDisk } from '../../files/moving/move-disk.ts'
import { removeAbandonedParts } from '../../files/part-files.ts'
import { writeError } from '../../files/system-error.ts'
import type { EngineLink } from '../engine-link.ts'
import type { FolderRules } from '../folder-rules.ts'
import type { EngineGate } from '../jobs/engine-gate.ts'
import type { HashLedger } from '../library/hash-ledger.ts'
import type { StackAdapters } from '../library/stack-of-request.ts'
import { placeInLibrary } from '../training/copy-into-library.ts'
import type { BegunRewritings } from './begun-rewritings.ts'
import { folderWithin, freePath, nameOfFolder } from './new-file.ts'
import { folderOf, madeFrom, rewriteInputs, type RewriteInputs } from './rewrite-inputs.ts'
import { proofOfBaking, proofOfRewriting, shareOf } from './rewrite-proof.ts'

export type Rewritings = {
  /** Those that wait or run, those that ended and were not put away, and those an earlier host left; begun first first. */
  list(): RewritingSummary[]
  /** What it would come to. Throws what is wrong with a file, and `rewrite/…`. */
  plan(wish: RewriteWish): Promise<RewritePlan>
  /** Throws the same; what goes wrong later is told with it. */
  start(wish: RewriteWish): Promise<RewritingSummary>
  /** One that was interrupted, planned anew from its wish. Throws the same, and `rewrite/not-found`. */
  again(id: string): Promise<RewritingSummary>
  /** Nothing is left of one that had not ended. Throws `rewrite/not-found`. */
  cancel(id: string): void
  /** One that is over, or was interrupted, is shown no more; its file stays. Throws `rewrite/not-found`. */
  dismiss(id: string): void
  /** What an earlier host left half-written goes, and what it had written whole is told. */
  takeUp(): Promise<void>
  close(): Promise<void>
}

export type RewritingsOptions = {
  begun: BegunRewritings
  engine: Pick<EngineLink, 'calls' | 'listen' | 'ready'>
  gate: EngineGate
  models: Pick<ModelCatalog, 'usable' | 'byPath'>
  adapters: StackAdapters & Pick<AdapterCatalog, 'byPath'>
  library: Pick<Library, 'look'>
  hashes: Pick<HashLedger, 'now'>
  work: Pick<LibraryWork, 'outline' | 'extracted'>
  rules: FolderRules
  /** The model folders of the person; the first is preferred. */
  roots(): Promise<readonly string[]>
  publish: Publish<'rewriting' | 'rewriting-removed'>
  newId(): string
}

type Running = {
  told: RewritingSummary
  readonly path: string
  readonly ending: AbortController
  over: Promise<void>
}

/** Where a wish becomes a file. */
type Site = { readonly inputs: RewriteInputs; readonly path: string; readonly folderName: string }

const mostKept = 20

export function rewritings(options: RewritingsOptions): Rewritings {
  const { engine, gate, publish, work, begun } = options
  const known = new Map(
    begun.left().map(({ id, wish, path }) => [id, running(id, wish, path, 'interrupted')]),
  )
  let closed = false

  const forget = engine.listen({
    rewriting(id, progress) {
      const run = known.get(id)
      if (run === undefined || run.told.state !== 'running') return
      // A stop that reached the engine before its job did was not heard.
      if (run.ending.signal.aborted) sendStop(id)
      else note(run, progress)
    },
  })

  function sendStop(id: string): void {
    // An engine that is gone has stopped.
    engine.calls.stop(id, 'cancel').catch(() => undefined)
  }

  function change(run: Running, fields: Partial<RewritingSummary>): void {
    run.told = { ...run.told, ...fields }
    if (!closed && known.has(run.told.id)) publish({ type: 'rewriting', rewriting: run.told })
  }

  function note(run: Running, progress: RewriteProgress): void {
    change(run, { progress, share: shareOf(run.told.wish.work.kind, progress) })
  }

  function find(id: string): Running {
    const run = known.get(id)
    if (run === undefined) throw new AppError('rewrite/not-found', {}, { details: { id } })
    return run
  }

  async function siteOf(wish: RewriteWish): Promise<Site> {
    const inputs = rewriteInputs(wish, options)
    const roots = await options.roots()
    const folder =
      folderWithin(folderOf(inputs.beside), roots) ??
      (wish.work.kind === 'bake' ? (roots[0] ?? null) : await placeInLibrary('adapters', roots))
    if (folder === null) throw new AppError('training/no-library', { name: 'models' })
    await options.rules.check(folder, 'write', 'name')
    const isTaken = (path: string): boolean =>
      [...known.values()].some((run) => run.path === path && isOpen(run.told))
    const path = await freePath(folder, wish.name ?? inputs.stem, isTaken)
    return { inputs, path, folderName: nameOfFolder(folder, roots) }
  }

  async function expected(wish: RewriteWish): Promise<ExpectedAdapter | { sizeBytes: number } | null> {
    const { work: wished, dtype } = wish
    const { call, sources } = rewriteInputs(wish, options)
    if (call.kind === 'bake') {
      const stamp = await fileStamp(call.model)
      return stamp && { sizeBytes: stamp.sizeBytes }
    }
    if (wished.kind === 'extract') {
      const elements = await work.extracted(sources[0]!.path, wished.convolutions)
      return expectedExtraction(elements, wished.rank, dtype ?? 'f16')
    }
    const outlines = await Promise.all(sources.map(({ path }) => work.outline(path, call.model)))
    if (wished.kind === 'merge') return expectedMerge(outlines, dtype)
    return wished.kind === 'resize'
      ? expectedResize(outlines[0]!, wished.rank, dtype)
      : expectedConversion(outlines[0]!, dtype)
  }

  async function make(run: Running, inputs: RewriteInputs): Promise<RewriteProof> {
    const { path, ending } = run
    const { id, wish } = run.told
    const of = inputs.sources.length
    const sources = await madeFrom(inputs.sources, options.hashes.now, (done) => {
      throwIfCancelled(ending.signal)
      note(run, { phase: 'hash', done, of, secondsLeft: null })
    })
    throwIfCancelled(ending.signal)
    const { call } = inputs
    const common = { jobId: id, output: path, isNew: true, sources }
    return call.kind === 'bake'
      ? proofOfBaking(await engine.calls.bake({ ...common, model: call.model, stack: call.stack }))
      : proofOfRewriting(
          await engine.calls.rewrite({ ...common, model: call.model, dtype: wish.dtype, work: call.work }),
        )
  }

  async function whole(run: Running, inputs: RewriteInputs): Promise<void> {
    const { path, ending } = run
    const { id } = run.told
    const leave = await gate.enter('job')
    let proof: RewriteProof
    try {
      throwIfCancelled(ending.signal)
      change(run, { state: 'running' })
      await engine.ready()
      proof = await make(run, inputs)
    } catch (error) {
      if (isCancelled(error) || ending.signal.aborted) {
        // One that ends with its host is told by the next.
        if (!closed) remove(id)
        return
      }
      change(run, { state: 'failed', problem: reportError(error), progress: null, share: null })
      begun.remove(id)
      return
    } finally {
      leave()
      await removeAbandonedParts([dirname(path)])
    }
    // It is there, whatever the library makes of it.
    await options.library.look().catch(() => undefined)
    const itemId = (options.adapters.byPath(path) ?? options.models.byPath(path))?.id ?? null
    change(run, { state: 'done', proof, itemId, progress: null, share: null })
    // Not before it was told; one that was too late for this host is told by the next.
    if (!closed) begun.remove(id)
  }

  function remove(id: string): void {
    known.delete(id)
    begun.remove(id)
    if (!closed) publish({ type: 'rewriting-removed', id })
  }

  /** Somewhere to write, planned now. */
  async function prepare(wish: RewriteWish): Promise<Site> {
    const site = await siteOf(wish)
    // The folder in the data folder is made with the first file that goes into it.
    await mkdir(dirname(site.path), { recursive: true }).catch((cause: unknown) => {
      throw writeError(cause, site.path)
    })
    return site
  }

  function begin(id: string, wish: RewriteWish, { inputs, path }: Site): RewritingSummary {
    const run = running(id, wish, path, 'waiting')
    known.set(id, run)
    begun.put({ id, wish, path })
    tidy()
    change(run, {})
    run.over = whole(run, inputs)
    return run.told
  }

  /** Of those that ended, the newest are enough. */
  function tidy(): void {
    const over = [...known.values()].filter(({ told }) => !isOpen(told) && told.state !== 'interrupted')
    for (const { told } of over.slice(0, Math.max(0, over.length - mostKept))) remove(told.id)
  }

  return {
    list: () => [...known.values()].map(({ told }) => told),
    async plan(wish) {
      const { inputs, path, folderName } = await siteOf(wish)
      const size = await expected(wish)
      return {
        ...{ fileName: basename(path), folderName, freeBytes: await freeBytes(dirname(path)) },
        sizeBytes: size?.sizeBytes ?? null,
        ranks: size !== null && 'ranks' in size ? size.ranks : null,
        dtype: size !== null && 'dtype' in size ? size.dtype : null,
        remarks: [...inputs.remarks],
      }
    },
    start: async (wish) => begin(options.newId(), wish, await prepare(wish)),
    async again(id) {
      const { told } = find(id)
      const site = told.state === 'interrupted' ? await prepare(told.wish) : null
      // Another window may have begun it, or put it away, meanwhile.
      const now = find(id).told
      return site === null || now.state !== 'interrupted' ? now : begin(id, told.wish, site)
    },
    cancel(id) {
      const run = find(id)
      if (!isOpen(run.told)) return
      begun.remove(id)
      run.ending.abort()
      if (run.told.state === 'running') sendStop(id)
      else remove(id)
    },
    dismiss(id) {
      if (!isOpen(find(id).told)) remove(id)
    },
    async takeUp() {
      const left = [...known.values()].filter(({ told }) => told.state === 'interrupted')
      await removeAbandonedParts(new Set(left.map(({ path }) => dirname(path))))
      for (const run of left)
        if ((await realDisk.look(run.path)) !== null && known.get(run.told.id) === run)
          change(run, { problem: reportError(new AppError('rewrite/written-untold')) })
    },
    async close() {
      closed = true
      forget()
      for (const { told, ending } of known.values())
        if (isOpen(told)) {
          ending.abort()
          sendStop(told.id)
        }
      // One that waits for the engine's door may wait for ever.
      await Promise.all(
        [...known.values()].filter(({ told }) => told.state === 'running').map(({ over }) => over),
      )
    },
  }
}

function running(id: string, wish: RewriteWish, path: string, state: 'waiting' | 'interrupted'): Running {
  const problem = state === 'interrupted' ? reportError(new AppError('rewrite/interrupted')) : null
  return {
    ...{ path, ending: new AbortController(), over: Promise.resolve() },
    told: {
      ...{ id, wish, fileName: basename(path), state, problem },
      ...{ progress: null, share: null, proof: null, itemId: null },
    },
  }
}

const isOpen = ({ state }: RewritingSummary): boolean => state === 'waiting' || state === 'running'
