// A file as a response: streamed, with an ETag, answered with 304 when the browser has it.
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'

export const immutable = 'private, max-age=31536000, immutable'
export const revalidate = 'private, no-cache'

export type FileAnswer = { path: string; contentType: string; cacheControl: string }

/** Null when there is no such file. */
export async function fileResponse(request: Request, answer: FileAnswer): Promise<Response | null> {
  const found = await stat(answer.path).catch(() => null)
  if (found?.isFile() !== true) return null
  const etag = `"${found.size.toString(36)}-${Math.trunc(found.mtimeMs).toString(36)}"`
  const headers = { 'Cache-Control': answer.cacheControl, ETag: etag, 'Content-Type': answer.contentType }
  if (holds(request, etag)) return new Response(null, { status: 304, headers })
  const full = { ...headers, 'Content-Length': String(found.size) }
  if (request.method === 'HEAD') return new Response(null, { headers: full })
  const body = Readable.toWeb(createReadStream(answer.path)) as unknown as ReadableStream<Uint8Array>
  return new Response(body, { headers: full })
}

/** Whether the browser already holds the version called `etag`. */
export function holds(request: Request, etag: string): boolean {
  const known = request.headers.get('if-none-match')
  return known !== null && known.split(/,\s*/).some((tag) => tag.replace(/^W\//, '') === etag)
}
