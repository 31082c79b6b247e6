// A worker thread of the merge crew: takes runs of rows until none is left, each written straight to its place.
import { parentPort } from 'node:worker_threads'
import { mergeInput } from '../adapters/merge-graph.ts'
import { invariant, reportError } from '../base/errors.ts'
import type { CrewAnswer, CrewMerge, CrewOrder } from './merge-crew.ts'
import {
  createSession,
  dropResult,
  runtimeTensor,
  type Feeds,
  type RuntimeSession,
  type RuntimeTensor,
} from './onnxruntime.ts'
import { collect } from './shared-memory.ts'

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
    const program = await session(merge.products.length, models)
    const { [merged]: result } = await program.run(feedsOf(merge, from, to), {
      [merged]: rows(merge.merged, merge.columns, from, to),
    })
    if (result) dropResult(result)
  }
}

const merged = 'merged'

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

function feedsOf({ base, columns, products }: CrewMerge, from: number, to: number): Feeds {
  const feeds: Record<string, RuntimeTensor> = { [mergeInput.base]: rows(base, columns, from, to) }
  for (const [index, { up, down, rank, scale, weight }] of products.entries()) {
    feeds[mergeInput.factor(index, 'up')] = rows(up, rank, from, to)
    feeds[mergeInput.factor(index, 'down')] = runtimeTensor('f32', [rank, columns], down)
    feeds[mergeInput.scale(index)] = runtimeTensor('f32', [], Float32Array.of(scale))
    feeds[mergeInput.weight(index)] = runtimeTensor('f32', [], Float32Array.of(weight))
  }
  return feeds
}

function rows(values: Float32Array, width: number, from: number, to: number): RuntimeTensor {
  return runtimeTensor('f32', [to - from, width], values.subarray(from * width, to * width))
}
