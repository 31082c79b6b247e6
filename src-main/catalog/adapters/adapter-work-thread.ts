// The adapter catalog's work in a thread of its own, started when it is first needed; the host only waits.
import { Worker } from 'node:worker_threads'
import { AppError, errorFromReport, type ErrorReport } from '../../base/errors.ts'
import { workerFile } from '../../files/worker-file.ts'
import type { AdapterWork } from './adapter-work.ts'

export type WorkOrder = { id: number; call: keyof AdapterWork; args: unknown[] }
export type WorkAnswer = { id: number; value: unknown } | { id: number; error: ErrorReport }

type Waiting = { resolve(value: unknown): void; reject(error: unknown): void }

/** Bounded, so that a hostile file ends the thread and not the host. */
const mostMemoryMb = 2048

export function adapterWorkThread(): AdapterWork & { close(): Promise<void> } {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | null = null
  let count = 0

  function start(): Worker {
    const started = new Worker(workerFile('adapter-worker', import.meta), {
      resourceLimits: { maxOldGenerationSizeMb: mostMemoryMb },
    })
    started.on('message', (answer: WorkAnswer) => {
      const order = waiting.get(answer.id)
      waiting.delete(answer.id)
      if (waiting.size === 0) started.unref()
      if ('error' in answer) order?.reject(errorFromReport(answer.error))
      else order?.resolve(answer.value)
    })
    const end = (cause?: unknown): void => {
      if (worker !== started) return
      worker = null
      for (const { reject } of waiting.values())
        reject(new AppError('catalog/worker-ended', 'Reading adapters stopped unexpectedly.', { cause }))
      waiting.clear()
    }
    started.on('error', end)
    started.on('exit', () => end())
    return started
  }

  function ask<Value>(call: keyof AdapterWork, ...args: unknown[]): Promise<Value> {
    worker ??= start()
    const target = worker
    return new Promise<Value>((resolve, reject) => {
      const id = count++
      waiting.set(id, { resolve: resolve, reject })
      target.ref()
      target.postMessage({ id, call, args } satisfies WorkOrder)
    })
  }

  return {
    facts: (path, beside) => ask('facts', path, beside),
    hashes: (path) => ask('hashes', path),
    profile: (path) => ask('profile', path),
    proof: (adapter, modelPath) => ask('proof', adapter, modelPath),
    async close() {
      const ending = worker
      worker = null
      for (const { reject } of waiting.values())
        reject(new AppError('job/cancelled', 'The catalog was closed.'))
      waiting.clear()
      await ending?.terminate()
    },
  }
}
