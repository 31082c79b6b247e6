// The thread's end of guarded work: one message in, one answer out, and now and then how far it has come.
import { parentPort } from 'node:worker_threads'
import { invariant, reportError } from '../../base/errors.ts'
import type { WorkAnswer, WorkOrder } from './guarded-work.ts'

type Calls = Readonly<Record<string, (...args: never[]) => unknown>>

/** Called once by the file that the thread is started with. */
export function answerInThread(calls: Calls): void {
  invariant(parentPort, 'this file is started as a worker')
  const port = parentPort
  const answer = (message: WorkAnswer): void => port.postMessage(message)

  /** Every call is handed, behind its own arguments, whom to tell how far it has come. */
  async function work({ id, call, args }: WorkOrder): Promise<unknown> {
    const asked = calls[call] as ((...args: readonly unknown[]) => unknown) | undefined
    invariant(asked, `the thread knows the call ${call}`)
    return await asked(...args, { onProgress: (share: number) => answer({ id, share }) })
  }
  port.on('message', (order: WorkOrder) => {
    work(order).then(
      (value) => answer({ id: order.id, value }),
      (error: unknown) => answer({ id: order.id, error: reportError(error) }),
    )
  })
  answer({ ready: true })
}
