// The served app in a real Chromium: one call opens a page on it, with everything that went wrong collected.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { createApp, type App, type AppOptions } from '../../src-main/app/create-app.ts'
import type { AppError } from '../../src-main/base/errors.ts'
import type { LibraryWork } from '../../src-main/catalog/worker/library-work.ts'
import { builtRenderer } from '../../src-main/shells/server/built-renderer.ts'
import { forkEngine } from '../../src-main/shells/server/engine-host.ts'
import { createFakeEngine, type FakeEngine } from './fake-engine.ts'
import { pretendEffects } from './pretend-effects.ts'
import { pretendLibrary } from './pretend-library.ts'

export type Violation = { id: string; nodes: string[] }

export type Studio = {
  app: App
  /** Idle where the real one works. */
  engine: FakeEngine
  address: string
  dataFolder: string
  /** A new window; its errors go to `troubles`. */
  open(options?: BrowserContextOptions): Promise<Page>
  /** Another host, with another engine, on the same folder and at the same address; the windows of the first are closed. */
  restart(): Promise<void>
  /** Console errors and warnings, page errors, failed requests. */
  readonly troubles: string[]
  close(): Promise<void>
}

export type StudioOptions = {
  /** Folders in which those of other programs are looked for. */
  likelyParents?: readonly string[]
  stepMs?: number
  failures?: Record<string, AppError>
  models?: readonly string[]
  /** How long nobody uses the app before previews are made. */
  idleAfterMs?: number
  /** What is asked instead of the web. */
  downloads?: AppOptions['downloads']
  /** Each pretend file is read when this has resolved. */
  beforeRead?: () => Promise<void>
  /**
   * The engine itself, instead of the fake on pretend models: on the models of
   * the repository, or on copies it may add to.
   */
  real?: boolean | 'copies'
}

const repositoryModels = join(import.meta.dirname, '../../models')
const token = 'token-of-the-test'
const defaultModels = ['emoji-diffusion-128', 'big-painter-xl', 'wide-ema.vae', 'broken'] as const
const chromiumPaths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

export async function openStudio(options: StudioOptions = {}): Promise<Studio> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'lamina-e2e-'))
  const modelsFolder = options.real === true ? repositoryModels : join(dataFolder, 'models')
  if (options.real === 'copies') cpSync(repositoryModels, modelsFolder, { recursive: true })
  if (!options.real) {
    mkdirSync(modelsFolder)
    for (const name of options.models ?? defaultModels) {
      writeFileSync(join(modelsFolder, `${name}.safetensors`), name)
    }
  }
  const startEngine = (): FakeEngine =>
    createFakeEngine({ stepMs: options.stepMs ?? 25, failures: options.failures ?? {} })
  const appOptions = {
    dataFolder,
    staticFolder: await builtRenderer(),
    modelFolders: [modelsFolder],
    picturesFolder: join(dataFolder, 'pictures'),
    ...(options.idleAfterMs === undefined ? {} : { idleAfterMs: options.idleAfterMs }),
    ...(options.downloads === undefined ? {} : { downloads: options.downloads }),
    ...(options.real ? {} : { libraryWork: pretendWork(options.beforeRead) }),
    token,
    version: '0.1.0',
    watchModels: false,
    likelyPlaces: { parents: options.likelyParents ?? [], roots: [], comfyConfigs: [], matrixNotes: [] },
  }
  const startApp = (): Promise<App> =>
    createApp({
      ...appOptions,
      engine: options.real ? forkEngine({}) : engine,
      engineAgain: options.real ? () => forkEngine({}) : startEngine,
    })
  let engine = startEngine()
  let app = await startApp()
  const server = serve({ fetch: (request) => app.fetch(request), port: 0, hostname: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  const bound = server.address()
  if (bound === null || typeof bound === 'string') throw new Error('the server has no port')
  const address = `http://127.0.0.1:${bound.port}/`
  const browser = await launchChromium()
  const troubles: string[] = []

  return {
    get app() {
      return app
    },
    get engine() {
      return engine
    },
    address,
    dataFolder,
    troubles,
    async open(contextOptions = {}) {
      const context = await browser.newContext({
        viewport: { width: 1440, height: 900 },
        colorScheme: 'dark',
        locale: 'en-GB',
        ...contextOptions,
      })
      await context.addInitScript(warningsSayWhere)
      const page = await context.newPage()
      page.setDefaultTimeout(8_000)
      // From now on choosers are asked for, whenever one opens: a listener that is added just before may come too late.
      page.on('filechooser', () => undefined)
      page.on('console', (message) => {
        if (message.type() !== 'error' && message.type() !== 'warning') return
        troubles.push(`${message.text()} ${message.location().url}`)
      })
      page.on('pageerror', (error) => troubles.push(String(error)))
      await delayAnswers(page)
      await page.goto(`${address}?token=${token}`)
      await page
        .getByRole('button', { name: 'Generate', exact: true })
        .or(page.getByRole('button', { name: '生成', exact: true }))
        .waitFor()
      return page
    },
    async restart() {
      for (const context of browser.contexts()) await context.close()
      await app.close()
      engine = startEngine()
      app = await startApp()
    },
    async close() {
      await browser.close()
      if ('closeAllConnections' in server) server.closeAllConnections()
      server.close()
      await app.close()
      rmSync(dataFolder, { recursive: true, force: true })
    },
  }
}

function pretendWork(beforeRead = () => Promise.resolve()): LibraryWork {
  return {
    ...pretendLibrary,
    ...pretendEffects,
    async read(path, beside) {
      await beforeRead()
      return pretendLibrary.read(path, beside)
    },
  }
}

/** In the page. */
function warningsSayWhere(): void {
  const { warn } = console
  console.warn = (...said: unknown[]) => warn(...said, new Error().stack)
}

/**
 * With DELAY_MS in the environment, calls and their answers take up to so
 * long, each by chance: a slow, uneven network.
 */
async function delayAnswers(page: Page): Promise<void> {
  const delayMs = Number(process.env['DELAY_MS'] ?? 0)
  if (delayMs === 0) return
  const wait = (): Promise<void> => new Promise((done) => setTimeout(done, Math.random() * delayMs))
  await page.route('**/*', async (route) => {
    if (route.request().resourceType() === 'fetch') await wait()
    await route.continue().catch(() => undefined)
  })
}

/** The Chromium of the machine, or the one that `CHROMIUM` names. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? chromiumPaths.find((path) => existsSync(path))
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: ['--no-sandbox'],
  })
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Colours and places that are changing are what they will be. */
export async function changesEnd(page: Page): Promise<void> {
  await page.evaluate(async () => {
    // What the browser has been told (another colour scheme) reaches the page in its next frame, and its style in the one after.
    const frame = (): Promise<unknown> => new Promise(requestAnimationFrame)
    await frame()
    await frame()
    for (;;) {
      const changing = document.getAnimations().filter((one) => one instanceof CSSTransition)
      if (changing.length === 0) return
      await Promise.allSettled(changing.map(({ finished }) => finished))
      await frame()
    }
  })
}

/** What axe finds on the page as it is now. */
export async function axeViolations(page: Page): Promise<Violation[]> {
  // In the middle of a change of colours there is a contrast that nobody is meant to read.
  await changesEnd(page)
  await page.evaluate(axeSource)
  return page.evaluate(async () => {
    type Result = { violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }
    const { axe } = globalThis as unknown as { axe: { run(): Promise<Result> } }
    const { violations } = await axe.run()
    return violations.map(({ id, nodes }) => ({
      id,
      nodes: nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`),
    }))
  })
}

/** Starts to add up layout shifts; the returned function gives the sum so far. */
export async function watchLayoutShift(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const box = globalThis as unknown as { layoutShift: number }
    box.layoutShift = 0
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const shift = entry as PerformanceEntry & { value: number; hadRecentInput: boolean }
        if (!shift.hadRecentInput) box.layoutShift += shift.value
      }
    }).observe({ type: 'layout-shift' })
  })
  return () => page.evaluate(() => (globalThis as unknown as { layoutShift: number }).layoutShift)
}
