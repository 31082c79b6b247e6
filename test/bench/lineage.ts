// What belongs together among 10,000 adapters, most of them merged or resized from others, and 100,000 pictures: what an adapter was
// made from and into, the pictures made with all of that, and a picture's adapters with what they came from, at the host.
import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { contentsOf, picturesMadeWith } from '../../src-renderer/state/lineage.ts'
import { manyAdapters } from '../support/many-adapters.ts'
import { manyPictures } from '../support/many-pictures.ts'
import { makeDataFolder, startTestApp, type TestApp } from '../support/test-app.ts'
import { percentile, spread } from './statistics.ts'

const adapters = 10_000
const pictures = 100_000
/** The first of them are what the others were made from, the first of all most often. */
const trained = 2_000
const runs = 200

const idOf = (index: number): string => index.toString(16).padStart(20, '0')
const hashOf = (index: number): string => createHash('sha256').update(String(index)).digest('hex')

const folder = makeDataFolder()
try {
  manyAdapters(folder, adapters)
  manyPictures(folder, pictures)
  const first = await startTestApp(folder)
  // Every file is in the index, and what each picture was made with is known.
  await first.calls.find.ids.query({ query: '', model: null, sort: 'name' })
  await first.calls.gallery.counts.query()
  await first.app.close()
  belongTogether(join(folder, 'catalog.sqlite'))
  const studio = await startTestApp(folder)
  await studio.calls.gallery.counts.query()
  await studio.calls.gallery.page.query({ query: '', sort: 'newest', offset: 0, limit: 60 })
  await ofAdapters(studio)
  await ofPictures(studio)
  await studio.app.close()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Each of the others was made from two to five before it; the pictures were made with all of them. */
function belongTogether(path: string): void {
  const database = new Sqlite(path)
  const add = database.prepare(
    'insert into made_from (id, position, name, sha256, weight) values (?, ?, ?, ?, ?)',
  )
  const act = database.prepare('update picture_adapters set sha256 = ?, auto_v3 = ? where sequence = ?')
  const acted = database.prepare('select sequence from picture_adapters order by sequence').pluck().all()
  const hash = database.prepare('update adapters set sha256 = ?, auto_v3 = ? where id = ?')
  database.transaction(() => {
    for (let index = 0; index < adapters; index++) hash.run(hashOf(index), hashOf(index), idOf(index))
    for (let index = trained; index < adapters; index++)
      for (let position = 0; position < 2 + (index % 4); position++) {
        // Neighbours before it make chains; every tenth goes back to one of the first hundred.
        const source =
          index % 10 === 0 ? (index * 7 + position) % 100 : index - 1 - ((index * 13 + position * 101) % 900)
        add.run(idOf(index), position, `style-${source}`, hashOf(source), 0.5)
      }
    for (const [at, sequence] of acted.entries()) {
      // A third of the pictures are of twenty that are liked.
      const index = at % 3 === 0 ? at % 20 : (at * 31) % adapters
      act.run(hashOf(index), hashOf(index), sequence)
    }
  })()
  database.close()
}

async function ofAdapters({ calls }: TestApp): Promise<void> {
  const lineage: number[] = []
  const made: number[] = []
  const nodes: number[] = []
  const totals: number[] = []
  for (let run = 0; run < runs; run++) {
    const index = run % 2 === 0 ? run % 100 : (run * 47) % adapters
    const of = [{ id: idOf(index), sha256: hashOf(index) }]
    const [found] = await timed(lineage, () => calls.find.lineage.query({ of }))
    nodes.push(found!.from.length + found!.into.length)
    const query = picturesMadeWith([
      { isAdapter: true, hashes: [hashOf(index), hashOf(index)] },
      ...contentsOf(found!.into),
    ])!
    const wish = { query, sort: 'newest', offset: 0, limit: 6 } as const
    totals.push((await timed(made, () => calls.gallery.page.query(wish))).total)
  }
  console.log(`what an adapter was made from and into (${spread(nodes, 0)} files): ${told(lineage)}`)
  console.log(`the pictures made with it and with those (${spread(totals, 0)}): ${told(made)}`)
}

async function ofPictures({ calls }: TestApp): Promise<void> {
  const times: number[] = []
  for (let run = 0; run < runs; run++) {
    const acted = Array.from({ length: 1 + (run % 6) }, (_, at) => (run * 41 + at * 977) % adapters)
    await timed(times, async () => {
      const { names } = await calls.adapters.lookup.query({ ids: [], names: acted.map(hashOf) })
      const ids = new Map(names.map(({ name, id }) => [name, id]))
      const files = acted.map((index) => ({ id: ids.get(hashOf(index)) ?? null, sha256: hashOf(index) }))
      return calls.find.lineage.query({ of: [{ id: null, sha256: '1'.repeat(64) }, ...files] })
    })
  }
  console.log(`a picture's adapters, and what they came from: ${told(times)}`)
}

function told(times: readonly number[]): string {
  return `${spread(times, 1)} ms, 95 % within ${percentile(times, 95).toFixed(1)}; at most 50`
}

async function timed<Answer>(into: number[], call: () => Promise<Answer>): Promise<Answer> {
  const start = performance.now()
  const answer = await call()
  into.push(performance.now() - start)
  return answer
}
