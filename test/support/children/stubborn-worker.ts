// A worker thread for tests of its guard: it answers, waits, spins, eats memory, or ends, as it is told.
import { setTimeout as wait } from 'node:timers/promises'
import { parentPort } from 'node:worker_threads'
import { AppError, reportError } from '../../../src-main/base/errors.ts'
import type { WorkAnswer, WorkOrder } from '../../../src-main/catalog/worker/guarded-thread.ts'

const port = parentPort!
const answer = (message: WorkAnswer): void => port.postMessage(message)

const calls: Record<string, (value: unknown) => unknown> = {
  echo: (value) => value,
  async wait(ms) {
    await wait(Number(ms))
    return ms
  },
  spin() {
    for (;;);
  },
  eat() {
    const eaten: unknown[] = []
    for (;;) eaten.push(Array.from({ length: 100_000 }, (_, at) => ({ at })))
  },
  refuse() {
    throw new AppError('test/refused', 'It is refused.', { hint: 'Use another.' })
  },
  end: () => process.exit(3),
}

port.on('message', ({ id, call, args }: WorkOrder) => {
  void (async () => {
    try {
      answer({ id, value: await calls[call]!(args[0]) })
    } catch (error) {
      answer({ id, error: reportError(error) })
    }
  })()
})
answer({ ready: true })
