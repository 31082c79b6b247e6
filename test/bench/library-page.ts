// A library of 10,000 adapters with previews in a real Chromium that draws by software: opened, searched, scrolled.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { createApp } from '../../src-main/app/create-app.ts'
import { builtRenderer } from '../../src-main/shells/server/built-renderer.ts'
import { createFakeEngine } from '../support/fake-engine.ts'
import { manyAdapters } from '../support/many-adapters.ts'
import { launchChromium } from '../support/open-studio.ts'
import { pretendLibrary } from '../support/pretend-library.ts'
import { keystrokes, listen, opened, scrolling } from './page-figures.ts'
import { spread } from './statistics.ts'

const adapters = 10_000
const opens = 7
const typed = ['style-42', 'trained kind:lora', 'word 7 adapter']
const token = 'token'
const open = (page: Page): Promise<number> => opened(page, 'Control+2', '[role="gridcell"] .name')

const folder = mkdtempSync(join(tmpdir(), 'lamina-library-page-'))
mkdirSync(join(folder, 'models'))
manyAdapters(folder, adapters, { previews: await pictures(40) })
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
const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
await new Promise((resolve) => server.once('listening', resolve))
const bound = server.address()
const address = `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}/`
const browser = await launchChromium()
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' })
  await context.addInitScript(listen, 'find.items')
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
      performance.getEntriesByType('resource').some(({ name }) => name.includes('LibraryView')),
    )
    await page.waitForTimeout(500)
    const times = [await open(page), await open(page)] as const
    // The first warms the host.
    if (run < 0) continue
    first.push(times[0])
    again.push(times[1])
  }
  console.log(
    `opening the library, first cards: ${spread(first, 0)} ms; again: ${spread(again, 0)} ms; at most 300`,
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

async function pictures(count: number): Promise<string[]> {
  mkdirSync(join(folder, 'previews'))
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const path = join(folder, 'previews', `${index}.png`)
      const noise = { type: 'gaussian' as const, mean: 40 + 4 * index, sigma: 30 }
      await sharp({ create: { width: 512, height: 512, channels: 3, background: '#888', noise } })
        .png()
        .toFile(path)
      return path
    }),
  )
}
