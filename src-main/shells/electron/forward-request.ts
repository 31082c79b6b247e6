// A request of the page as HTTP over the host's private socket: what it sends
// streams there, what comes back streams here.
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'

/** Rejects where no answer comes; an answer that breaks off ends its body with the error. */
export async function forwardRequest(request: Request, socketPath: string, token: string): Promise<Response> {
  const { pathname, search, host } = new URL(request.url)
  const headers = { ...Object.fromEntries(request.headers), host, authorization: `Bearer ${token}` }
  const sent = request.body === null ? null : Readable.fromWeb(request.body as NodeReadableStream<Uint8Array>)
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = httpRequest(
      { socketPath, path: pathname + search, method: request.method, headers, signal: request.signal },
      resolve,
    )
    // Also behind the answer: a host that refuses an upload does not wait for the rest of it.
    outgoing.on('error', reject)
    if (sent === null) outgoing.end()
    else sent.on('error', (error) => outgoing.destroy(error)).pipe(outgoing)
  })
  const status = answer.statusCode ?? 502
  const bodyless = status === 204 || status === 304 || request.method === 'HEAD'
  // A page that is left ends its requests in the middle, as it may.
  answer.on('error', () => undefined)
  answer.once('close', () => sent?.destroy())
  if (bodyless) answer.resume()
  return new Response(bodyless ? null : (Readable.toWeb(answer) as ReadableStream<Uint8Array>), {
    status,
    headers: headersOf(answer),
  })
}

function headersOf(answer: IncomingMessage): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value === undefined || name === 'connection' || name === 'transfer-encoding') continue
    headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  }
  return headers
}
