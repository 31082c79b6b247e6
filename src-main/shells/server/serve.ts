// The app on a TCP port, for a browser: loopback and a token unless told otherwise.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { hostname, networkInterfaces } from 'node:os'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { AppError, reportError } from '../../base/errors.ts'
import { builtRenderer, rendererFolder } from './built-renderer.ts'
import { watchProcess } from './last-resort.ts'
import { startApp } from './start-app.ts'
import { note, print } from '../../files/terminal.ts'
import { sentence } from '../../messages/say.ts'

export type ServeOptions = {
  /** 0 takes a free one. */
  port?: number
  host?: string
  token?: string
  dataFolder?: string
  modelsFolder?: string
  /** Folders that may be chosen from other machines, with what lies in them. */
  allowFolders?: readonly string[]
  /** Called once when the app answers; prints the address on standard output by default. */
  announce?: (address: string) => void
}

export type Serving = { address: string; close(): Promise<void> }

const loopback = new Set(['localhost', '127.0.0.1', '::1', '[::1]'])
const everywhere = new Set(['0.0.0.0', '::', '[::]'])

/** Throws `app/already-running`, `serve/port-taken`, `serve/no-such-host`, `renderer/build-failed`. */
export async function serve(options: ServeOptions = {}): Promise<Serving> {
  const { port = 0, host = '127.0.0.1', announce = print } = options
  const token = options.token ?? randomBytes(18).toString('base64url')
  // Beside the start of the host, which takes as long; a failure is thrown below.
  const built = builtRenderer()
  built.catch(() => undefined)
  let stop = async (): Promise<void> => undefined
  let closing: Promise<void> | null = null
  const close = (): Promise<void> => (closing ??= stop())
  const end = (): void => void close().finally(() => process.exit(1))
  const unwatch = watchProcess(end)
  const app = await startApp({
    staticFolder: rendererFolder(),
    token,
    onLost(error) {
      note(sentence(reportError(error), 'en'))
      end()
    },
    allowedHosts: [host, hostname(), `${hostname()}.local`].map((name) => name.toLowerCase()),
    allowAddresses: everywhere.has(host),
    // Whoever sits at this machine chooses any folder; from others only those that were named here.
    foldersWithin: loopback.has(host.toLowerCase()) ? null : (options.allowFolders ?? []),
    ...(options.dataFolder === undefined ? {} : { dataFolder: options.dataFolder }),
    ...(options.modelsFolder === undefined ? {} : { modelsFolder: options.modelsFolder }),
  })
  const server = createAdaptorServer({ fetch: app.fetch })
  stop = async () => {
    server.close()
    await app.close()
    if ('closeAllConnections' in server) server.closeAllConnections()
    unwatch()
  }
  try {
    await built
  } catch (error) {
    await close()
    throw error
  }
  try {
    server.listen(port, host)
    await once(server, 'listening')
  } catch (cause) {
    await close()
    throw listenError(cause, host, port)
  }
  const address = addressOf(host, (server.address() as AddressInfo).port, token)
  app.announce(address)
  announce(address)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void close().finally(() => process.exit(0)))
  }
  return { address, close }
}

function addressOf(host: string, port: number, token: string): string {
  const name = everywhere.has(host) ? (firstOutsideAddress() ?? '127.0.0.1') : host
  const shown = name.includes(':') && !name.startsWith('[') ? `[${name}]` : name
  return `http://${shown}:${port}/?token=${encodeURIComponent(token)}`
}

function firstOutsideAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  return all.find(({ internal, family }) => !internal && family === 'IPv4')?.address
}

function listenError(cause: unknown, host: string, port: number): AppError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : ''
  if (code === 'EADDRINUSE') {
    return new AppError('serve/port-taken', { port }, { cause })
  }
  if (code === 'EACCES') {
    return new AppError('serve/port-refused', { port }, { cause })
  }
  return new AppError('serve/no-such-host', { host }, { details: { code: String(code) }, cause })
}
