// The library's work in threads of their own: tables of contents in one, whole files in another, each with limits.
import { stat } from 'node:fs/promises'
import { workerFile } from '../../files/worker-file.ts'
import type { HashOptions } from '../../files/hashes.ts'
import { guardedThread } from '../../files/guarded/guarded-thread.ts'
import type { LibraryWork } from './library-work.ts'

export type LibraryThreads = LibraryWork & { close(): Promise<void> }

/** A table of contents of the largest size there may be takes two seconds on a slow computer. */
const mostReadingMs = 20_000
/** Of a whole file: this, and as long as the slowest disk takes for its bytes. */
const leastMeasuringMs = 60_000
const slowestBytesPerMs = 2_000
const memoryMb = 1024

export function libraryThreads(): LibraryThreads {
  const file = workerFile('library-worker', import.meta)
  const reading = guardedThread({ file, memoryMb, atOnce: 8 })
  // One disk reads one file fastest, and one that is to blame is known at once.
  const measuring = guardedThread({ file, memoryMb, atOnce: 1 })

  const bounds = { mostMs: mostReadingMs }
  const read = <Value>(path: string, call: keyof LibraryWork, ...args: unknown[]): Promise<Value> =>
    reading.ask(path, bounds, call, ...args)
  async function measure<Value>(
    path: string,
    call: keyof LibraryWork,
    options: HashOptions = {},
  ): Promise<Value> {
    // What is not there is told by the call itself.
    const size = await stat(path).then(
      ({ size: bytes }) => bytes,
      () => 0,
    )
    const mostMs = leastMeasuringMs + size / slowestBytesPerMs
    return measuring.ask(path, { ...options, mostMs }, call, path)
  }

  return {
    read: (path, beside, { signal } = {}) =>
      reading.ask(path, { ...bounds, ...(signal ? { signal } : {}) }, 'read', path, beside),
    modules: (modelPath) => read(modelPath, 'modules', modelPath),
    proof: (adapter, modelPath) => read(adapter.path, 'proof', adapter, modelPath),
    hashes: (path, options) => measure(path, 'hashes', options),
    profile: (path) => measure(path, 'profile'),
    async close() {
      await Promise.all([reading.close(), measuring.close()])
    },
  }
}
