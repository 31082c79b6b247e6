// A worker thread for tests of its guard.
import { parentPort } from 'node:worker_threads'
import { reportError } from '../../../src-main/base/errors.ts'
import type { WorkAnswer, WorkOrder } from '../../../src-main/files/guarded/guarded-work.ts'
import { stubbornCalls } from './stubborn-calls.ts'

const port = parentPort!
const answer = (message: WorkAnswer): void => port.postMessage(message)

port.on('message', ({ id, call, args }: WorkOrder) => {
  const work = stubbornCalls[call as keyof typeof stubbornCalls] as (arg: unknown) => Promise<unknown>
  work(args[0]).then(
    (value) => answer({ id, value }),
    (error: unknown) => answer({ id, error: reportError(error) }),
  )
})
answer({ ready: true })
