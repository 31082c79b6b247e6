// A library of 10,000 adapters with headers as people have them: the first look through it, the second, and one after
// 100 files were renamed; then the same where no two adapters have the same table of contents. `npm run bench -- scan-adapters`;
// `VARIETY=usual` measures the first alone.
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { libraryProcesses } from '../../src-main/catalog/worker/library-processes.ts'
import { openCatalog } from '../../src-main/database/catalog-database.ts'
import { writeAdapterHeaders, type Variety } from '../support/adapter-headers.ts'
import { openLibrary } from '../support/open-library.ts'
import { spread } from './statistics.ts'

const count = Number(process.env['COUNT'] ?? 10_000)
const runs = Number(process.env['RUNS'] ?? 3)
const renamed = Math.min(100, count)
const varieties = (['usual', 'each'] satisfies Variety[]).filter(
  (one) => (process.env['VARIETY'] ?? one) === one,
)

type Look = { readonly seconds: number; readonly cpuSeconds: number; readonly busyMs: number }

/** Of all processes that this one has waited for; none where the system does not say. */
function readersSeconds(): number {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]!.split(' ')
    return (Number(fields[13]) + Number(fields[14])) / 100
  } catch {
    return 0
  }
}

type Looks = { readonly looks: readonly Look[]; readonly readersSeconds: number }

async function looksThrough(root: string, paths: readonly string[]): Promise<Looks> {
  const folder = mkdtempSync(join(tmpdir(), 'lamina-bench-catalog-'))
  const database = openCatalog(join(folder, 'catalog.sqlite'))
  const work = libraryProcesses()
  const shelf = openLibrary({ database, roots: () => [root], work })
  const delay = monitorEventLoopDelay({ resolution: 5 })
  const look = async (): Promise<Look> => {
    delay.reset()
    delay.enable()
    const start = performance.now()
    const before = process.cpuUsage()
    await shelf.library.look()
    const seconds = (performance.now() - start) / 1000
    const { user, system } = process.cpuUsage(before)
    delay.disable()
    return { seconds, cpuSeconds: (user + system) / 1e6, busyMs: delay.max / 1e6 }
  }
  const before = readersSeconds()
  const looks: Look[] = []
  try {
    looks.push(await look(), await look())
    for (const path of paths.slice(0, renamed)) renameSync(path, `${path}.new.safetensors`)
    looks.push(await look())
    for (const path of paths.slice(0, renamed)) renameSync(`${path}.new.safetensors`, path)
  } finally {
    await work.close()
    await shelf.close()
    database.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { looks, readersSeconds: readersSeconds() - before }
}

const folder = mkdtempSync(join(tmpdir(), 'lamina-bench-'))
try {
  for (const variety of varieties) {
    const root = join(folder, variety, 'Lora')
    mkdirSync(root, { recursive: true })
    const paths = writeAdapterHeaders(root, count, variety)
    const all: Looks[] = []
    for (let run = 0; run < (variety === 'usual' ? runs : 1); run++) all.push(await looksThrough(root, paths))
    console.log(variety === 'usual' ? 'tables as trainers write them' : 'every table of contents another')
    for (const [at, name] of ['first look', 'second look', `after ${renamed} were renamed`].entries()) {
      const figures = (of: (look: Look) => number, digits = 2): string =>
        spread(
          all.map(({ looks }) => of(looks[at]!)),
          digits,
        )
      console.log(`  ${name}: ${figures(({ seconds }) => seconds)} s`)
      console.log(`    processor of the host: ${figures(({ cpuSeconds }) => cpuSeconds)} s`)
      console.log(
        `    the host was busy without a pause for at most ${figures(({ busyMs }) => busyMs, 0)} ms`,
      )
    }
    console.log(`  processor of the readers: ${spread(all.map((one) => one.readersSeconds))} s`)
    rmSync(root, { recursive: true, force: true })
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
