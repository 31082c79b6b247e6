// What a library of many adapters costs the host: opening, a click, a picture that is asked for. Times are those of the
// processor in the host's own thread, so that a busy machine does not change them much.
import { setTimeout as wait } from 'node:timers/promises'
import { plainEntry } from '../../src-main/contract/adapter.ts'
import type { StudioEvent } from '../../src-main/contract/studio.ts'
import { threadMs } from './processor-time.ts'
import { startTestApp, type TestApp } from './test-app.ts'

export type LibraryFigures = {
  /** The longest time without a pause, while the app opened and looked through the folders. */
  openMs: number
  /** Of one call, its answer and its events. */
  heartMs: number[]
  generateMs: number[]
  searchMs: number[]
  /** Of one window's stream, and of the answer, after one heart. */
  bytesPerClick: number[]
  eventsPerClick: number[]
  snapshotBytes: number
}

const stackSize = 5

/** What comes by itself and has nothing to do with a click: hashes of the picture of the run before, how far the comparing of effects is. */
const besides = new Set<StudioEvent['type']>(['picture', 'comparing'])

/** Over a data folder of `manyAdapters`. */
export async function libraryFigures(dataFolder: string, runs: number): Promise<LibraryFigures> {
  const longest = longestPiece()
  const studio = await startTestApp(dataFolder)
  await wait(50)
  try {
    const model = await firstCheckpoint(studio)
    const openMs = longest()
    const figures: LibraryFigures = {
      openMs,
      heartMs: [],
      generateMs: [],
      searchMs: [],
      bytesPerClick: [],
      eventsPerClick: [],
      snapshotBytes: sizeOf(await studio.calls.studio.snapshot.query()),
    }
    for (let run = 0; run < runs; run++) await oneRun(studio, model, run, figures)
    return figures
  } finally {
    await studio.app.close()
  }
}

/** The app answers before it has looked through everything; this waits until it has. */
async function firstCheckpoint({ calls }: TestApp): Promise<string> {
  for (;;) {
    const models = await calls.models.list.query()
    const found = models.find(({ problem, kind }) => !problem && kind === 'checkpoint')
    if (found !== undefined) return found.id
    await wait(20)
  }
}

async function oneRun(studio: TestApp, model: string, run: number, figures: LibraryFigures): Promise<void> {
  const wish = { text: `style-${run}`, favouritesOnly: false, fitsOnly: true, model }
  const search = (): Promise<{ rows: { adapter: { id: string; name: string } }[] }> =>
    studio.calls.adapters.search.query({ ...wish, offset: 0, limit: 60 })
  // A model's modules are read once.
  if (run === 0) await search()
  const { rows } = await timed(figures.searchMs, search)
  const { id } = rows[0]!.adapter

  await wait(20)
  studio.events.length = 0
  const answer = await timed(figures.heartMs, () =>
    studio.calls.adapters.edit.mutate({ id, edit: { favourite: run % 2 === 0 } }),
  )
  await wait(20)
  const told = studio.events.filter(({ type }) => !besides.has(type))
  figures.bytesPerClick.push(sizeOf(answer) + told.reduce((sum, event) => sum + sizeOf(event), 0))
  figures.eventsPerClick.push(told.length)

  const stack = rows
    .slice(0, stackSize)
    .map(({ adapter }, at) =>
      plainEntry({ id: `entry-${at}`, adapter: adapter.id, name: adapter.name, weight: 0.5 }),
    )
  const job = await timed(figures.generateMs, () =>
    studio.calls.generation.submit.mutate(studio.request({ model, steps: 1, stack })),
  )
  await studio.reached(job.id, 'done')
}

async function timed<Value>(into: number[], call: () => Promise<Value>): Promise<Value> {
  const start = threadMs()
  const value = await call()
  into.push(threadMs() - start)
  return value
}

/** From now on; the function it gives ends the looking. */
function longestPiece(): () => number {
  let last = threadMs()
  let longest = 0
  let next = setImmediate(tick)
  function tick(): void {
    const now = threadMs()
    longest = Math.max(longest, now - last)
    last = now
    next = setImmediate(tick)
  }
  return () => {
    clearImmediate(next)
    return longest
  }
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value))
}
