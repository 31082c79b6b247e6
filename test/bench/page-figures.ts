// What a page of a place is measured by, in a real Chromium: opening it, a keystroke to the rows it finds, and scrolling, by the
// page's own frames and the tasks of a trace. `PART=keys npm run bench -- gallery-page` measures one part of it, opening, keys
// or scrolling, each within a minute.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import type { CDPSession, Page } from 'playwright-core'
import sharp from 'sharp'
import { createApp, type App } from '../../src-main/app/create-app.ts'
import { builtRenderer } from '../../src-main/shells/server/built-renderer.ts'
import { createFakeEngine } from '../support/fake-engine.ts'
import { launchChromium } from '../support/open-studio.ts'
import { pretendLibrary } from '../support/pretend-library.ts'
import { beforeOthers } from './before-others.ts'
import { percentile, spread } from './statistics.ts'

/** CSS pixels in a second: a slow hand, a wheel, a fling. */
const speeds = [1_500, 6_000, 30_000]
const scrollSeconds = 4

export type PlaceBench = {
  /** With its rows in the catalog. */
  readonly folder: string
  readonly what: string
  /** Leads there. */
  readonly key: string
  /** What is there once its first row is. */
  readonly card: string
  /** The call that searches, and the script of the place. */
  readonly call: string
  readonly script: string
  readonly typed: readonly string[]
  /** What is done once in a catalog's life, and measured apart. */
  readonly before?: (app: App) => Promise<unknown>
}

const opens = 7
/** One of the parts; all where none is named. */
const wanted = process.env['PART']
const isWanted = (part: 'opening' | 'keys' | 'scrolling'): boolean => wanted === undefined || wanted === part
const token = 'token'

/** Serves a data folder, opens a page of it and prints all figures. The folder is gone then. */
export async function benchPlace({
  folder,
  what,
  key,
  card,
  call,
  script,
  typed,
  before,
}: PlaceBench): Promise<void> {
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
  await before?.(app)
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  const bound = server.address()
  const address = `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}/`
  const browser = await launchChromium()
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' })
    await context.addInitScript(listen, call)
    const first: number[] = []
    const again: number[] = []
    let page = await context.newPage()
    await page.goto(`${address}?token=${token}`)
    for (let run = -1; run < (isWanted('opening') ? opens : 0); run++) {
      await page.close()
      page = await context.newPage()
      beforeOthers()
      await page.goto(address)
      await page.getByRole('button', { name: 'Generate', exact: true }).waitFor()
      // The place's script has come, as it does two seconds after the page.
      await page.waitForFunction(
        (wanted) => performance.getEntriesByType('resource').some(({ name }) => name.includes(wanted)),
        script,
      )
      await page.waitForTimeout(500)
      const times = [await opened(page, key, card), await opened(page, key, card)] as const
      // The first warms the host.
      if (run < 0) continue
      first.push(times[0])
      again.push(times[1])
    }
    if (isWanted('opening'))
      console.log(`opening the ${what}: ${spread(first, 0)} ms; again: ${spread(again, 0)} ms; at most 300`)
    if (isWanted('keys')) await keystrokes(page, typed)
    if (isWanted('scrolling')) await scrolling(page, await context.newCDPSession(page))
  } finally {
    await browser.close()
    server.close()
    if ('closeAllConnections' in server) server.closeAllConnections()
    await app.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A picture with nothing in it that packs well; each `index` is another. */
export async function drawNoise(path: string, index: number): Promise<void> {
  const noise = { type: 'gaussian' as const, mean: 40 + 4 * index, sigma: 30 }
  await sharp({ create: { width: 512, height: 512, channels: 3, background: '#888', noise } })
    .png()
    .toFile(path)
}

declare global {
  interface Window {
    answered: number[]
    keys: number[]
  }
}

/** In the page: when an answer of the call that searches is on the screen, and when a key went down. */
function listen(call: string): void {
  window.answered = []
  window.keys = []
  const painted = (then: (at: number) => void): void => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => then(performance.now())
      port2.postMessage(null)
    })
  }
  const { fetch } = window
  window.fetch = async (...args) => {
    const answer = await fetch(...args)
    const [asked] = args
    if (!(asked instanceof Request ? asked.url : String(asked)).includes(call)) return answer
    const json = answer.json.bind(answer)
    answer.json = async () => {
      const value: unknown = await json()
      painted((at) => window.answered.push(at))
      return value
    }
    return answer
  }
  addEventListener('keydown', ({ timeStamp }) => window.keys.push(timeStamp), true)
}

/** From Create, by a key, until the first card is on the screen: what `card` names is there, and a picture is drawn. */
async function opened(page: Page, key: string, card: string): Promise<number> {
  await page.keyboard.press('Control+1')
  await page.getByRole('button', { name: 'Generate', exact: true }).waitFor()
  await page.evaluate((selector) => {
    window.keys = []
    window.answered = []
    const look = (): void => {
      const found = document.querySelector(selector)
      const isDrawn = found instanceof HTMLImageElement ? found.naturalWidth > 0 : found !== null
      if (!isDrawn) requestAnimationFrame(look)
      else {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => window.answered.splice(0, window.answered.length, performance.now())
        port2.postMessage(null)
      }
    }
    requestAnimationFrame(look)
  }, card)
  await page.keyboard.press(key)
  await page.waitForFunction(() => window.answered.length > 0)
  await page.waitForTimeout(300)
  return page.evaluate(() => {
    const [start] = window.keys.slice(-1)
    return window.answered[0]! - start!
  })
}

async function keystrokes(page: Page, typed: readonly string[]): Promise<void> {
  const times: number[] = []
  const search = page.getByRole('searchbox', { name: 'Search' })
  for (let round = 0; round < 2; round++)
    for (const text of typed) {
      await search.fill('')
      await page.waitForTimeout(500)
      await search.focus()
      for (const letter of text) {
        await page.evaluate(() => {
          window.keys = []
          window.answered = []
        })
        await page.keyboard.press(letter === ' ' ? 'Space' : letter)
        await page.waitForFunction(() => window.answered.length > 0)
        times.push(await page.evaluate(() => window.answered[0]! - window.keys[0]!))
        // What belongs to this letter is over.
        await page.waitForTimeout(150)
      }
    }
  await search.fill('')
  await page.waitForTimeout(1_000)
  console.log(
    `a keystroke to the rows on the screen: ${spread(times, 1)} ms, 95 % within ${percentile(times, 95).toFixed(1)}; at most 50`,
  )
}

type TraceEvent = {
  name: string
  dur?: number
  tdur?: number
  pid: number
  tid: number
  args?: { name?: string }
}

async function scrolling(page: Page, session: CDPSession): Promise<void> {
  for (const speed of speeds) {
    const frames: number[] = []
    const tasks: TraceEvent[] = []
    for (const direction of [-1, 1]) {
      const events: TraceEvent[] = []
      const collect = ({ value }: { value: unknown[] }): number => events.push(...(value as TraceEvent[]))
      session.on('Tracing.dataCollected', collect)
      await session.send('Tracing.start', {
        transferMode: 'ReportEvents',
        traceConfig: {
          includedCategories: ['disabled-by-default-devtools.timeline', 'toplevel', '__metadata'],
        },
      })
      await page.evaluate(() => {
        const all: number[] = []
        let last = performance.now()
        const tick = (now: number): void => {
          all.push(now - last)
          last = now
          Object.assign(window, { frames: all, ticking: requestAnimationFrame(tick) })
        }
        requestAnimationFrame(tick)
      })
      await session.send('Input.synthesizeScrollGesture', {
        x: 600,
        y: 500,
        yDistance: direction * speed * scrollSeconds,
        speed,
        gestureSourceType: 'mouse',
        preventFling: false,
      })
      frames.push(
        ...(await page.evaluate(() => {
          const { frames, ticking } = window as unknown as { frames: number[]; ticking: number }
          cancelAnimationFrame(ticking)
          return frames.slice(1)
        })),
      )
      const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve))
      await session.send('Tracing.end')
      await complete
      session.off('Tracing.dataCollected', collect)
      tasks.push(...ofPage(events))
      await page.waitForTimeout(1_000)
    }
    const busyMs = tasks.reduce((sum, { tdur = 0 }) => sum + tdur / 1000, 0)
    const late = (100 * frames.filter((ms) => ms > 33.4).length) / frames.length
    const long = tasks.filter(({ dur = 0 }) => dur > 50_000)
    const most = (key: 'dur' | 'tdur'): string =>
      (Math.max(0, ...tasks.map((task) => task[key] ?? 0)) / 1000).toFixed(0)
    console.log(
      `scrolling at ${speed} pixels a second: frames ${spread(frames, 1)} ms, 99 % within ` +
        `${percentile(frames, 99).toFixed(1)}, ${late.toFixed(2)} % over 33; tasks over 50 ms: ${long.length} of ` +
        `${tasks.length}, the longest ${most('dur')} ms (${most('tdur')} of the processor); ` +
        `the page's thread was at work for ${((100 * busyMs) / frames.reduce((sum, ms) => sum + ms, 0)).toFixed(0)} % of the time`,
    )
  }
}

/** Tasks of the main thread of the page that has the most of them. */
function ofPage(events: readonly TraceEvent[]): TraceEvent[] {
  const mains = new Set(
    events.flatMap(({ name, args, pid, tid }) =>
      name === 'thread_name' && args?.name === 'CrRendererMain' ? [`${pid} ${tid}`] : [],
    ),
  )
  const tasks = events.filter(({ name, pid, tid }) => name === 'RunTask' && mains.has(`${pid} ${tid}`))
  const byThread = [...Map.groupBy(tasks, ({ pid, tid }) => `${pid} ${tid}`).values()]
  return byThread.toSorted((a, b) => b.length - a.length)[0] ?? []
}
