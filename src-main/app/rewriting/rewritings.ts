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
import { removeAbandonedParts } from '../../files/part-files.ts'
import { writeError } from '../../files/system-error.ts'
import type { EngineLink } from '../engine-link.ts'
import type { FolderRules } from '../folder-rules.ts'
import type { EngineGate } from '../jobs/engine-gate.ts'
import type { HashLedger } from '../library/hash-ledger.ts'
import type { StackAdapters } from '../library/stack-of-request.ts'
import { placeInLibrary } from '../training/copy-into-library.ts'
import { folderWithin, freePath, nameOfFolder } from './new-file.ts'
import { folderOf, madeFrom, rewriteInputs, type RewriteInputs } from './rewrite-inputs.ts'
import { proofOfBaking, proofOfRewriting, shareOf } from './rewrite-proof.ts'

export type Rewritings = {
  /** Those that wait or run, and those that ended and were not put away; begun first first. */
  list(): RewritingSummary[]
  /** What it would come to. Throws what is wrong with a file, and `rewrite/…`. */
  plan(wish: RewriteWish): Promise<RewritePlan>
  /** Throws the same; what goes wrong later is told with it. */
  start(wish: RewriteWish): Promise<RewritingSummary>
  /** Nothing is left of one that had not ended. Throws `rewrite/not-found`. */
  cancel(id: string): void
  /** One that is over is shown no more; its file stays. Throws `rewrite/not-found`. */
  dismiss(id: string): void
  close(): Promise<void>
}

export type RewritingsOptions = {
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
  readonly inputs: RewriteInputs
  readonly ending: AbortController
  over: Promise<void>
}

const mostKept = 20

export function rewritings(options: RewritingsOptions): Rewritings {
  const { engine, gate, publish, work } = options
  const known = new Map<string, Running>()
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

  async function placeOf(
    wish: RewriteWish,
  ): Promise<{ inputs: RewriteInputs; path: string; folderName: string }> {
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

  async function make(run: Running): Promise<RewriteProof> {
    const { inputs, path, ending } = run
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

  async function whole(run: Running): Promise<void> {
    const { path, ending } = run
    const { id } = run.told
    const leave = await gate.enter('job')
    let proof: RewriteProof
    try {
      throwIfCancelled(ending.signal)
      change(run, { state: 'running' })
      await engine.ready()
      proof = await make(run)
    } catch (error) {
      if (isCancelled(error) || ending.signal.aborted) {
        remove(id)
        return
      }
      change(run, { state: 'failed', problem: reportError(error), progress: null, share: null })
      return
    } finally {
      leave()
      await removeAbandonedParts([dirname(path)])
    }
    // It is there, whatever the library makes of it.
    await options.library.look().catch(() => undefined)
    const itemId = (options.adapters.byPath(path) ?? options.models.byPath(path))?.id ?? null
    change(run, { state: 'done', proof, itemId, progress: null, share: null })
  }

  function remove(id: string): void {
    known.delete(id)
    if (!closed) publish({ type: 'rewriting-removed', id })
  }

  /** Of those that ended, the newest are enough. */
  function tidy(): void {
    const over = [...known.values()].filter(({ told }) => !isOpen(told))
    for (const { told } of over.slice(0, Math.max(0, over.length - mostKept))) remove(told.id)
  }

  return {
    list: () => [...known.values()].map(({ told }) => told),
    async plan(wish) {
      const { inputs, path, folderName } = await placeOf(wish)
      const size = await expected(wish)
      return {
        ...{ fileName: basename(path), folderName, freeBytes: await freeBytes(dirname(path)) },
        sizeBytes: size?.sizeBytes ?? null,
        ranks: size !== null && 'ranks' in size ? size.ranks : null,
        dtype: size !== null && 'dtype' in size ? size.dtype : null,
        remarks: [...inputs.remarks],
      }
    },
    async start(wish) {
      const { inputs, path } = await placeOf(wish)
      // The one in the data folder is made with the first file that goes into it.
      await mkdir(dirname(path), { recursive: true }).catch((cause: unknown) => {
        throw writeError(cause, path)
      })
      const run: Running = {
        ...{ path, inputs, ending: new AbortController(), over: Promise.resolve() },
        told: {
          ...{ id: options.newId(), wish, fileName: basename(path), state: 'waiting' },
          ...{ progress: null, share: null, problem: null, proof: null, itemId: null },
        },
      }
      known.set(run.told.id, run)
      tidy()
      change(run, {})
      run.over = whole(run)
      return run.told
    },
    cancel(id) {
      const run = find(id)
      if (!isOpen(run.told)) return
      run.ending.abort()
      if (run.told.state === 'running') sendStop(id)
      else remove(id)
    },
    dismiss(id) {
      if (!isOpen(find(id).told)) remove(id)
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

const isOpen = ({ state }: RewritingSummary): boolean => state === 'waiting' || state === 'running'
