// How long a browser shows nothing: eight loads of the page from a warm server, each in a browser without a cache.
// `LAMINA_BASELINE=FOLDER` compares another build of the renderer with it, in turn.
import { serve } from '@hono/node-server'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { createApp, type App } from '../../src-main/app/create-app.ts'
import { builtRenderer } from '../../src-main/shells/server/built-renderer.ts'
import { createFakeEngine } from '../support/fake-engine.ts'
import { launchChromium } from '../support/open-studio.ts'
import { pretendLibrary } from '../support/pretend-library.ts'
import { spread } from './statistics.ts'

const loads = 8
const pictures = 24
const token = 'token'

type Load = {
  paint: number
  content: number
  picture: number
  usable: number
  shift: number
  kilobytes: number
}

const folders = { build: await builtRenderer(), ...baseline() }
const browser = await launchChromium()
try {
  const served = await Promise.all(
    Object.entries(folders).map(async ([name, folder]) => [name, await start(folder)] as const),
  )
  const found = new Map<string, Load[]>()
  for (let round = -1; round < loads; round++)
    for (const [name, { address }] of served) {
      const load = await measured(browser, address)
      // The first warms the server.
      if (round >= 0) found.set(name, [...(found.get(name) ?? []), load])
    }
  for (const [name, all] of found) report(name, all)
  for (const [, { close }] of served) await close()
} finally {
  await browser.close()
}

function baseline(): Record<string, string> {
  const folder = process.env['LAMINA_BASELINE']
  return folder === undefined ? {} : { baseline: folder }
}

async function start(staticFolder: string): Promise<{ address: string; close(): Promise<void> }> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'lamina-bench-'))
  mkdirSync(join(dataFolder, 'models'))
  writeFileSync(join(dataFolder, 'models', 'emoji-diffusion-128.safetensors'), 'emoji-diffusion-128')
  const app = await createApp({
    dataFolder,
    staticFolder,
    modelFolders: [join(dataFolder, 'models')],
    picturesFolder: join(dataFolder, 'pictures'),
    engine: createFakeEngine({ stepMs: 0 }),
    libraryWork: pretendLibrary,
    token,
    watchModels: false,
  })
  await makePictures(app)
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  const bound = server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0
  return {
    address: `http://127.0.0.1:${port}/?token=${token}`,
    async close() {
      server.close()
      if ('closeAllConnections' in server) server.closeAllConnections()
      await app.close()
      rmSync(dataFolder, { recursive: true, force: true })
    },
  }
}

async function makePictures({ studio }: App): Promise<void> {
  const { request } = studio.workspace.get(studio.models.list(), studio.adapters)
  for (let seed = 0; seed < pictures; seed++)
    studio.jobs.submit({ ...request, steps: 1, width: 512, height: 512, seed: String(seed) })
  while (studio.pictures.list(null, pictures).length < pictures)
    await new Promise((resolve) => setTimeout(resolve, 50))
}

async function measured(browser: Browser, address: string): Promise<Load> {
  // Signed in, as everyone is who comes back.
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' })
  const first = await context.newPage()
  await first.goto(address)
  await first.getByRole('button', { name: 'Generate', exact: true }).waitFor()
  await first.close()
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  let bytes = 0
  session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))
  await page.addInitScript(watch)
  await page.goto(new URL('/', address).href)
  await page.waitForFunction(() => 'usable' in window.seen && 'picture' in window.seen)
  await page.waitForTimeout(300)
  const load = await page.evaluate(() => {
    const paint = (name: string): number => performance.getEntriesByName(name)[0]?.startTime ?? NaN
    return { ...window.seen, paint: paint('first-paint'), content: paint('first-contentful-paint') }
  })
  await context.close()
  return { ...(load as unknown as Omit<Load, 'kilobytes'>), kilobytes: bytes / 1024 }
}

declare global {
  interface Window {
    seen: Record<string, number>
  }
}

/** In the page: when the last picture and the button are there, and how much moved. */
function watch(): void {
  window.seen = { shift: 0 }
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      window.seen['shift']! += (entry as unknown as { value: number }).value
  }).observe({ type: 'layout-shift', buffered: true })
  const look = (): void => {
    const { seen } = window
    const picture = document.querySelector<HTMLImageElement>('.frame img')
    if (picture?.complete === true && picture.naturalWidth > 0) seen['picture'] ??= performance.now()
    if (document.querySelector('.generate button') !== null) seen['usable'] ??= performance.now()
    if (!('picture' in seen && 'usable' in seen)) requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

function report(name: string, all: readonly Load[]): void {
  console.log(name)
  const of = (what: keyof Load): number[] => all.map((load) => load[what])
  for (const what of ['paint', 'content', 'picture', 'usable'] as const)
    console.log(`  ${what.padEnd(9)} ${spread(of(what), 0)} ms`)
  console.log(`  shift     ${spread(of('shift'), 4)}`)
  console.log(`  bytes     ${spread(of('kilobytes'), 0)} kB`)
}
