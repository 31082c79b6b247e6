// The built renderer, built again first when its sources are newer. Progress goes to standard error.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../base/errors.ts'
import { appRoot } from '../../app/app-root.ts'
import { statusLine } from '../../files/status-line.ts'

const sources = [
  'src-renderer',
  'packed-files.vite.ts',
  ...['base', 'contract', 'messages', 'query', 'text'].map((name) => join('src-main', name)),
  'package-lock.json',
]

/** Where the page lies, or will. */
export function rendererFolder(root: string = appRoot()): string {
  return join(root, 'out', 'renderer')
}

/** The folder with `index.html`, once it is there. Throws `renderer/build-failed`. */
export async function builtRenderer(root: string = appRoot()): Promise<string> {
  const folder = rendererFolder(root)
  const page = join(folder, 'index.html')
  const builtMs = existsSync(page) ? statSync(page).mtimeMs : -1
  const hasBundler = existsSync(join(root, 'node_modules', 'vite'))
  // An installed copy has neither sources nor a bundler.
  if (!existsSync(join(root, 'src-renderer')) || (builtMs >= 0 && !hasBundler)) return folder
  const newestMs = Math.max(...sources.map((path) => newestIn(join(root, path))))
  if (builtMs >= newestMs) return folder

  mkdirSync(join(root, 'out'), { recursive: true })
  // Elsewhere first, so that neither a failed build nor a second one beside it leaves half a page.
  const fresh = `${folder}-${process.pid}`
  try {
    await build(root, fresh)
    swap(fresh, folder)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
  return folder
}

function swap(fresh: string, folder: string): void {
  const old = `${fresh}-old`
  if (existsSync(folder)) renameSync(folder, old)
  renameSync(fresh, folder)
  rmSync(old, { recursive: true, force: true })
}

function build(root: string, folder: string): Promise<void> {
  const program = join(root, 'build-interface.vite.ts')
  const line = statusLine({ elsewhere: 'now and then' })
  line.show('Building the interface …')
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, folder], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    child.on('message', (files: unknown) => {
      if (typeof files === 'number') line.show(`Building the interface: ${files} files read`)
    })
    const failed = (cause: unknown): void => reject(new AppError('renderer/build-failed', {}, { cause }))
    child.once('error', failed)
    child.once('exit', (code) => {
      line.keep()
      if (code === 0) resolve()
      else failed(code)
    })
  })
}

export function newestIn(path: string): number {
  if (!existsSync(path)) return -1
  const found = statSync(path)
  if (!found.isDirectory()) return found.mtimeMs
  return Math.max(
    found.mtimeMs,
    ...readdirSync(path, { recursive: true, withFileTypes: true }).map(
      (entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs,
    ),
  )
}
