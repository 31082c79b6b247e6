// The desktop app from its built bundle: in real Electron where its binary is, else over the stand-in and Chromium.
import { fork, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, chromium, type Page } from 'playwright-core'

const root = join(import.meta.dirname, '../..')

export type Desktop = {
  page: Page
  folder: string
  /** What the stand-in was told; null in real Electron. */
  told: Record<string, unknown>[] | null
  close(): Promise<void>
}

export function buildDesktop(): void {
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build', '--logLevel', 'warn'],
    { cwd: root, encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`the build failed: ${stderr}`)
}

export async function openDesktop(): Promise<Desktop> {
  const folder = mkdtempSync(join(tmpdir(), 'lamina-desktop-'))
  const desktop = electronBinary() === null ? await openOverDouble(folder) : await openInElectron(folder)
  return {
    ...desktop,
    folder,
    async close() {
      await desktop.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

function electronBinary(): string | null {
  const pathFile = join(root, 'node_modules/electron/path.txt')
  if (!existsSync(pathFile)) return null
  const binary = join(root, 'node_modules/electron/dist', readFileSync(pathFile, 'utf8').trim())
  return existsSync(binary) ? binary : null
}

async function openInElectron(folder: string): Promise<Omit<Desktop, 'folder'>> {
  const app = await _electron.launch({
    executablePath: electronBinary() ?? '',
    args: [root, '--no-sandbox', `--user-data-dir=${join(folder, 'userData')}`],
  })
  return { page: await app.firstWindow(), told: null, close: () => app.close() }
}

async function openOverDouble(folder: string): Promise<Omit<Desktop, 'folder'>> {
  const port = await freePort()
  const told: Record<string, unknown>[] = []
  const main = fork(join(root, 'out/main/main.js'), [], {
    execArgv: ['--import', join(root, 'test/support/electron-double/register.ts')],
    env: { ...process.env, DOUBLE_FOLDER: folder, DOUBLE_PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const output: string[] = []
  for (const stream of [main.stdout, main.stderr]) stream?.on('data', (text) => output.push(String(text)))
  const exited = new Promise<void>((resolve) => main.once('exit', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    main.on('message', (message: Record<string, unknown>) => {
      told.push(message)
      if (message.type === 'loaded') resolve()
      if (message.type === 'error-box') reject(new Error(String(message.text)))
    })
    void exited.then(() => reject(new Error(`the main process ended: ${output.join('')}`)))
  })
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`)
  const page = browser
    .contexts()
    .flatMap((context) => context.pages())
    .find((one) => one.url().startsWith('http'))
  if (page === undefined) throw new Error('the window has no page')
  return {
    page,
    told,
    async close() {
      await browser.close()
      if (main.connected) main.send({ type: 'quit' })
      await exited
    },
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
