// Pictures, drafts, thumbnails and previews by address; their bytes never go through calls.
import { readFile } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { Hono } from 'hono'
import { etag } from 'hono/etag'
import { previewSourceSchema } from '../../contract/find.ts'
import { exportWaySchema } from '../../contract/export.ts'
import { parseStored } from '../../contract/stored.ts'
import type { PictureStore } from '../../gallery/picture-store.ts'
import type { Thumbnails } from '../../gallery/thumbnails.ts'
import { rgbAsWebp } from '../../files/webp.ts'
import type { Drafts } from '../drafts.ts'
import type { ChosenPreviews } from '../library/chosen-previews.ts'
import type { ItemPreviews } from '../library/item-previews.ts'
import type { JobQueue } from '../jobs/queue.ts'
import type { Mutings } from '../muting/mutings.ts'
import type { Exporter } from '../pictures/exporter.ts'
import { trainingMedia, type TrainingMediaParts } from '../training/training-media.ts'
import { isAppError } from './error-report.ts'
import { mostThumbnails } from '../../contract/gallery.ts'
import {
  dataAddress,
  bytesResponse,
  downloadResponse,
  fileResponse,
  immutable,
  notFound,
  revalidate,
  smallResponse,
} from './file-response.ts'

export type MediaParts = TrainingMediaParts & {
  pictures: Pick<PictureStore, 'filePath'>
  thumbnails: Thumbnails
  exporter: Pick<Exporter, 'download'>
  jobs: Pick<JobQueue, 'preview'>
  drafts: Pick<Drafts, 'filePath' | 'preview'>
  itemPreviews: Pick<ItemPreviews, 'read'>
  chosenPreviews: Pick<ChosenPreviews, 'keptPath'>
  mutings: Pick<Mutings, 'map'>
}

const types: Readonly<Record<string, string>> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
}
/** What we make is PNG. */
const typeOf = (path: string): string => types[extname(path).toLowerCase()] ?? 'image/png'

/** Addresses name by ids, never by paths. What the app does not know, or no longer has, is not found. */
export function mediaRoutes(parts: MediaParts): Hono {
  const { pictures, drafts } = parts
  const picture = (request: Request, path: string): Promise<Response | null> =>
    fileResponse(request, { path, contentType: typeOf(path), cacheControl: immutable })

  const media = new Hono()
  media.get('/thumbnails', async ({ req, json }) => {
    const ids = (req.query('of') ?? '').split(',')
    if (ids.length > mostThumbnails) return notFound()
    const all = await Promise.all(ids.map((id) => madeThumbnail(id, parts)))
    return json(
      all.map((bytes) => bytes && dataAddress(bytes)),
      200,
      { 'Cache-Control': 'no-store' },
    )
  })
  media.use(etag())
  media.get(
    '/picture/:id',
    async ({ req }) => (await picture(req.raw, pictures.filePath(req.param('id')))) ?? notFound(),
  )
  media.get(
    '/draft/:id',
    async ({ req }) => (await picture(req.raw, drafts.filePath(req.param('id')))) ?? notFound(),
  )
  media.get('/thumbnail/:id', async ({ req }) => {
    const id = req.param('id')
    // A picture's file may have been taken away or damaged outside Lamina.
    const bytes = await parts.thumbnails.get(id, pictures.filePath(id)).catch(() => null)
    return smallResponse(bytes, immutable, id) ?? notFound()
  })
  // A picture as it is handed out; a browser saves it where it saves what it downloads.
  media.get('/export/:id', async ({ req }) => {
    const way = exportWaySchema.safeParse(parseStored(req.query('way') ?? ''))
    if (!way.success) return notFound()
    const { name, bytes } = await parts.exporter.download(req.param('id'), way.data)
    return downloadResponse(name, bytes)
  })
  // Immutable under an address that names its version, else asked for again.
  media.get('/adapter/:id', async ({ req }) => {
    const cacheControl = req.query('v') === undefined ? revalidate : immutable
    const from = previewSourceSchema.safeParse(req.query('from'))
    const place = Number(req.query('at') ?? 0)
    const found = await parts.itemPreviews.read(req.param('id'), from.success ? from.data : null, place)
    return smallResponse(found?.bytes ?? null, cacheControl, found?.version) ?? notFound()
  })
  // Pictures of a site, before one of them is chosen.
  media.get(
    '/kept/:sha256{[0-9a-f]{64}}',
    async ({ req }) =>
      (await keptPicture(parts.chosenPreviews.keptPath(req.param('sha256')), immutable)) ?? notFound(),
  )
  // Where a picture without an adapter differs: a byte for each place.
  media.get('/muted/:id/:cell{[0-9]{1,3}}', ({ req }) => {
    const bytes = parts.mutings.map(req.param('id'), Number(req.param('cell')))
    return bytesResponse(bytes, immutable) ?? notFound()
  })
  media.get('/preview/:job/:number{[0-9]+}', ({ req }) =>
    preview(req.param('job'), Number(req.param('number')), parts),
  )
  media.route('/training', trainingMedia(parts))
  media.all('*', notFound)
  media.onError((error) => {
    if (isAppError(error)) return notFound()
    throw error
  })
  return media
}

/** Null where it is not made yet, or there is no such picture. */
async function madeThumbnail(id: string, parts: MediaParts): Promise<Uint8Array | null> {
  try {
    // Only what the catalog knows is an id.
    parts.pictures.filePath(id)
  } catch (error) {
    if (isAppError(error)) return null
    throw error
  }
  return parts.thumbnails.kept(id)
}

/** A small copy that is kept by the hash of its bytes. */
async function keptPicture(path: string | null, cacheControl: string): Promise<Response | null> {
  const kept = path === null ? null : await readFile(path).catch(() => null)
  return path === null ? null : smallResponse(kept, cacheControl, basename(path))
}

/**
 * Only the latest preview is kept: an older number answers with it, too. One that is asked for just as its job
 * ends is empty, not missing: browsers write every 404 to the console.
 */
async function preview(
  jobId: string,
  number: number,
  { jobs, drafts }: Pick<MediaParts, 'jobs' | 'drafts'>,
): Promise<Response> {
  const latest = jobs.preview(jobId) ?? drafts.preview(jobId)
  if (latest === null) return new Response(null, { status: 204, headers: { 'Cache-Control': 'no-store' } })
  const { rgb, width, height } = latest.image
  const bytes = await rgbAsWebp(rgb, width, height)
  return smallResponse(bytes, latest.number === number ? immutable : 'no-store') ?? notFound()
}
