// Electron's main process: one window on the app's own scheme. It loads no native module and does no work.
import { basename, join } from 'node:path'
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  protocol,
  safeStorage,
  session,
  shell,
} from 'electron'
import { AppError, reportError } from '../../base/errors.ts'
import type { Language } from '../../messages/entry.ts'
import { languageOf } from '../../messages/language-of.ts'
import { menuWords } from '../../messages/menu-words.ts'
import { remark } from '../../messages/table.ts'
import { say, sentence } from '../../messages/say.ts'
import { channels } from './bridge.ts'
import { startHost, type HostProcess, type LanguageSetting } from './host-process.ts'
import { systemKeyring } from './keyring.ts'
import { menuTemplate } from './menu.ts'
import { restarts } from './restarts.ts'
import { isOwn, restrictPages, restrictPermissions } from './security.ts'

const scheme = 'lamina'
const origin = `${scheme}://app`
const outFolder = join(import.meta.dirname, '..')

let host: HostProcess | null = null
let window: BrowserWindow | null = null
let quitting = false
/** As the system's until the host has said what is set. */
let languageSetting: LanguageSetting = 'system'
const starts = restarts()

protocol.registerSchemesAsPrivileged([
  { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
])
app.enableSandbox()
restrictPages(app, origin)

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', showWindow)
  app.on('activate', showWindow)
  app.on('window-all-closed', () => app.quit())
  app.on('before-quit', (event) => {
    if (host === null) return
    event.preventDefault()
    const closing = host
    host = null
    quitting = true
    void closing.close().finally(() => app.quit())
  })
  void app.whenReady().then(start, fail)
} else {
  app.quit()
}

async function start(): Promise<void> {
  restrictPermissions(session.defaultSession)
  showMenu()
  protocol.handle(scheme, answer)
  ipcMain.handle(channels.chooseFolder, (event, title: unknown) =>
    isOwn(event.senderFrame?.url ?? '', origin) ? chooseFolder(String(title)) : null,
  )
  ipcMain.handle(channels.grantFolder, async (event, title: unknown) => {
    if (!isOwn(event.senderFrame?.url ?? '', origin)) return null
    const folder = await chooseFolder(String(title))
    const grant = folder === null ? null : await host?.grantFolder(folder)
    return folder && grant ? { grant, name: basename(folder) } : null
  })
  ipcMain.handle(channels.revealPicture, async (event, id: unknown) => {
    if (isOwn(event.senderFrame?.url ?? '', origin)) reveal(await host?.picturePath(String(id)))
  })
  ipcMain.handle(channels.revealFile, async (event, id: unknown) => {
    if (isOwn(event.senderFrame?.url ?? '', origin)) reveal(await host?.filePath(String(id)))
  })
  try {
    await beginHost()
    showWindow()
  } catch (error) {
    fail(error)
  }
}

function reveal(path: string | null | undefined): void {
  if (path) shell.showItemInFolder(path)
}

function language(): Language {
  return languageSetting === 'system' ? languageOf(app.getLocale()) : languageSetting
}

function showMenu(): void {
  const template = menuTemplate(process.platform, !app.isPackaged, menuWords[language()])
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}

function useLanguage(next: LanguageSetting): void {
  if (next === languageSetting) return
  languageSetting = next
  showMenu()
}

async function beginHost(): Promise<void> {
  host = await startHost({
    nodeBinary: nodeBinary(),
    hostProgram: join(outFolder, 'host.js'),
    origin,
    dataFolder: app.getPath('userData'),
    picturesFolder: join(app.getPath('pictures'), 'Lamina'),
    staticFolder: join(outFolder, 'renderer'),
    onLanguage: useLanguage,
    keyring: systemKeyring(safeStorage, process.platform),
    trashItem: (path) => shell.trashItem(path),
  })
  void host.lost.then(startAgain).catch(fail)
}

/** Its queue is on disk: a new host takes it up again. */
async function startAgain(how: string): Promise<void> {
  if (quitting) return
  host = null
  const pauseMs = starts.next()
  if (pauseMs === null) throw new AppError('desktop/host-keeps-ending', {}, { details: { how } })
  await new Promise((resolve) => setTimeout(resolve, pauseMs))
  if (isQuitting()) return
  await beginHost()
  window?.webContents.reload()
}

/** As it is now, whatever it was before a pause. */
function isQuitting(): boolean {
  return quitting
}

/** The plain Node that ships with the app: its own package in development, a resource when installed. */
function nodeBinary(): string {
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  const folder = app.isPackaged ? process.resourcesPath : join(outFolder, '..', 'node_modules', 'node')
  return process.env.LAMINA_NODE ?? join(folder, 'bin', name)
}

async function answer(request: Request): Promise<Response> {
  if (!isOwn(request.url, origin)) return new Response('Not found', { status: 404 })
  if (host === null) return new Response(sentence(remark('desktop/starting'), language()), { status: 503 })
  return host.forward(request)
}

function showWindow(): void {
  if (window !== null) {
    if (window.isMinimized()) window.restore()
    window.focus()
    return
  }
  if (host === null) return
  window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 720,
    minHeight: 520,
    show: false,
    title: 'Lamina',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#161616' : '#f4f4f4',
    webPreferences: {
      preload: join(outFolder, 'preload', 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      // Its dictionaries would be fetched from the web.
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  })
  window.once('ready-to-show', () => window?.show())
  window.once('closed', () => (window = null))
  void window.loadURL(`${origin}/`)
}

async function chooseFolder(title: string): Promise<string | null> {
  const options = { title, properties: ['openDirectory' as const, 'createDirectory' as const] }
  const { canceled, filePaths } =
    window === null ? await dialog.showOpenDialog(options) : await dialog.showOpenDialog(window, options)
  return canceled ? null : (filePaths[0] ?? null)
}

function fail(error: unknown): void {
  const { message, hint } = say(reportError(error), language())
  dialog.showErrorBox('Lamina', hint === undefined ? message : `${message}\n\n${hint}`)
  quitting = true
  app.quit()
}
