// A gallery of 100,000 pictures in a real Chromium that draws by software: opened, searched, scrolled. Its rows are of forty
// files, and the host has had the time to make them small.
import { linkSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pictureThumbnail } from '../../src-main/files/picture-thumbnail.ts'
import { thumbnailSide } from '../../src-main/gallery/thumbnails.ts'
import { manyPictures } from '../support/many-pictures.ts'
import { benchPlace, drawNoise } from './page-figures.ts'

const pictures = 100_000
const files = 40

const folder = mkdtempSync(join(tmpdir(), 'lamina-gallery-page-'))
mkdirSync(join(folder, 'models'))
mkdirSync(join(folder, 'thumbnails'))
manyPictures(folder, pictures, { files })
const thumbnail = (index: number): string => join(folder, 'thumbnails', `picture-${index}.jpg`)
for (let index = 0; index < files; index++) {
  const path = join(folder, 'pictures', `${index}.png`)
  await drawNoise(path, index)
  writeFileSync(thumbnail(index), await pictureThumbnail(path, thumbnailSide))
}
for (let index = files; index < pictures; index++) linkSync(thumbnail(index % files), thumbnail(index))

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
