// Pictures decoded in a process of their own, two at a time, each with limits of time and memory.
import { stat } from 'node:fs/promises'
import { guardedProcess } from '../guarded/guarded-process.ts'
import { workerFile } from '../worker-file.ts'
import type { PictureWork } from './picture-work.ts'

export type PictureProcess = PictureWork & { close(): Promise<void> }

export type PictureProcessOptions = {
  /** The largest picture there may be takes a few seconds on a slow computer. */
  leastMs?: number
  /** Of the whole process: one picture of the largest size, decoded and turned. */
  memoryMb?: number
}

/** A picture may take this long besides for each of its bytes, as the slowest disk does. */
const slowestBytesPerMs = 2_000
const atOnce = 2

export function pictureProcess({
  leastMs = 30_000,
  memoryMb = 2048,
}: PictureProcessOptions = {}): PictureProcess {
  const work = guardedProcess({ file: workerFile('picture-worker', import.meta), memoryMb, atOnce })

  async function ask<Value>(call: keyof PictureWork, path: string, ...rest: unknown[]): Promise<Value> {
    // What is not there is told by the call itself.
    const size = await stat(path).then(
      ({ size: bytes }) => bytes,
      () => 0,
    )
    return work.ask<Value>(path, { mostMs: leastMs + size / slowestBytesPerMs }, call, path, ...rest)
  }

  return {
    facts: (path) => ask('facts', path),
    small: (path, longestSide) => ask('small', path, longestSide),
    thumbnail: (path, longestSide) => ask('thumbnail', path, longestSide),
    hiddenText: (path, mostBytes) => ask('hiddenText', path, mostBytes),
    compare: (path, otherPath) => ask('compare', path, otherPath),
    difference: (path, otherPath) => ask('difference', path, otherPath),
    exported: (path, way) => ask('exported', path, way),
    close: () => work.close(),
  }
}
