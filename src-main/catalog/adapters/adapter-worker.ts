// The worker thread of the adapter catalog: one message in, one answer out.
import { parentPort } from 'node:worker_threads'
import { invariant, reportError } from '../../base/errors.ts'
import { adapterWork, type AdapterWork } from './adapter-work.ts'
import type { WorkAnswer, WorkOrder } from './adapter-work-thread.ts'

invariant(parentPort, 'this file is started as a worker')
const port = parentPort

port.on('message', ({ id, call, args }: WorkOrder) => {
  const work = adapterWork[call] as (...args: unknown[]) => ReturnType<AdapterWork[typeof call]>
  work(...args).then(
    (value) => port.postMessage({ id, value } satisfies WorkAnswer),
    (error: unknown) => port.postMessage({ id, error: reportError(error) } satisfies WorkAnswer),
  )
})
