// Guarded work in a thread of this process: for our own readers, whose memory is JavaScript's.
import { Worker } from 'node:worker_threads'
import {
  guardedWork,
  type GuardedWork,
  type GuardOptions,
  type Helper,
  type HelperEvents,
  type WorkAnswer,
} from './guarded-work.ts'

export type ThreadOptions = GuardOptions & {
  /** The code of the thread. */
  readonly file: string
  readonly memoryMb: number
}

export function guardedThread({ file, memoryMb, ...options }: ThreadOptions): GuardedWork {
  return guardedWork((events) => thread(file, memoryMb, events), options)
}

function thread(file: string, memoryMb: number, events: HelperEvents): Helper {
  const worker = new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: memoryMb } })
  worker.on('message', (answer: WorkAnswer) => events.answer(answer))
  worker.on('error', (cause) => events.over(isOutOfMemory(cause) ? 'hungry' : 'ended', cause))
  worker.on('exit', () => events.over('ended'))
  return {
    post: (order) => worker.postMessage(order),
    hold(alive) {
      if (alive) worker.ref()
      else worker.unref()
    },
    end: () => worker.terminate(),
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}
