// The pictures of a project by address: what it learns from, small and whole, and the samples of its run.
import { extname } from 'node:path'
import { Hono } from 'hono'
import { getMimeType } from 'hono/utils/mime'
import type { PictureWork } from '../../files/decoding/picture-work.ts'
import type { Thumbnails } from '../../gallery/thumbnails.ts'
import { fileResponse, immutable, notFound, revalidate, smallResponse } from '../http/file-response.ts'
import type { Training } from './training.ts'

export type TrainingMediaParts = {
  training: Pick<Training, 'gridPath' | 'picturePath' | 'samplePath'>
  /** Small versions of the pictures that projects learn from. */
  trainingThumbnails: Thumbnails
  pictureWork: Pick<PictureWork, 'small'>
}

/** What browsers show as it is; the others are sent as WebP. */
const shown = new Set(['.png', '.jpg', '.jpeg', '.webp', '.bmp', '.gif', '.avif'])

/** WebP has no larger ones. */
const mostWebpSide = 16_383

/** Only what was listed for a project has a version, so no path comes from outside. */
export function trainingMedia({ training, trainingThumbnails, pictureWork }: TrainingMediaParts): Hono {
  const media = new Hono()
  media.get('/:id/thumbnail/:version', async ({ req }) => {
    const version = req.param('version')
    const path = training.picturePath(req.param('id'), version)
    const bytes = path === null ? null : await trainingThumbnails.get(version, path).catch(() => null)
    return smallResponse(bytes, immutable, version) ?? notFound()
  })
  media.get('/:id/picture/:version', async ({ req }) => {
    const path = training.picturePath(req.param('id'), req.param('version'))
    return (path === null ? null : await wholePicture(req.raw, path, pictureWork)) ?? notFound()
  })
  media.get('/:id/sample/:sample{[0-9]{1,9}-[0-9]{1,3}}', async ({ req }) => {
    const [step, prompt] = req.param('sample').split('-').map(Number)
    const path = training.samplePath(req.param('id'), step!, prompt!)
    if (path === null) return notFound()
    // A resumed run makes the samples behind its last state again, so they are asked for again.
    const answer = { path, contentType: 'image/png', cacheControl: revalidate }
    return (await fileResponse(req.raw, answer)) ?? notFound()
  })
  media.get('/:id/grid/:cell{[0-9]{1,9}-[0-9]{1,2}(?:\\.[0-9]{1,4})?}', async ({ req }) => {
    const [step, weight] = req.param('cell').split('-').map(Number)
    const path = training.gridPath(req.param('id'), step!, weight!)
    // Made again, it has the same address.
    return (
      (await fileResponse(req.raw, { path, contentType: 'image/png', cacheControl: revalidate })) ??
      notFound()
    )
  })
  return media
}

async function wholePicture(
  request: Request,
  path: string,
  work: TrainingMediaParts['pictureWork'],
): Promise<Response | null> {
  const contentType = shown.has(extname(path).toLowerCase()) ? getMimeType(path) : undefined
  if (contentType !== undefined) return fileResponse(request, { path, contentType, cacheControl: revalidate })
  return smallResponse(await work.small(path, mostWebpSide).catch(() => null), revalidate)
}
