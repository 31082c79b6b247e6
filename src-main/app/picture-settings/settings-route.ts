// POST /picture/settings: a picture file as it is; the answer is what it was made with, in the words of the draft.
import { Hono } from 'hono'
import { AppError } from '../../base/errors.ts'
import type { PictureSettings } from '../../contract/picture-settings.ts'
import { isAppError, reportOf } from '../http/error-report.ts'

/** Answers `PictureSettings`, or an error as uploads report theirs: `{ error: report }`. */
export function pictureSettingsRoute(
  read: (picture: AsyncIterable<Uint8Array>) => Promise<PictureSettings>,
): Hono {
  const route = new Hono()
  route.post('/picture/settings', async ({ req, json }) => {
    if (req.raw.body === null) throw new AppError('picture-settings/not-a-picture')
    return json(await read(req.raw.body))
  })
  route.onError((error, context) => context.json({ error: reportOf(error) }, isAppError(error) ? 422 : 500))
  return route
}
