// The built renderer: its files, and its page for every address that names no file.
import { extname, join, normalize, sep } from 'node:path'
import { Hono } from 'hono'
import { accepts } from 'hono/accepts'
import { etag } from 'hono/etag'
import { getMimeType } from 'hono/utils/mime'
import { fileResponse, immutable, notFound, revalidate, type FileAnswer } from './file-response.ts'

export function staticRoutes(folder: string): Hono {
  const files = new Hono()
  files.use(etag())
  files.get('*', async (context) => {
    const coding = accepts(context, { header: 'Accept-Encoding', supports: ['gzip'], default: 'identity' })
    const response = (await staticResponse(context.req.raw, folder, coding === 'gzip')) ?? notFound()
    response.headers.set('Vary', 'Accept-Encoding')
    return response
  })
  return files
}

async function staticResponse(request: Request, folder: string, packed: boolean): Promise<Response | null> {
  const wanted = decoded(new URL(request.url).pathname)
  if (wanted === null || wanted.includes('\0')) return null
  const path = normalize(join(folder, extname(wanted) === '' ? 'index.html' : wanted))
  if (!path.startsWith(`${normalize(folder)}${sep}`)) return null
  const answer: FileAnswer = {
    path,
    contentType: getMimeType(path) ?? 'application/octet-stream',
    // The build puts a hash into the names of what lies in assets/.
    cacheControl: wanted.startsWith('/assets/') ? immutable : revalidate,
  }
  return (packed ? await packedResponse(request, answer) : null) ?? fileResponse(request, answer)
}

/** The form that the build has packed; null where it has not, as nothing became smaller. */
async function packedResponse(request: Request, answer: FileAnswer): Promise<Response | null> {
  const response = await fileResponse(request, { ...answer, path: `${answer.path}.gz` })
  response?.headers.set('Content-Encoding', 'gzip')
  return response
}

/** Null for an address with a broken escape: it names nothing. */
function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path)
  } catch {
    return null
  }
}
