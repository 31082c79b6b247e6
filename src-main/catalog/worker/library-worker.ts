// The worker thread of the library: one message in, one answer out.
import { parentPort } from 'node:worker_threads'
import { invariant, reportError } from '../../base/errors.ts'
import type { WorkAnswer, WorkOrder } from '../../files/guarded/guarded-work.ts'
import { libraryWork } from './library-work.ts'

invariant(parentPort, 'this file is started as a worker')
const port = parentPort
const answer = (message: WorkAnswer): void => port.postMessage(message)

port.on('message', ({ id, call, args }: WorkOrder) => {
  const work = libraryWork[call as keyof typeof libraryWork] as (
    ...args: readonly unknown[]
  ) => Promise<unknown>
  work(...args).then(
    (value) => answer({ id, value }),
    (error: unknown) => answer({ id, error: reportError(error) }),
  )
})
answer({ ready: true })
