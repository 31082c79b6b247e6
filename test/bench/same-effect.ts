// The same effect among 10,000 adapters: what a fingerprint and a proof of full-size files take, the search among all, and
// one new file against all (`PART=search` measures these two alone). Files of full size are a few; the other fingerprints
// are drawn at random, as unrelated ones are.
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fingerprintBits } from '../../src-main/adapters/effect/fingerprint-search.ts'
import { sketchSize } from '../../src-main/adapters/effect/sketch.ts'
import { publishedModules } from '../../src-main/adapters/reading/base-modules.ts'
import { adapterFactsKind } from '../../src-main/catalog/adapters/adapter-facts.ts'
import { adapterKeys } from '../../src-main/catalog/adapters/adapter-keys.ts'
import { factsOf } from '../../src-main/catalog/adapters/adapter-summary.ts'
import { effects, type Effects } from '../../src-main/catalog/effects/effects.ts'
import { libraryProcesses } from '../../src-main/catalog/worker/library-processes.ts'
import { toStore } from '../../src-main/contract/stored.ts'
import { openCatalog } from '../../src-main/database/catalog-database.ts'
import { families } from '../support/families.ts'
import { madeUpTensors } from '../support/made-up-adapter.ts'
import { openLibrary } from '../support/open-library.ts'
import { createRandom } from '../support/random-tensor.ts'
import { resized, stored, written } from '../support/written-adapter.ts'
import { median, spread } from './statistics.ts'

const count = 10_000
const runs = 20
/** One part rest for four parts work, as `effects.ts` has it. */
const withRests = 1.25
const folder = mkdtempSync(join(tmpdir(), 'lamina-bench-'))
const database = openCatalog(join(folder, 'catalog.sqlite'))
const work = libraryProcesses()
const random = createRandom(1)
/** Of this process alone: what the rest of the host would wait for. */
const processor = async (act: () => Promise<unknown>): Promise<number> => {
  const before = process.cpuUsage()
  await act()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}
const seconds = async (act: () => Promise<unknown>): Promise<number> => {
  const start = performance.now()
  await act()
  return (performance.now() - start) / 1000
}

try {
  if (process.env['PART'] !== 'search') for (const family of ['sd1', 'sdxl'] as const) await fullSize(family)
  await searchAmongAll()
} finally {
  await work.close()
  database.close()
  rmSync(folder, { recursive: true, force: true })
}

/** Rank 16 in f16, every attention and feed-forward layer of UNet and text encoders, as kohya's. */
async function fullSize(family: 'sd1' | 'sdxl'): Promise<void> {
  const tensors = stored(
    madeUpTensors({ base: publishedModules(families[family]), rank: 16, alpha: 8 }),
    'f16',
  )
  const [one, two] = [join(folder, `${family}.safetensors`), join(folder, `${family}-two.safetensors`)]
  await written(one, tensors)
  cpSync(one, two)
  const both = (): Promise<unknown> => Promise.all([work.effect(one), work.effect(two)])
  // The first makes the processes and reads the tables of the family.
  await both()
  const calls = { fingerprint: () => work.effect(one), proof: () => work.likeness(one, two) }
  const megabytes = (statSync(one).size / 2 ** 20).toFixed(0)
  for (const [name, call] of Object.entries(calls)) {
    const [taken, worked]: [number[], number[]] = [[], []]
    for (let run = 0; run < runs; run++)
      taken.push(await seconds(async () => worked.push(await processor(call))))
    console.log(
      `${family}, rank 16, ${megabytes} MB: a ${name} ${spread(taken, 3)} s, of our own processor ${spread(worked, 3)} s`,
    )
  }
  const pairs: number[] = []
  for (let run = 0; run < runs; run++) pairs.push(await seconds(both))
  const minutes = ((median(pairs) / 2) * count * withRests) / 60
  console.log(
    `  two at a time ${spread(pairs, 3)} s: ${count} in ${minutes.toFixed(1)} min, rests of the background with them`,
  )
}

async function searchAmongAll(): Promise<void> {
  const library = join(folder, 'Lora')
  mkdirSync(library)
  const base = publishedModules(families.sd1)
  const shelf = openLibrary({ database, roots: () => [library], work })
  const alike: Effects = effects({
    table: database.effects,
    likeness: database.likeness,
    sameEffects: database.sameEffects,
    versions: database.versions,
    onFoundChanged: () => undefined,
    work,
    rowOf: shelf.adapters.rowOf,
    attempt: (write) => write(),
    onProgress: () => undefined,
    onFailure: console.error,
    background: null,
  })
  const madeUp = (seed: number) =>
    madeUpTensors({
      base,
      rank: 16,
      seed,
      modules: (component, { path }) => component === 'unet' && /attn2\.to_[qv]$/.test(path),
    })
  // 40 adapters with three copies each: another name, bf16, and half the rank.
  for (let seed = 1; seed <= 40; seed++) {
    const tensors = madeUp(seed)
    const [name, path] = [`adapter ${seed}`, (kind: string) => join(library, `${name}${kind}.safetensors`)]
    await written(path(''), tensors)
    await written(path(' again'), tensors)
    await written(path(' in bf16'), stored(tensors, 'bf16'))
    await written(path(' small'), resized(tensors, 12))
  }
  await shelf.library.look()
  const own = shelf.adapters.names().length
  fillWithStrangers(count - own)
  const stages = new Map<string, { seconds: number; pieces: number }>()
  let [stage, since] = ['', performance.now()]
  const note = (next: string): void => {
    const known = stages.get(stage) ?? { seconds: 0, pieces: 0 }
    stages.set(stage, {
      seconds: known.seconds + (performance.now() - since) / 1000,
      pieces: known.pieces + 1,
    })
    stage = next
    since = performance.now()
  }
  let worked = 0
  const all = await seconds(async () => {
    worked = await processor(() => alike.complete((step) => note(step.stage)))
  })
  note('')
  for (const [name, { seconds: taken, pieces }] of stages)
    if (name !== '') console.log(`  ${name}: ${taken.toFixed(1)} s in ${pieces} pieces`)
  const { groups } = alike.groups()
  console.log(
    `${count} adapters, ${own} of them files: all found and proven in ${all.toFixed(1)} s, of a processor ${worked.toFixed(1)} s, ${groups.length} groups of ${[...new Set(groups.map(({ ids }) => ids.length))].join(', ')}`,
  )
  await written(join(library, 'new.safetensors'), madeUp(7))
  const fresh = await seconds(async () => {
    await shelf.library.look()
    worked = await processor(() => alike.complete(() => undefined))
  })
  console.log(`one new file against all: ${fresh.toFixed(2)} s, of a processor ${worked.toFixed(2)} s`)
  const id = shelf.adapters.byName('new')!.id
  const asked: number[] = []
  for (let run = 0; run < runs; run++) asked.push(await seconds(() => alike.alike(id, 100)))
  console.log(`those like this one: ${spread(asked)} s`)
  await alike.close()
  await shelf.close()
}

/** Rows of adapters that are no files, with directions of their own. */
function fillWithStrangers(strangers: number): void {
  const { facts } = factsOf(database.adapters.unmeasured(1)[0]!)
  const files = Array.from({ length: strangers }, (_, index) => {
    const id = `stranger ${String(index).padStart(5, '0')}`
    const file = { id, name: id, path: `/${id}`, sizeBytes: 1, modifiedMs: 1, besideMs: 0, addedAt: '' }
    return { ...file, ...adapterKeys(file, facts), facts: toStore(adapterFactsKind, facts) }
  })
  database.adapters.put(files)
  const rest = { family: 'sd1', isEightBit: false, session: null, place: null }
  for (const { id } of files) {
    const { data } = random.normal([sketchSize])
    const length = Math.hypot(...data)
    const direction = fingerprintBits(Float32Array.from(data, (value) => value / length))
    database.effects.put({ id, sizeBytes: 1, modifiedMs: 1 }, { ...rest, direction })
  }
}
