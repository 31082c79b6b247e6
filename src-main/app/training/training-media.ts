// The pictures of a project by address: what it learns from, small and whole, and the samples of its run.
import { extname } from 'node:path'
import { shrunkWebp } from '../../files/webp.ts'
import { fileResponse, holds, immutable, revalidate } from '../http/file-response.ts'
import type { Studio } from '../studio.ts'

/** What browsers show as it is; the others are sent as WebP. */
const shown: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.bmp': 'image/bmp',
  '.gif': 'image/gif',
  '.avif': 'image/avif',
}

/** WebP has no larger ones. */
const mostWebpSide = 16_383

/**
 * What follows `/media/training/`: `<id>/thumbnail/<version>`, `<id>/picture/<version>` or `<id>/sample/<step>-<prompt>`.
 * Null: there is none.
 */
export async function trainingMedia(
  request: Request,
  path: readonly string[],
  studio: Studio,
): Promise<Response | null> {
  const [id, kind, name] = path
  if (id === undefined || name === undefined) return null
  if (kind === 'thumbnail') return thumbnail(request, id, name, studio)
  if (kind === 'picture') return picture(request, id, name, studio)
  if (kind === 'sample') return sample(request, id, name, studio)
  return null
}

/** The version is made of the file's path, size and time. */
async function thumbnail(
  request: Request,
  id: string,
  version: string,
  { training, trainingThumbnails }: Studio,
): Promise<Response | null> {
  const path = training.picturePath(id, version)
  if (path === null) return null
  const headers = { 'Content-Type': 'image/webp', 'Cache-Control': immutable, ETag: `"${version}"` }
  if (holds(request, headers.ETag)) return new Response(null, { status: 304, headers })
  const bytes = await trainingThumbnails.get(version, path).catch(() => null)
  return bytes === null ? null : new Response(new Uint8Array(bytes), { headers })
}

/** Only what was listed for this project has a version, so no path comes from outside. */
async function picture(
  request: Request,
  id: string,
  version: string,
  { training }: Studio,
): Promise<Response | null> {
  const path = training.picturePath(id, version)
  if (path === null) return null
  const contentType = shown[extname(path).toLowerCase()]
  if (contentType !== undefined) return fileResponse(request, { path, contentType, cacheControl: revalidate })
  const bytes = await shrunkWebp(path, mostWebpSide).catch(() => null)
  const headers = { 'Content-Type': 'image/webp', 'Cache-Control': revalidate }
  return bytes === null ? null : new Response(new Uint8Array(bytes), { headers })
}

/** A resumed run makes the samples behind its last state again, so they are asked for again. */
async function sample(
  request: Request,
  id: string,
  name: string,
  { training }: Studio,
): Promise<Response | null> {
  const [, step, prompt] = /^(\d{1,9})-(\d{1,3})$/.exec(name) ?? []
  if (step === undefined || prompt === undefined) return null
  const path = training.samplePath(id, Number(step), Number(prompt))
  if (path === null) return null
  return fileResponse(request, { path, contentType: 'image/png', cacheControl: revalidate })
}
