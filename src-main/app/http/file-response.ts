// A file as a response: streamed, and with an ETag, by which `etag()` of Hono answers 304 to whoever holds it.
import { Readable } from 'node:stream'
import { isJpeg } from '../../formats/jpeg-segments.ts'
import { openRegularFile } from '../../files/regular-file.ts'

export const immutable = 'private, max-age=31536000, immutable'
export const revalidate = 'private, no-cache'

export type FileAnswer = { path: string; contentType: string; cacheControl: string }

/** Null when there is no such file. */
export async function fileResponse(request: Request, answer: FileAnswer): Promise<Response | null> {
  const opened = await openRegularFile(answer.path).catch(() => null)
  if (opened === null) return null
  const { file, stats } = opened
  const headers = {
    'Cache-Control': answer.cacheControl,
    'Content-Type': answer.contentType,
    'Content-Length': String(stats.size),
    ETag: `"${stats.size.toString(36)}-${Math.trunc(stats.mtimeMs).toString(36)}"`,
  }
  if (request.method === 'HEAD') {
    await file.close()
    return new Response(null, { headers })
  }
  const body = Readable.toWeb(file.createReadStream()) as unknown as ReadableStream<Uint8Array>
  return new Response(body, { headers })
}

/** Bytes of a small picture as an address that holds them. */
export function dataAddress(bytes: Uint8Array): string {
  const { buffer, byteOffset, byteLength } = bytes
  return `data:${smallType(bytes)};base64,${Buffer.from(buffer, byteOffset, byteLength).toString('base64')}`
}

/** What was made small for the screen, as JPEG or WebP; null where it could not be. */
export function smallResponse(
  bytes: Uint8Array | null,
  cacheControl: string,
  etag?: string,
): Response | null {
  if (bytes === null) return null
  const headers = { 'Content-Type': smallType(bytes), 'Cache-Control': cacheControl }
  return new Response(new Uint8Array(bytes), {
    headers: etag === undefined ? headers : { ...headers, ETag: `"${etag}"` },
  })
}

function smallType(bytes: Uint8Array): string {
  return isJpeg(bytes) ? 'image/jpeg' : 'image/webp'
}

/** For the page's own reading; null for what is not there. */
export function bytesResponse(bytes: Uint8Array | null, cacheControl: string): Response | null {
  if (bytes === null) return null
  const headers = { 'Content-Type': 'application/octet-stream', 'Cache-Control': cacheControl }
  return new Response(new Uint8Array(bytes), { headers })
}

/** Saved by the browser under that name; never shown in the page. */
export function downloadResponse(name: string, bytes: Uint8Array): Response {
  const quoted = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  )
  return new Response(new Uint8Array(bytes), {
    headers: {
      'Cache-Control': 'no-store',
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': `attachment; filename*=UTF-8''${quoted}`,
      'X-Content-Type-Options': 'nosniff',
    },
  })
}

export function notFound(): Response {
  return new Response('Not found', {
    status: 404,
    headers: { 'Content-Type': 'text/plain', 'Cache-Control': 'no-store' },
  })
}
