// What was downloaded is hashed and looked at in a process of its own, with limits of time and memory.
import { stat } from 'node:fs/promises'
import { guardedProcess } from '../../files/guarded/guarded-process.ts'
import { workerFile } from '../../files/worker-file.ts'
import type { FileCheck } from './file-check.ts'

export type CheckProcess = FileCheck & { close(): Promise<void> }

const leastMs = 60_000
/** As long as the slowest disk takes. */
const slowestBytesPerMs = 2_000
const memoryMb = 1024

export function checkProcess(): CheckProcess {
  const work = guardedProcess({ file: workerFile('check-worker', import.meta), memoryMb, atOnce: 2 })

  async function bounds(path: string) {
    const size = await stat(path).then(
      ({ size: bytes }) => bytes,
      () => 0,
    )
    return { mostMs: leastMs + size / slowestBytesPerMs }
  }

  return {
    sha256: async (path, options = {}) =>
      work.ask(path, { ...options, ...(await bounds(path)) }, 'sha256', path),
    contents: async (path, fileName) => work.ask(path, await bounds(path), 'contents', path, fileName),
    close: () => work.close(),
  }
}
