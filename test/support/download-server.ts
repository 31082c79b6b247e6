// A server for downloads that behaves as badly as a test wants, and remembers what it was asked.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Asked = {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
}
export type Handler = (request: IncomingMessage, response: ServerResponse) => void

export type DownloadServer = {
  /** `http://127.0.0.1:…`, without a slash at its end. */
  readonly base: string
  /** The same under another name. */
  readonly otherBase: string
  readonly asked: Asked[]
  /** By path, with or without its query. */
  on(path: string, handler: Handler): void
  close(): Promise<void>
}

export async function startDownloadServer(): Promise<DownloadServer> {
  const handlers = new Map<string, Handler>()
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    asked.push({ method: request.method ?? '', path, headers: request.headers })
    const handler = handlers.get(path) ?? handlers.get(path.split('?')[0] ?? '')
    if (handler !== undefined) {
      handler(request, response)
      return
    }
    response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    base: `http://127.0.0.1:${port}`,
    otherBase: `http://localhost:${port}`,
    asked,
    on: (path, handler) => void handlers.set(path, handler),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type Serving = {
  etag?: string
  type?: string
  /** Whether parts of it can be asked for. */
  ranges?: boolean
  /** No more than so many bytes of each answer come; the connection is cut when they have arrived (`cutAt`). */
  breakAfter?: number
  headers?: Record<string, string>
}

/** Serves the bytes as a well-behaved server does, but for what is said. */
export function serveBytes(bytes: Uint8Array, serving: Serving | (() => Serving) = {}): Handler {
  return (request, response) => {
    const now = typeof serving === 'function' ? serving() : serving
    const { etag = '"one"', type = 'application/octet-stream', ranges = true, breakAfter } = now
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? NaN)
    const isSame = request.headers['if-range'] === undefined || request.headers['if-range'] === etag
    const isPart = ranges && isSame && Number.isFinite(from)
    const headers = { etag, 'content-type': type, ...now.headers }
    if (isPart && from >= bytes.length) {
      response.writeHead(416, { ...headers, 'content-range': `bytes */${bytes.length}` }).end()
      return
    }
    const body = bytes.subarray(isPart ? from : 0)
    const range = isPart ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}
    response.writeHead(isPart ? 206 : 200, { ...headers, ...range, 'content-length': body.length })
    if (request.method === 'HEAD') return void response.end()
    if (breakAfter === undefined || breakAfter >= body.length) return void response.end(body)
    response.write(body.subarray(0, breakAfter))
    held.add({ upTo: bytes.length - body.length + breakAfter, response })
  }
}

const held = new Set<{ readonly upTo: number; readonly response: ServerResponse }>()

/** So much of a file has arrived: connections that were to break off there do. */
export function cutAt(receivedBytes: number): void {
  for (const one of held) {
    if (one.upTo !== receivedBytes) continue
    held.delete(one)
    one.response.destroy()
  }
}

/** A redirect. */
export function lead(to: string, headers: Record<string, string> = {}): Handler {
  return (_, response) => void response.writeHead(302, { location: to, ...headers }).end()
}

export function json(value: unknown, status = 200): Handler {
  return (_, response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}
