// A gallery of 100,000 pictures in a real Chromium that draws by software: opened, searched, scrolled. Its rows are of forty files.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { createApp } from '../../src-main/app/create-app.ts'
import { builtRenderer } from '../../src-main/shells/server/built-renderer.ts'
import { createFakeEngine } from '../support/fake-engine.ts'
import { manyPictures } from '../support/many-pictures.ts'
import { launchChromium } from '../support/open-studio.ts'
import { pretendLibrary } from '../support/pretend-library.ts'
import { keystrokes, listen, opened, scrolling } from './page-figures.ts'
import { spread } from './statistics.ts'

const pictures = 100_000
const opens = 7
const typed = ['golden owl', 'in the rain', 'number 42']
const token = 'token'
const open = (page: Page): Promise<number> => opened(page, 'Control+4', '[role="gridcell"] img')

const folder = mkdtempSync(join(tmpdir(), 'lamina-gallery-page-'))
mkdirSync(join(folder, 'models'))
manyPictures(folder, pictures, { files: 40 })
await drawFiles(40)
const app = await createApp({
  dataFolder: folder,
  staticFolder: await builtRenderer(),
  modelFolders: [join(folder, 'models')],
  picturesFolder: join(folder, 'pictures'),
  engine: createFakeEngine({ stepMs: 0 }),
  libraryWork: pretendLibrary,
  token,
  watchModels: false,
})
// Once in a catalog's life, and measured apart.
await app.studio.gallery.counts()
const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
await new Promise((resolve) => server.once('listening', resolve))
const bound = server.address()
const address = `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}/`
const browser = await launchChromium()
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' })
  await context.addInitScript(listen, 'gallery.page')
  const first: number[] = []
  const again: number[] = []
  let page = await context.newPage()
  await page.goto(`${address}?token=${token}`)
  for (let run = -1; run < opens; run++) {
    await page.close()
    page = await context.newPage()
    await page.goto(address)
    await page.getByRole('button', { name: 'Generate', exact: true }).waitFor()
    // The place's script has come, as it does two seconds after the page.
    await page.waitForFunction(() =>
      performance.getEntriesByType('resource').some(({ name }) => name.includes('GalleryView')),
    )
    await page.waitForTimeout(500)
    const times = [await open(page), await open(page)] as const
    // The first warms the host.
    if (run < 0) continue
    first.push(times[0])
    again.push(times[1])
  }
  console.log(
    `opening the gallery, first pictures: ${spread(first, 0)} ms; again: ${spread(again, 0)} ms; at most 300`,
  )
  await keystrokes(page, typed)
  await scrolling(page, await context.newCDPSession(page))
} finally {
  await browser.close()
  server.close()
  if ('closeAllConnections' in server) server.closeAllConnections()
  await app.close()
  rmSync(folder, { recursive: true, force: true })
}

async function drawFiles(count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const noise = { type: 'gaussian' as const, mean: 40 + 4 * index, sigma: 30 }
    await sharp({ create: { width: 512, height: 512, channels: 3, background: '#888', noise } })
      .png()
      .toFile(join(folder, 'pictures', `${index}.png`))
  }
}
