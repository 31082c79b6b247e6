// A stand-in for the `electron` module: the real main bundle runs in plain Node, its window is a real Chromium.
// Only what our main process uses is here; anything else it asks for is undefined and fails the test that ran it.
import { EventEmitter } from 'node:events'
import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { chromium, type Page } from 'playwright-core'

type Handler = (...args: never[]) => unknown

const folder = process.env.DOUBLE_FOLDER ?? ''
const tell = (message: Record<string, unknown>): void => void process.send?.(message)

let schemeHandler: ((request: Request) => Promise<Response>) | null = null
const scheme = 'lamina'
const invoked = new Map<string, Handler>()

type WindowOpen = (details: { url: string }) => { action: string }

class WebContents {
  readonly events = new EventEmitter()
  page: Page | null = null
  windowOpen: WindowOpen = () => ({ action: 'allow' })
  on(name: string, listener: (...args: unknown[]) => void): void {
    this.events.on(name, listener)
  }
  setWindowOpenHandler(handler: WindowOpen): void {
    this.windowOpen = handler
  }
  reload(): void {
    void this.page?.reload()
  }
}

const appEvents = new EventEmitter()

export const app = {
  isPackaged: false,
  on: (name: string, listener: (...args: unknown[]) => void) => appEvents.on(name, listener),
  enableSandbox: () => tell({ type: 'sandbox' }),
  requestSingleInstanceLock: () => true,
  whenReady: () => Promise.resolve(),
  getLocale: () => 'en-GB',
  getPath: (name: string) => join(folder, name),
  quit() {
    const event = { prevented: false, preventDefault: () => void (event.prevented = true) }
    appEvents.emit('before-quit', event)
    if (!event.prevented) void browser.then((open) => open?.close()).then(() => process.exit(0))
  },
}

export const protocol = {
  registerSchemesAsPrivileged: (schemes: unknown) => tell({ type: 'schemes', schemes }),
  handle(name: string, handler: (request: Request) => Promise<Response>) {
    if (name === scheme) schemeHandler = handler
  },
}

export const ipcMain = { handle: (channel: string, handler: Handler) => invoked.set(channel, handler) }
/** A keyring that turns texts around. */
const turned = (text: string): string => [...Buffer.from(text)].reverse().join(' ')
export const safeStorage = {
  isAsyncEncryptionAvailable: () => Promise.resolve(true),
  getSelectedStorageBackend: () => 'gnome_libsecret',
  encryptStringAsync: (text: string) => Promise.resolve(Buffer.from(turned(text))),
  decryptStringAsync: (sealed: Buffer) =>
    Promise.resolve({ result: Buffer.from(sealed.toString().split(' ').map(Number).reverse()).toString() }),
}
export const nativeTheme = { shouldUseDarkColors: true }
export const Menu = {
  buildFromTemplate: (template: unknown) => template,
  setApplicationMenu: (template: unknown) => tell({ type: 'menu', template }),
}
export const dialog = {
  showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [join(folder, 'chosen')] }),
  showErrorBox: (title: string, text: string) => tell({ type: 'error-box', title, text }),
}
export const shell = { showItemInFolder: (path: string) => tell({ type: 'revealed', path }) }

export const session = {
  defaultSession: {
    setPermissionRequestHandler(
      handler: (contents: null, name: string, answer: (yes: boolean) => void) => void,
    ) {
      for (const name of ['media', 'geolocation', 'notifications', 'clipboard-sanitized-write']) {
        handler(null, name, (yes) => tell({ type: 'permission', name, yes }))
      }
    },
    setPermissionCheckHandler: () => undefined,
    setDevicePermissionHandler: () => undefined,
  },
}

let browser: Promise<Awaited<ReturnType<typeof chromium.launch>> | null> = Promise.resolve(null)

export class BrowserWindow {
  readonly webContents = new WebContents()
  private readonly events = new EventEmitter()
  private readonly preload: string

  constructor(options: { webPreferences: { preload: string } & Record<string, unknown> }) {
    this.preload = options.webPreferences.preload
    tell({ type: 'window', webPreferences: options.webPreferences })
    appEvents.emit('web-contents-created', {}, this.webContents)
  }

  once(name: string, listener: () => void): void {
    this.events.once(name, listener)
  }

  async loadURL(url: string): Promise<void> {
    const debugPort = Number(process.env.DOUBLE_PORT)
    browser = chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', `--remote-debugging-port=${debugPort}`],
    })
    const address = await serveScheme()
    const open = await browser
    const page = await open!.newPage()
    this.webContents.page = page
    await page.exposeFunction('__invoke', (channel: string, args: never[]) =>
      invoked.get(channel)?.({ senderFrame: { url } } as never, ...args),
    )
    await page.addInitScript(`{
      const electron = {
        contextBridge: { exposeInMainWorld: (name, value) => { window[name] = value } },
        ipcRenderer: { invoke: (channel, ...args) => window.__invoke(channel, args) },
        // A file of a page's own making lies nowhere.
        webUtils: { getPathForFile: ({ name, size }) => size === 0 ? '' : ${JSON.stringify(folder)} + '/' + name },
      }
      ;((require) => { ${readFileSync(this.preload, 'utf8')} })(() => electron)
    }`)
    const navigation = { url: 'https://example.org/', prevented: false, preventDefault: () => undefined }
    navigation.preventDefault = () => void (navigation.prevented = true)
    this.webContents.events.emit('will-navigate', navigation)
    tell({
      type: 'guards',
      navigation: navigation.prevented,
      windowOpen: this.webContents.windowOpen({ url: 'https://example.org/' }).action,
    })
    await page.goto(address)
    this.events.emit('ready-to-show')
    tell({ type: 'loaded', url, address })
  }

  show(): void {
    tell({ type: 'shown' })
  }
  isMinimized(): boolean {
    return false
  }
  restore(): void {}
  focus(): void {}
}

/**
 * Chromium cannot be taught a scheme from outside, so a loopback address stands
 * for it; answers stream as they do there.
 */
async function serveScheme(): Promise<string> {
  const server = createServer((incoming, outgoing) => {
    const own = `http://${incoming.headers.host}`
    const headers = new Headers()
    for (const [name, value] of Object.entries(incoming.headers)) {
      if (value !== undefined && !['host', 'connection', 'cookie'].includes(name)) {
        headers.set(name, String(value).replaceAll(own, `${scheme}://app`))
      }
    }
    const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD'
    const left = new AbortController()
    outgoing.once('close', () => left.abort())
    const request = new Request(`${scheme}://app${incoming.url}`, {
      method: incoming.method ?? 'GET',
      headers,
      signal: left.signal,
      ...(hasBody ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' } : {}),
    })
    schemeHandler!(request).then(
      (answer) => {
        outgoing.writeHead(answer.status, Object.fromEntries(answer.headers))
        if (answer.body === null) outgoing.end()
        else
          Readable.fromWeb(answer.body as never)
            .on('error', () => outgoing.destroy())
            .pipe(outgoing)
      },
      () => outgoing.destroy(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

process.on('message', (message: { type: string }) => {
  if (message.type === 'quit') app.quit()
})
