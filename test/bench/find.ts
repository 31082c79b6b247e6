// 10,000 adapters and 100,000 pictures in the catalog: how long a keystroke takes to its rows, with facets in the call
// that follows, with each file for itself and with versions of one training as one card, in turn; what an edit of one and
// of a thousand takes, and what it sends to each window.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { openCatalog } from '../../src-main/database/catalog-database.ts'
import { manyAdapters } from '../support/many-adapters.ts'
import { makeDataFolder, startTestApp, type TestApp } from '../support/test-app.ts'
import { threadMs } from '../support/processor-time.ts'
import { spread } from './statistics.ts'

const adapters = 10_000
const pictures = 100_000
/** Of these, four each share a card. */
const versions = 4_000
/** Typed letter by letter. */
const typed = [
  'style-42',
  'word 7 adapter 99',
  'trained kind:lora',
  'pony -tag:nsfw rating:>3',
  '"put the trigger"',
  '水彩画',
]

const folder = makeDataFolder()
try {
  manyAdapters(folder, adapters)
  addPictures(join(folder, 'catalog.sqlite'))
  addVersions()
  const studio = await startTestApp(folder)
  await choose(studio)
  await keystrokes(studio)
  await edits(studio)
  await studio.app.close()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** A third has a rating, a fifth tags, some lie in a collection, some are named in Japanese. */
async function choose({ calls }: TestApp): Promise<void> {
  const ids = await calls.find.ids.query({ query: '', model: null, sort: 'name' })
  const every = (nth: number, from = 0): string[] => ids.filter((_, at) => at % nth === from)
  await calls.find.edit.mutate({
    edits: [
      { ids: every(3), change: { rating: 4 } },
      { ids: every(5), change: { tags: ['nsfw', 'ink'] } },
      { ids: every(7), change: { tags: ['monochrome'] } },
      { ids: every(50), change: { title: '水彩画スタイル' } },
    ],
  })
  const { id } = await calls.find.createCollection.mutate({ name: 'Inks' })
  await calls.find.collect.mutate({ id, add: every(11), remove: [] })
}

async function keystrokes({ calls, request }: TestApp): Promise<void> {
  const model = request().model
  const ways = { apart: counted(), together: counted() }
  const wish = { typing: true, model }
  for (const sort of ['newest', 'relevance', 'used'] as const)
    for (const text of typed)
      for (let length = 1; length <= text.length; length++) {
        const query = text.slice(0, length)
        for (const versions of ['apart', 'together'] as const) {
          const asked = { ...wish, query, versions }
          const { rows, facets } = ways[versions]
          await timed(rows, () => calls.find.items.query({ ...asked, sort, offset: 0, limit: 100 }))
          await timed(facets, () => calls.find.facets.query(asked))
        }
      }
  const fits: number[] = []
  for (let run = 0; run < 15; run++)
    await timed(fits, () =>
      calls.find.items.query({ ...wish, query: 'fits style', sort: 'used', offset: 200, limit: 100 }),
    )
  for (const [way, { rows, facets }] of Object.entries(ways)) {
    console.log(`a keystroke to 100 rows, ${way}: ${told(rows)}; at most 15 at the 95th percentile`)
    console.log(`the facets, in the call after it, ${way}: ${told(facets)}`)
  }
  console.log(`what fits: ${told(fits)}`)
}

async function edits({ calls, events }: TestApp): Promise<void> {
  const ids = await calls.find.ids.query({ query: '', model: null, sort: 'name' })
  for (const count of [1, 1_000]) {
    const times: number[] = []
    const bytes: number[] = []
    for (let run = 0; run < 9; run++) {
      events.length = 0
      const edit = { ids: ids.slice(0, count), change: { rating: run % 5, addTags: [`run ${run}`] } }
      await timed(times, () => calls.find.edit.mutate({ edits: [edit] }))
      await new Promise((resolve) => setTimeout(resolve, 20))
      bytes.push(events.reduce((sum, event) => sum + Buffer.byteLength(JSON.stringify(event)), 0))
    }
    console.log(`an edit of ${count}: ${told(times)}; to each window: ${spread(bytes, 0)} bytes`)
  }
  const all: number[] = []
  for (let run = 0; run < 5; run++) await timed(all, () => calls.find.selection.query({ ids }))
  console.log(`what ${ids.length} have in common: ${told(all)}`)
}

function told(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b)
  return `${spread(times, 1)} ms, 95 % within ${sorted[Math.ceil(sorted.length * 0.95) - 1]!.toFixed(1)} ms`
}

function counted(): { rows: number[]; facets: number[] } {
  return { rows: [], facets: [] }
}

async function timed(into: number[], call: () => Promise<unknown>): Promise<void> {
  const start = threadMs()
  await call()
  into.push(threadMs() - start)
}

function addVersions(): void {
  const database = openCatalog(join(folder, 'catalog.sqlite'))
  database.versions.replace(
    Array.from({ length: versions }, (_, at) => ({
      id: at.toString(16).padStart(20, '0'),
      card: Math.floor(at / 4),
      age: at % 4,
      version: null,
      epoch: 4 - (at % 4),
      step: null,
    })),
  )
  database.close()
}

/** Rows as large as those of pictures that were made. */
function addPictures(path: string): void {
  const database = new Sqlite(path)
  const record = JSON.stringify({ request: { prompt: 'a fox in the snow, '.repeat(20), seed: '7' } })
  const add = database.prepare(
    `insert into pictures (id, job_id, folder, file_name, width, height, created_at, record)
     values (?, ?, '/pictures', ?, 512, 512, '2026-01-01T00:00:00.000Z', ?)`,
  )
  database.transaction(() => {
    for (let at = 0; at < pictures; at++) add.run(`picture-${at}`, `job-${at}`, `${at}.png`, record)
  })()
  database.close()
}
