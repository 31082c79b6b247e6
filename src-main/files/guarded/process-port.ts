// The inner side of a guarded process: one order in, one answer out, and an eye on the memory that it takes.
import { invariant, reportError } from '../../base/errors.ts'
import type { WorkAnswer, WorkOrder } from './guarded-work.ts'

type Hungry = { readonly hungry: true }
export type ProcessAnswer = WorkAnswer | Hungry

const lookEveryMs = 25

export function isHungry(answer: ProcessAnswer): answer is Hungry {
  return 'hungry' in answer
}

/** Called once, by the program that was started as a guarded process. Native work goes on beside its thread. */
export function answerOrders(calls: Readonly<Record<string, (...args: never[]) => Promise<unknown>>>): void {
  invariant(process.send, 'this file is started as a guarded process')
  const mostBytes = Number(process.argv[2]) * 2 ** 20
  const answer = (message: ProcessAnswer, sent = (): void => undefined): void =>
    void process.send?.(message, sent)

  process.on('message', ({ id, call, args }: WorkOrder) => {
    const work = calls[call] as ((...args: readonly unknown[]) => Promise<unknown>) | undefined
    invariant(work, `${call} is a call of this process`)
    work(...args).then(
      (value) => answer({ id, value }),
      (error: unknown) => answer({ id, error: reportError(error) }),
    )
  })
  // Whoever started it is gone.
  process.once('disconnect', () => process.exit())
  setInterval(() => {
    if (process.memoryUsage.rss() > mostBytes)
      answer({ hungry: true }, () => void process.kill(process.pid, 'SIGKILL'))
  }, lookEveryMs).unref()
  answer({ ready: true })
}
