// A gallery of 100,000 pictures: making its facts once, opening it, and each key of a search, at the host, in time of the
// processor.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCatalog } from '../../src-main/database/catalog-database.ts'
import { gallery, type Gallery } from '../../src-main/gallery/gallery.ts'
import { manyPictures } from '../support/many-pictures.ts'
import { threadMs } from '../support/processor-time.ts'
import { percentile, spread } from './statistics.ts'

const count = 100_000
const searches = [
  'golden owl',
  'masterpiece apple',
  'number 4',
  'model:"model 3" fox',
  '森の中',
  'in the rain',
]
const folder = mkdtempSync(join(tmpdir(), 'lamina-gallery-'))

async function timed(call: () => Promise<unknown>): Promise<number> {
  const start = threadMs()
  await call()
  return threadMs() - start
}

function open(): { seen: Gallery; close(): void } {
  const database = openCatalog(join(folder, 'catalog.sqlite'))
  const seen = gallery({
    pictures: database.pictures,
    facts: database.pictureFacts,
    search: database.pictureSearch,
    attempt: (write) => write(),
    now: () => new Date(),
  })
  return { seen, close: database.close }
}

try {
  manyPictures(folder, count)
  const first = open()
  console.log(`facts of all, once: ${(await timed(() => first.seen.counts())).toFixed(0)} ms`)
  first.close()
  const wish = { query: '', sort: 'newest' as const }
  const opened: number[] = []
  for (let run = 0; run < 5; run++) {
    const { seen, close } = open()
    opened.push(
      await timed(() =>
        Promise.all([seen.page({ ...wish, offset: 0, limit: 60 }), seen.layout({ ...wish, known: null })]),
      ),
    )
    close()
  }
  console.log(`first page and layout after a start: ${spread(opened, 0)} ms`)
  const { seen, close } = open()
  await seen.layout({ ...wish, known: null })
  const keys: number[] = []
  const layouts: number[] = []
  for (const search of searches)
    for (let length = 1; length <= search.length; length++) {
      const query = search.slice(0, length)
      keys.push(await timed(() => seen.page({ query, sort: 'newest', offset: 0, limit: 60 })))
      layouts.push(await timed(() => seen.layout({ query, sort: 'newest', known: null })))
    }
  console.log(
    `a key to its rows: ${spread(keys, 1)} ms, 95 %: ${percentile(keys, 95).toFixed(1)} ms; at most 15`,
  )
  console.log(
    `and to how all of them lie: ${spread(layouts, 1)} ms, 95 %: ${percentile(layouts, 95).toFixed(1)} ms`,
  )
  console.log(`memory: ${(process.memoryUsage.rss() / 2 ** 20).toFixed(0)} MB`)
  close()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
