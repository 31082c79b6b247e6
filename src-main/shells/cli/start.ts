// `npm start`: the desktop app where Electron can run, else the same app served to a browser.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { appRoot } from '../../app/app-root.ts'
import { reportError } from '../../base/errors.ts'
import { newestIn } from '../server/built-renderer.ts'
import { serve } from '../server/serve.ts'
import { asText } from './speech.ts'
import { statusLine } from '../../files/status-line.ts'
import { note, print } from '../../files/terminal.ts'

const fetchLimitMs = 180_000
const lookEveryMs = 500
const root = appRoot()
const electronFolder = join(root, 'node_modules', 'electron')

try {
  const obstacle = await desktopObstacle()
  if (obstacle === null) process.exitCode = await openDesktop()
  else
    await serve({
      announce: (address) => print(`${obstacle}; the app is served instead at ${address}`),
    })
} catch (error) {
  note(`lamina: ${asText(reportError(error))}`)
  process.exitCode = 1
}

/** Null when the desktop app can open; else why not, as the beginning of a sentence. */
async function desktopObstacle(): Promise<string | null> {
  const hasScreen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY
  if (electronBinary() === null) {
    if (existsSync(join(electronFolder, 'install.js'))) await fetchElectron()
    if (electronBinary() === null) return 'The Electron binary could not be fetched'
  }
  return hasScreen ? null : 'There is no screen to open a window on'
}

function electronBinary(): string | null {
  const pathFile = join(electronFolder, 'path.txt')
  if (!existsSync(pathFile)) return null
  const binary = join(electronFolder, 'dist', readFileSync(pathFile, 'utf8').trim())
  return existsSync(binary) ? binary : null
}

/** Electron's own installer; what it says is left out, because the outcome is all that matters here. */
function fetchElectron(): Promise<void> {
  const line = statusLine({ elsewhere: 'now and then' })
  line.show('Fetching Electron …')
  // Its download lies in the folder for temporary files until it is whole, and is unpacked beside the installer then.
  const temporary = mkdtempSync(join(tmpdir(), 'lamina-electron-'))
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(electronFolder, 'install.js')], {
      stdio: 'ignore',
      env: { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary },
    })
    const limit = setTimeout(() => child.kill('SIGKILL'), fetchLimitMs)
    const look = setInterval(() => {
      const megabytes = Math.round(sizeOfFolder(temporary) / 1e6)
      if (existsSync(join(electronFolder, 'dist'))) line.show('Unpacking Electron …')
      else if (megabytes > 0) line.show(`Fetching Electron: ${megabytes} MB`)
    }, lookEveryMs)
    const end = (): void => {
      clearTimeout(limit)
      clearInterval(look)
      line.keep()
      rmSync(temporary, { recursive: true, force: true })
      resolve()
    }
    child.once('exit', end)
    child.once('error', end)
  })
}

/** Of what is there at this moment; files come and go. */
function sizeOfFolder(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0)
  } catch {
    return 0
  }
}

async function openDesktop(): Promise<number> {
  const main = join(root, 'out', 'main', 'main.js')
  const builtMs = existsSync(main) ? statSync(main).mtimeMs : -1
  const sourcesMs = Math.max(...['src-main', 'src-renderer'].map((folder) => newestIn(join(root, folder))))
  if (builtMs < sourcesMs) {
    note('Building the app; the first time takes half a minute …')
    const built = await run(process.execPath, [
      join(root, 'node_modules/electron-vite/bin/electron-vite.js'),
      'build',
      '--logLevel',
      'warn',
    ])
    if (built !== 0) return built
  }
  return run(electronBinary() ?? '', [root, ...process.argv.slice(2)])
}

function run(program: string, args: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: ['inherit', process.stderr, 'inherit'] })
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill(signal))
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}
