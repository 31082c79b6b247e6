// Uploads of the desktop's page go to the host piece by piece, and stop when it has answered.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { forwardRequest } from '../../../../src-main/shells/electron/forward-request.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const megabyte = 2 ** 20

async function host(listener: RequestListener): Promise<string> {
  const folder = await temporaryFolder()
  const socket =
    process.platform === 'win32' ? `\\\\.\\pipe\\${folder.slice(-12)}` : join(folder, 'host.sock')
  const server = createServer(listener).listen(socket)
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return socket
}

/** `count` pieces of a megabyte, and how many were taken. */
function upload(count: number): { request: Request; taken: () => number; cancelled: () => boolean } {
  let taken = 0
  let cancelled = false
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (taken === count) controller.close()
      else controller.enqueue(new Uint8Array(megabyte).fill(taken++ % 251))
    },
    cancel: () => void (cancelled = true),
  })
  const request = new Request('lamina://app/training/a/pictures/b.png?c=d', {
    method: 'PUT',
    body,
    duplex: 'half',
  } as RequestInit)
  return { request, taken: () => taken, cancelled: () => cancelled }
}

async function hashOf(incoming: IncomingMessage): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of incoming) hash.update(piece as Uint8Array)
  return hash.digest('hex')
}

test('what is sent waits for the host, and arrives whole', async () => {
  let go = (): void => undefined
  const gone = new Promise<void>((resolve) => (go = resolve))
  const socket = await host((incoming, outgoing) => {
    outgoing.setHeader('x-path', incoming.url ?? '')
    void gone.then(async () => outgoing.end(await hashOf(incoming)))
  })
  const { request, taken } = upload(64)
  const answer = forwardRequest(request, socket, 'token')
  // Long enough for all that may be on its way: whoever does not wait for the host has taken everything by then.
  await wait(300)
  expect(taken()).toBeLessThan(8)
  go()
  const hash = createHash('sha256')
  for (let at = 0; at < 64; at++) hash.update(new Uint8Array(megabyte).fill(at))
  const response = await answer
  expect(await response.text()).toBe(hash.digest('hex'))
  expect(response.headers.get('x-path')).toBe('/training/a/pictures/b.png?c=d')
})

test('a host that refuses is not sent the rest', async () => {
  const socket = await host((_, outgoing) => {
    outgoing.statusCode = 413
    outgoing.setHeader('connection', 'close')
    outgoing.end('too large')
  })
  const { request, taken, cancelled } = upload(4096)
  const response = await forwardRequest(request, socket, 'token')
  expect(response.status).toBe(413)
  expect(await response.text()).toBe('too large')
  await expect.poll(cancelled).toBe(true)
  expect(taken()).toBeLessThan(64)
})

test('a host that is gone is an error of the request', async () => {
  const { request } = upload(4)
  await expect(forwardRequest(request, join(await temporaryFolder(), 'none.sock'), 'token')).rejects.toThrow()
})
