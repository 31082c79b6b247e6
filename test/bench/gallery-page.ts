// A gallery of 100,000 pictures in a real Chromium that draws by software: opened, searched, scrolled. Its rows are of forty files.
import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { manyPictures } from '../support/many-pictures.ts'
import { benchPlace, drawNoise } from './page-figures.ts'

const pictures = 100_000
const files = 40

const folder = mkdtempSync(join(tmpdir(), 'lamina-gallery-page-'))
mkdirSync(join(folder, 'models'))
manyPictures(folder, pictures, { files })
for (let index = 0; index < files; index++) await drawNoise(join(folder, 'pictures', `${index}.png`), index)

await benchPlace({
  folder,
  what: 'gallery, first pictures',
  key: 'Control+4',
  card: '[role="gridcell"] img',
  call: 'gallery.page',
  script: 'GalleryView',
  typed: ['golden owl', 'in the rain', 'number 42'],
  before: ({ studio }) => studio.gallery.counts(),
})
