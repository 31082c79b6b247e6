// The library's work in processes of their own: tables of contents in some, whole files in others, each with limits.
import { stat } from 'node:fs/promises'
import { workerFile } from '../../files/worker-file.ts'
import type { HashOptions } from '../../files/hashes.ts'
import { guardedProcess } from '../../files/guarded/guarded-process.ts'
import type { GuardedWork } from '../../files/guarded/guarded-work.ts'
import { sharedWork } from '../../files/guarded/shared-work.ts'
import type { LibraryWork } from './library-work.ts'

export type LibraryProcesses = LibraryWork & { close(): Promise<void> }

/** A table of contents of the largest size there may be takes two seconds on a slow computer. */
const mostReadingMs = 20_000
/** The same with the tenth of a processor that is left beside a picture. */
const mostLookingMs = 40_000
/** A block of fingerprints against another takes a tenth of a second. */
const mostComparingMs = 20_000
/** Of a whole file: this, and as long as the slowest disk takes for its bytes. */
const leastMeasuringMs = 60_000
const slowestBytesPerMs = 2_000
/** A table of contents and what is said beside it. */
const readingMb = 1024
/** Factors of two large adapters. */
const wholeFilesMb = 4096

/** Files with the same table of contents differ by what is said beside it. */
const alikeBytes = 2 ** 16

export function libraryProcesses(): LibraryProcesses {
  const file = workerFile('library-worker', import.meta)
  // A look through thousands of files must not slow a picture down, nor keep a card waiting for its proof.
  const looking = sharedWork(() => guardedProcess({ file, memoryMb: readingMb, atOnce: 24, yields: true }))
  const reading = guardedProcess({ file, memoryMb: readingMb, atOnce: 24 })
  // One disk reads one file fastest, and one that is to blame is known at once.
  const measuring = guardedProcess({ file, memoryMb: wholeFilesMb, atOnce: 1, yields: true })
  const fingerprinting = sharedWork(() =>
    guardedProcess({ file, memoryMb: wholeFilesMb, atOnce: 1, yields: true }),
  )
  // Whoever looks at a stack does not wait for a checkpoint to be hashed.
  const comparing = guardedProcess({ file, memoryMb: wholeFilesMb, atOnce: 1 })

  const bounds = { mostMs: mostReadingMs }
  const read = <Value>(path: string, call: keyof LibraryWork, ...args: unknown[]): Promise<Value> =>
    reading.ask(path, bounds, call, ...args)
  /** Of whole files; errors name the first of them. */
  async function whole<Value>(
    process: GuardedWork,
    paths: readonly string[],
    call: keyof LibraryWork,
    args: readonly unknown[] = paths,
    options: HashOptions = {},
  ): Promise<Value> {
    const mostMs = await patienceFor(paths)
    return process.ask(paths[0] ?? '', { ...options, mostMs }, call, ...args)
  }

  return {
    read: (path, beside, { sizeBytes, signal } = {}) =>
      looking.ask(
        path,
        {
          mostMs: mostLookingMs,
          ...(sizeBytes === undefined ? {} : { alike: Math.floor(sizeBytes / alikeBytes) }),
          ...(signal ? { signal } : {}),
        },
        'read',
        path,
        beside,
      ),
    thumbnail: (path) => read(path, 'thumbnail', path),
    trainedWith: (path) => read(path, 'trainedWith', path),
    modules: (modelPath) => read(modelPath, 'modules', modelPath),
    proof: (adapter, modelPath) => read(adapter.path, 'proof', adapter, modelPath),
    outline: (path, modelPath) => read(path, 'outline', path, modelPath),
    extracted: (modelPath, convolutions) => read(modelPath, 'extracted', modelPath, convolutions),
    hashes: (path, options) => whole(measuring, [path], 'hashes', [path], options),
    profile: (path) => whole(measuring, [path], 'profile'),
    baseEnergies: (modelPath, from) => whole(measuring, [modelPath], 'baseEnergies', [modelPath, from]),
    adapterEnergies: (path, modelPath) => whole(measuring, [path, modelPath], 'adapterEnergies'),
    effect: (path) => whole(fingerprinting, [path], 'effect'),
    likeness: (first, second) => whole(comparing, [first, second], 'likeness'),
    stackEffects: (paths) => whole(comparing, paths, 'stackEffects', [paths]),
    near: (first, second, least) =>
      comparing.ask('', { mostMs: mostComparingMs }, 'near', first, second, least),
    async close() {
      const all = [looking, reading, measuring, comparing, fingerprinting]
      await Promise.all(all.map((one) => one.close()))
    },
  }
}

/** What is not there is told by the call itself. */
async function patienceFor(paths: readonly string[]): Promise<number> {
  const sizes = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  )
  return leastMeasuringMs + sizes.reduce((sum, size) => sum + size, 0) / slowestBytesPerMs
}
