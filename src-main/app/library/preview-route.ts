// PUT /library/preview: a picture file as it is, kept small, so that it can be chosen to stand for items of the library.
import { Hono } from 'hono'
import { AppError } from '../../base/errors.ts'
import { isAppError, reportOf } from '../http/error-report.ts'
import type { ItemPreviews } from './item-previews.ts'

/** Answers `{ preview }`, the hash by which it is kept, or an error as uploads report theirs: `{ error: report }`. */
export function previewRoute(previews: Pick<ItemPreviews, 'keepSent'>): Hono {
  const route = new Hono()
  route.put('/library/preview', async ({ req, json }) => {
    if (req.raw.body === null) throw new AppError('picture-settings/not-a-picture')
    return json({ preview: await previews.keepSent(req.raw.body) })
  })
  route.onError((error, context) => context.json({ error: reportOf(error) }, isAppError(error) ? 422 : 500))
  return route
}
