// A library of 10,000 adapters with previews in a real Chromium that draws by software: opened, searched, scrolled.
import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { manyAdapters } from '../support/many-adapters.ts'
import { benchPlace, drawNoise } from './page-figures.ts'

const adapters = 10_000

const folder = mkdtempSync(join(tmpdir(), 'lamina-library-page-'))
mkdirSync(join(folder, 'models'))
mkdirSync(join(folder, 'previews'))
const previews = Array.from({ length: 40 }, (_, index) => join(folder, 'previews', `${index}.png`))
await Promise.all(previews.map(drawNoise))
manyAdapters(folder, adapters, { previews })

await benchPlace({
  folder,
  what: 'library, first cards',
  key: 'Control+2',
  card: '[role="gridcell"] .name',
  call: 'find.items',
  script: 'LibraryView',
  typed: ['style-42', 'trained kind:lora', 'word 7 adapter'],
})
