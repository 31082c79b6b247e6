// Pictures, drafts, thumbnails and previews by address; their bytes never go through calls.
import { stat } from 'node:fs/promises'
import { isAppError } from './error-report.ts'
import { fileResponse, holds, immutable, revalidate } from './file-response.ts'
import type { Studio } from '../studio.ts'
import { trainingMedia } from '../training/training-media.ts'
import { rgbAsWebp } from '../../files/webp.ts'

/** `path` is what follows `/media/`. */
export async function mediaResponse(request: Request, path: string, studio: Studio): Promise<Response> {
  const [kind, ...rest] = path.split('/')
  const [id, number] = rest
  if (kind === undefined || id === undefined) return gone()
  try {
    if (kind === 'picture') return (await picture(request, id, studio)) ?? gone()
    if (kind === 'thumbnail') return await thumbnail(request, id, studio)
    if (kind === 'draft') return (await draft(request, id, studio)) ?? gone()
    if (kind === 'adapter') return await adapterPreview(request, id, studio)
    if (kind === 'training') return (await trainingMedia(request, rest, studio)) ?? gone()
    if (kind === 'preview') return await preview(id, Number(number), studio)
  } catch (error) {
    if (!isAppError(error)) throw error
  }
  return gone()
}

function gone(): Response {
  return new Response('Not found', {
    status: 404,
    headers: { 'Content-Type': 'text/plain', 'Cache-Control': 'no-store' },
  })
}

function picture(request: Request, id: string, studio: Studio): Promise<Response | null> {
  const path = studio.pictures.filePath(id)
  return fileResponse(request, { path, contentType: 'image/png', cacheControl: immutable })
}

function draft(request: Request, id: string, studio: Studio): Promise<Response | null> {
  const path = studio.drafts.filePath(id)
  return fileResponse(request, { path, contentType: 'image/png', cacheControl: immutable })
}

/** Immutable under an address that names the file's version, else asked for again. */
async function adapterPreview(request: Request, id: string, studio: Studio): Promise<Response> {
  const path = studio.adapters.previewPath(id)
  const found = path === null ? null : await stat(path).catch(() => null)
  if (path === null || found?.isFile() !== true) return gone()
  const version = `${id}-${Math.trunc(found.mtimeMs).toString(36)}`
  const cacheControl = new URL(request.url).searchParams.has('v') ? immutable : revalidate
  const headers = { 'Content-Type': 'image/webp', 'Cache-Control': cacheControl, ETag: `"${version}"` }
  if (holds(request, headers.ETag)) return new Response(null, { status: 304, headers })
  const bytes = await studio.adapterPreviews.get(version, path).catch(() => null)
  if (bytes === null) return gone()
  return new Response(new Uint8Array(bytes), { headers })
}

async function thumbnail(request: Request, id: string, studio: Studio): Promise<Response> {
  const path = studio.pictures.filePath(id)
  const headers = { 'Content-Type': 'image/webp', 'Cache-Control': immutable, ETag: `"${id}"` }
  if (holds(request, headers.ETag)) return new Response(null, { status: 304, headers })
  const bytes = await studio.thumbnails.get(id, path).catch(() => null)
  // A picture whose file was taken away or damaged outside Lamina.
  if (bytes === null) return gone()
  return new Response(new Uint8Array(bytes), { headers })
}

/**
 * Only the latest preview is kept: an older number answers with it, too. One that is asked for just as its job
 * ends is empty, not missing: browsers write every 404 to the console.
 */
async function preview(jobId: string, number: number, studio: Studio): Promise<Response> {
  const latest = studio.jobs.preview(jobId) ?? studio.drafts.preview(jobId)
  if (!Number.isInteger(number)) return gone()
  if (latest === null) return new Response(null, { status: 204, headers: { 'Cache-Control': 'no-store' } })
  const bytes = await rgbAsWebp(latest.image.rgb, latest.image.width, latest.image.height)
  const cacheControl = latest.number === number ? immutable : 'no-store'
  return new Response(new Uint8Array(bytes), {
    headers: { 'Content-Type': 'image/webp', 'Cache-Control': cacheControl },
  })
}
