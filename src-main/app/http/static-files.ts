// The built renderer: its files, and its page for every address that is none.
import { extname, join, normalize, sep } from 'node:path'
import { fileResponse, immutable, revalidate } from './file-response.ts'

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
}

export async function staticResponse(request: Request, folder: string): Promise<Response> {
  const notFound = new Response('Not found', { status: 404, headers: { 'Content-Type': 'text/plain' } })
  let wanted: string
  try {
    wanted = decodeURIComponent(new URL(request.url).pathname)
  } catch {
    // An address with a broken escape names nothing.
    return notFound
  }
  const path = normalize(join(folder, wanted))
  if (wanted.includes('\0') || !`${path}${sep}`.startsWith(`${normalize(folder)}${sep}`)) return notFound
  const extension = extname(path).toLowerCase()
  if (extension === '') {
    const page = await fileResponse(request, {
      path: join(folder, 'index.html'),
      contentType: contentTypes['.html'] ?? '',
      cacheControl: revalidate,
    })
    return page ?? notFound
  }
  const file = await fileResponse(request, {
    path,
    contentType: contentTypes[extension] ?? 'application/octet-stream',
    // The build puts a hash into the names of what lies in assets/.
    cacheControl: wanted.startsWith('/assets/') ? immutable : revalidate,
  })
  return file ?? notFound
}
