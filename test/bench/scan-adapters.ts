// A library of 10,000 adapters: the first look through it, the second, and one after 100 files were renamed.
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { publishedModules } from '../../src-main/adapters/reading/base-modules.ts'
import { libraryProcesses } from '../../src-main/catalog/worker/library-processes.ts'
import { openCatalog } from '../../src-main/database/catalog-database.ts'
import { openLibrary } from '../support/open-library.ts'
import { madeUpAdapterFile } from '../support/made-up-adapter.ts'
import { families } from '../support/families.ts'

const count = 10_000
const renamed = 100
const folder = mkdtempSync(join(tmpdir(), 'lamina-bench-'))
const library = join(folder, 'Lora')
mkdirSync(library)
const one = await madeUpAdapterFile(
  folder,
  {
    base: publishedModules(families.sd1),
    rank: 1,
    modules: (component, { path }) => component === 'unet' && /attn[12]\.to_q$/.test(path),
  },
  { name: 'one.safetensors' },
)
const bytes = readFileSync(one)
rmSync(one)
const pathOf = (index: number): string => join(library, `adapter-${index}.safetensors`)
for (let index = 0; index < count; index++) {
  // Another value at the end makes it another file.
  bytes.writeFloatLE(index, bytes.length - 4)
  writeFileSync(pathOf(index), bytes)
}
const database = openCatalog(join(folder, 'catalog.sqlite'))
const work = libraryProcesses()
const shelf = openLibrary({ database, roots: () => [folder], work })
try {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  const look = async (name: string): Promise<void> => {
    delay.reset()
    delay.enable()
    const start = performance.now()
    await shelf.library.look()
    const seconds = (performance.now() - start) / 1000
    delay.disable()
    const wish = { text: '', favouritesOnly: false, fitsOnly: false, model: null, offset: 0, limit: 1 }
    const { total } = await shelf.adapters.search(wish)
    console.log(
      `${name}: ${seconds.toFixed(2)} s, ${total} adapters, the host was never busy for longer than ${(delay.max / 1e6).toFixed(0)} ms`,
    )
  }
  await look('first look')
  await look('second look')
  for (let index = 0; index < renamed; index++)
    renameSync(pathOf(index), join(folder, 'Lora', `renamed-${index}.safetensors`))
  await look(`after ${renamed} were renamed`)
} finally {
  await work.close()
  await shelf.close()
  database.close()
  rmSync(folder, { recursive: true, force: true })
}
