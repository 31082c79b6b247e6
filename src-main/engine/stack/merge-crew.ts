// Worker threads that merge side by side: each takes the next run of rows until all are merged. The engine only waits.
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { lowRankMergeGraph } from '../../adapters/acting/merge-graph.ts'
import type { Contribution, WeightedContribution } from '../../adapters/acting/stack.ts'
import { AppError, errorFromReport, invariant, type ErrorReport } from '../../base/errors.ts'
import { throwIfCancelled } from '../../base/cancel.ts'
import { oneAtATime } from '../../base/turns.ts'
import { workerFile } from '../../files/worker-file.ts'
import type { LoweringChoices } from '../../graph/lowering/choices.ts'
import { lowerToOnnx } from '../../graph/to-onnx.ts'
import { productOf, runsOf, type LowRankProduct, type RowsMerge } from './merge-rows.ts'
import { collect, isShared, sharedCopy } from '../runtime/shared-memory.ts'

/** One parameter: `base` and `merged` are in memory that threads share; all that changes it are low-rank products. */
export type CrewMerge = Omit<RowsMerge, 'products'> & {
  /** In stack order. */
  readonly contributions: readonly WeightedContribution[]
}

export type MergeCrew = {
  /** Aborting leaves some of `merged` half written. */
  merge(merges: readonly CrewMerge[], signal: AbortSignal | null): Promise<void>
  /** Gives back shared memory that nothing refers to any more. */
  collect(): void
  close(): Promise<void>
}

/** What a worker is sent; arrays are shared, not copied. */
export type CrewOrder =
  | {
      readonly merges: readonly RowsMerge[]
      /** Triples: index of the merge, first row, row behind the last. */
      readonly runs: Int32Array
      /** [next run to take, 1 to stop] */
      readonly claims: Int32Array
      /** The program by number of contributions. */
      readonly models: ReadonlyMap<number, Uint8Array>
    }
  | 'collect'
/** Null when all is done. */
export type CrewAnswer = ErrorReport | null | 'ready'

const mostWorkers = 8

export function createMergeCrew(lowerings: LoweringChoices): MergeCrew {
  const models = new Map<number, Uint8Array>()
  const factors = new WeakMap<Contribution, Pick<LowRankProduct, 'up' | 'down'>>()
  let workers: Promise<Worker[]> | null = null
  const inTurn = oneAtATime()

  function sharedProduct(weighted: WeightedContribution): LowRankProduct {
    const product = productOf(weighted)
    let shared = factors.get(weighted.contribution)
    if (!shared) {
      shared = { up: sharedCopy(product.up), down: sharedCopy(product.down) }
      factors.set(weighted.contribution, shared)
    }
    return { ...product, ...shared }
  }

  function modelFor(count: number): void {
    if (models.has(count)) return
    models.set(count, lowerToOnnx(lowRankMergeGraph(count), { resident: 'inputs', lowerings }).bytes)
  }

  async function inWorkers(merges: readonly CrewMerge[], signal: AbortSignal | null): Promise<void> {
    if (signal) throwIfCancelled(signal)
    for (const { contributions } of merges) modelFor(contributions.length)
    const claims = new Int32Array(new SharedArrayBuffer(8))
    const order: CrewOrder = {
      merges: merges.map(({ base, merged, rows, columns, contributions }) => {
        invariant(isShared(base) && isShared(merged), 'the crew merges in memory that threads share')
        return { base, merged, rows, columns, products: contributions.map(sharedProduct) }
      }),
      runs: allRuns(merges),
      claims,
      models,
    }
    const stop = (): void => void Atomics.store(claims, 1, 1)
    signal?.addEventListener('abort', stop)
    try {
      workers ??= startWorkers()
      await Promise.all((await workers).map((worker) => ask(worker, order)))
    } catch (error) {
      // A crew that lost a member is replaced by the next merge.
      stop()
      await dismiss()
      throw error
    } finally {
      signal?.removeEventListener('abort', stop)
    }
    if (signal) throwIfCancelled(signal)
  }

  async function dismiss(): Promise<void> {
    const ending = workers
    workers = null
    await Promise.all(((await ending) ?? []).map((worker) => worker.terminate()))
  }

  return {
    merge(merges, signal) {
      if (merges.length === 0) return Promise.resolve()
      return inTurn(() => inWorkers(merges, signal))
    },
    collect() {
      collect()
      void workers?.then((all) => all.forEach((worker) => worker.postMessage('collect' satisfies CrewOrder)))
    },
    close: () => inTurn(dismiss),
  }
}

function allRuns(merges: readonly CrewMerge[]): Int32Array {
  const runs = merges.flatMap((merge, index) => runsOf(merge).flatMap(([from, to]) => [index, from, to]))
  const shared = new Int32Array(new SharedArrayBuffer(4 * runs.length))
  shared.set(runs)
  return shared
}

async function startWorkers(): Promise<Worker[]> {
  const count = Math.min(mostWorkers, availableParallelism())
  return Promise.all(
    Array.from({ length: count }, async () => {
      const worker = new Worker(workerFile('merge-worker', import.meta))
      worker.unref()
      await answerOf(worker)
      return worker
    }),
  )
}

function ask(worker: Worker, order: CrewOrder): Promise<void> {
  worker.postMessage(order)
  return answerOf(worker)
}

function answerOf(worker: Worker): Promise<void> {
  // A worker that is waited for keeps the process alive.
  worker.ref()
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      worker.off('message', answered).off('error', failed).off('exit', ended).unref()
      settle()
    }
    const answered = (answer: CrewAnswer): void =>
      end(() => (answer === null || answer === 'ready' ? resolve() : reject(errorFromReport(answer))))
    const failed = (cause: unknown): void =>
      end(() => reject(new AppError('engine/merge-failed', {}, { cause })))
    const ended = (): void => failed(undefined)
    worker.on('message', answered).on('error', failed).on('exit', ended)
  })
}
