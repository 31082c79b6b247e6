// The built renderer: its files, and its page for every address that names no file.
import { extname, join, normalize, sep } from 'node:path'
import { Hono } from 'hono'
import { etag } from 'hono/etag'
import { getMimeType } from 'hono/utils/mime'
import { fileResponse, immutable, notFound, revalidate } from './file-response.ts'

export function staticRoutes(folder: string): Hono {
  const files = new Hono()
  files.use(etag())
  files.get('*', async ({ req }) => (await staticResponse(req.raw, folder)) ?? notFound())
  return files
}

async function staticResponse(request: Request, folder: string): Promise<Response | null> {
  const wanted = decoded(new URL(request.url).pathname)
  if (wanted === null || wanted.includes('\0')) return null
  const path = normalize(join(folder, extname(wanted) === '' ? 'index.html' : wanted))
  if (!path.startsWith(`${normalize(folder)}${sep}`)) return null
  return fileResponse(request, {
    path,
    contentType: getMimeType(path) ?? 'application/octet-stream',
    // The build puts a hash into the names of what lies in assets/.
    cacheControl: wanted.startsWith('/assets/') ? immutable : revalidate,
  })
}

/** Null for an address with a broken escape: it names nothing. */
function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path)
  } catch {
    return null
  }
}
