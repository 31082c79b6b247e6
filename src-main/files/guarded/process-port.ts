// The inner side of a guarded process: one order in, one answer out, now and then how far it has come, and an eye on the
// memory that it takes.
import { invariant, reportError } from '../../base/errors.ts'
import { keepCompiledCodeSoon } from '../compiled-code.ts'
import type { WorkAnswer, WorkOrder } from './guarded-work.ts'

type Hungry = { readonly hungry: true }
export type ProcessAnswer = WorkAnswer | Hungry
export type ProcessAnswers = readonly ProcessAnswer[]

const lookEveryMs = 25

/** Answers that are sent together: each message costs as much as a small file takes to be read. */
const mostTogether = 8

export function isHungry(answer: ProcessAnswer): answer is Hungry {
  return 'hungry' in answer
}

type Calls = Readonly<Record<string, (...args: never[]) => unknown>>

/** Called once, by the program that was started as a guarded process. Native work goes on beside its thread. */
export function answerOrders(calls: Calls): void {
  invariant(process.send, 'this file is started as a guarded process')
  const mostBytes = Number(process.argv[2]) * 2 ** 20
  let ready: ProcessAnswer[] = []

  function send(sent = (): void => undefined): void {
    if (ready.length > 0) process.send?.(ready satisfies ProcessAnswers, sent)
    ready = []
  }

  /** Sent with the others of this turn. */
  function answer(message: ProcessAnswer): void {
    if (ready.push(message) === 1) setImmediate(send)
    else if (ready.length >= mostTogether) send()
  }

  /** Before whatever comes next, which may take long or for ever. */
  function answerNow(message: ProcessAnswer, sent?: () => void): void {
    answer(message)
    send(sent)
  }

  /** Every call is handed, behind its own arguments, whom to tell how far it has come. */
  async function work({ id, call, args }: WorkOrder): Promise<unknown> {
    const asked = calls[call] as ((...args: readonly unknown[]) => unknown) | undefined
    invariant(asked, `${call} is a call of this process`)
    return await asked(...args, { onProgress: (share: number) => answerNow({ id, share }) })
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
    if (process.memoryUsage.rss() <= mostBytes) return
    answerNow({ hungry: true }, () => void process.kill(process.pid, 'SIGKILL'))
  }, lookEveryMs).unref()
  answerNow({ ready: true })
  keepCompiledCodeSoon()
}
