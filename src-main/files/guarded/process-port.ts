// The inner side of a guarded process: one order in, one answer out, now and then how far it has come, and an eye on the
// memory that it takes.
import { flushCompileCache } from 'node:module'
import { invariant, reportError } from '../../base/errors.ts'
import type { WorkAnswer, WorkOrder } from './guarded-work.ts'

type Hungry = { readonly hungry: true }
export type ProcessAnswer = WorkAnswer | Hungry

const lookEveryMs = 25

export function isHungry(answer: ProcessAnswer): answer is Hungry {
  return 'hungry' in answer
}

type Calls = Readonly<Record<string, (...args: never[]) => unknown>>

/** Called once, by the program that was started as a guarded process. Native work goes on beside its thread. */
export function answerOrders(calls: Calls): void {
  invariant(process.send, 'this file is started as a guarded process')
  const mostBytes = Number(process.argv[2]) * 2 ** 20
  const answer = (message: ProcessAnswer, sent = (): void => undefined): void =>
    void process.send?.(message, sent)

  /** Every call is handed, behind its own arguments, whom to tell how far it has come. */
  async function work({ id, call, args }: WorkOrder): Promise<unknown> {
    const asked = calls[call] as ((...args: readonly unknown[]) => unknown) | undefined
    invariant(asked, `${call} is a call of this process`)
    return await asked(...args, { onProgress: (share: number) => answer({ id, share }) })
  }
  process.on('message', (order: WorkOrder) => {
    work(order).then(
      (value) => answer({ id: order.id, value }),
      (error: unknown) => answer({ id: order.id, error: reportError(error) }),
    )
  })
  // Whoever started it is gone.
  process.once('disconnect', () => process.exit())
  // JavaScript's own part of it is limited by V8.
  setInterval(() => {
    if (process.memoryUsage.rss() > mostBytes)
      answer({ hungry: true }, () => void process.kill(process.pid, 'SIGKILL'))
  }, lookEveryMs).unref()
  answer({ ready: true })
  // Whoever is ended without notice keeps what was compiled of its code now or never, where there is a place for it.
  setImmediate(flushCompileCache)
}
