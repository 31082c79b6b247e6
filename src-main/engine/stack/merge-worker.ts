// A worker thread of the merge crew: takes runs of rows until all are merged.
import { parentPort } from 'node:worker_threads'
import { invariant, reportError } from '../../base/errors.ts'
import type { CrewAnswer, CrewOrder } from './merge-crew.ts'
import { mergeRun } from './merge-rows.ts'
import { createSession, type RuntimeSession } from '../runtime/onnxruntime.ts'
import { collect } from '../runtime/shared-memory.ts'

invariant(parentPort, 'this file is started as a worker')
const port = parentPort
const sessions = new Map<number, Promise<RuntimeSession>>()

const answer = (what: CrewAnswer): void => port.postMessage(what)

port.on('message', (order: CrewOrder) => {
  if (order === 'collect') collect()
  else
    work(order).then(
      () => answer(null),
      (error: unknown) => answer(reportError(error)),
    )
})
answer('ready')

async function work({ merges, runs, claims, models }: Exclude<CrewOrder, 'collect'>): Promise<void> {
  while (Atomics.load(claims, 1) === 0) {
    const run = 3 * Atomics.add(claims, 0, 1)
    if (run >= runs.length) return
    const [index = 0, from = 0, to = 0] = runs.subarray(run, run + 3)
    const merge = merges[index]
    invariant(merge, 'a run belongs to a merge')
    await mergeRun(await session(merge.products.length, models), merge, [from, to])
  }
}

/** One thread each: the crew itself is what runs side by side. */
function session(count: number, models: ReadonlyMap<number, Uint8Array>): Promise<RuntimeSession> {
  let made = sessions.get(count)
  if (!made) {
    const model = models.get(count)
    invariant(model, 'the program comes with the order')
    made = createSession(model, { provider: 'cpu', threads: 1 })
    sessions.set(count, made)
    made.catch(() => sessions.delete(count))
  }
  return made
}
