// Starts the host on the Node that ships with the app, and speaks HTTP with it over a private socket.
import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { errorFromReport, AppError } from '../../base/errors.ts'
import type { DesktopHostSettings, FromHost, ToHost } from '../server/desktop-messages.ts'
import { hostEnvironment } from '../server/host-environment.ts'
import type { SystemKeyring } from './keyring.ts'
import { forwardRequest } from './forward-request.ts'

export type LanguageSetting = Extract<FromHost, { type: 'language' }>['language']

export type HostOptions = Pick<
  DesktopHostSettings,
  'origin' | 'dataFolder' | 'picturesFolder' | 'staticFolder'
> & {
  nodeBinary: string
  hostProgram: string
  /** Told the language that is set, at first and whenever it changes. */
  onLanguage(language: LanguageSetting): void
  /** Seals what the host keeps of a person's tokens. */
  keyring: SystemKeyring
  /** Into the system's trash. Rejects where it does not take the file. */
  trashItem(path: string): Promise<void>
  /** How long the host may take to its first word. */
  patienceMs?: number
}

export type HostProcess = {
  forward(request: Request): Promise<Response>
  picturePath(id: string): Promise<string | null>
  /** Of a file of the library. */
  filePath(id: string): Promise<string | null>
  /** The word by which a page may name a folder that was chosen in a dialog. */
  grantFolder(folder: string): Promise<string | null>
  /** Resolves with what happened once the process is gone without having been asked to. */
  readonly lost: Promise<string>
  close(): Promise<void>
}

const closeAfterMs = 4_000
/** A large catalog on a slow disk takes a few seconds; a disk that does not answer takes for ever. */
const firstWordMs = 60_000

/** Throws what kept the host from starting, e.g. `app/already-running`. */
export async function startHost({
  nodeBinary,
  hostProgram,
  onLanguage,
  keyring,
  trashItem,
  patienceMs = firstWordMs,
  ...settings
}: HostOptions): Promise<HostProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'lamina-'))
  const token = randomBytes(24).toString('base64url')
  const socket =
    process.platform === 'win32'
      ? `\\\\.\\pipe\\lamina-${randomBytes(12).toString('hex')}`
      : join(folder, 'host.sock')
  const handed: DesktopHostSettings = { ...settings, socket, token }
  const child = spawn(nodeBinary, [hostProgram], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: hostEnvironment(process.env, handed),
    windowsHide: true,
  })
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
    child.once('error', (error) => resolve(error.message))
  })
  void exited.then(() => rmSync(folder, { recursive: true, force: true }))
  const send = (message: ToHost): void => {
    if (child.connected) child.send(message, () => undefined)
  }
  const answers = {
    seal: keyring.seal,
    unseal: keyring.open,
    'trash-item': (path: string) =>
      trashItem(path).then(
        () => path,
        () => null,
      ),
  }
  const waiting = new Map<string, (path: string | null) => void>()
  const granting = new Map<string, (grant: string | null) => void>()
  child.on('message', (message: FromHost) => {
    if (message.type === 'language') onLanguage(message.language)
    if (message.type === 'granted') {
      granting.get(message.folder)?.(message.grant)
      granting.delete(message.folder)
    }
    if ('number' in message) {
      const { type, number, text } = message
      void answers[type](text).then((answer) => send({ type: 'answered', number, text: answer }))
    }
    if (message.type !== 'picture-path' && message.type !== 'file-path') return
    const asked = `${message.type} ${message.id}`
    waiting.get(asked)?.(message.path)
    waiting.delete(asked)
  })
  await firstWord(child, exited, patienceMs)

  let closing = false
  const pathOf = (type: 'picture-path' | 'file-path', id: string): Promise<string | null> =>
    new Promise((resolve) => {
      waiting.set(`${type} ${id}`, resolve)
      send({ type, id })
      // A host that is gone says nothing more.
      void exited.then(() => resolve(null))
    })

  return {
    forward: (request) => forwardRequest(request, socket, token),
    picturePath: (id) => pathOf('picture-path', id),
    filePath: (id) => pathOf('file-path', id),
    grantFolder: (folder) =>
      new Promise((resolve) => {
        granting.set(folder, resolve)
        send({ type: 'grant-folder', folder })
        void exited.then(() => resolve(null))
      }),
    lost: new Promise((resolve) => {
      void exited.then((how) => {
        if (!closing) resolve(how)
      })
    }),
    async close() {
      closing = true
      send({ type: 'close' })
      const kill = setTimeout(() => child.kill('SIGKILL'), closeAfterMs)
      await exited
      clearTimeout(kill)
    },
  }
}

/** Rejects with what the host says, when it ends first, or when it says nothing for too long. */
function firstWord(child: ChildProcess, exited: Promise<string>, patienceMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const tired = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new AppError('desktop/host-silent', { seconds: Math.round(patienceMs / 1000) }))
    }, patienceMs)
    child.once('message', (message: FromHost) => {
      clearTimeout(tired)
      if (message.type === 'failed') reject(errorFromReport(message.error))
      else resolve()
    })
    void exited.then((how) => {
      clearTimeout(tired)
      reject(new AppError('desktop/no-host', {}, { details: { how } }))
    })
  })
}
