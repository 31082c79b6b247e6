// POST /picture/settings: a picture file as it is; the answer is what it was made with, in the words of the draft.
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { AppError } from '../../base/errors.ts'
import { mostPictureBytes, type PictureSettings } from '../../contract/picture-settings.ts'
import { isAppError, reportOf } from '../http/error-report.ts'

/**
 * Answers `PictureSettings`, or an error as uploads report theirs: `{ error: report }`. Nothing is written anywhere.
 */
export function pictureSettingsRoute(read: (picture: Uint8Array) => Promise<PictureSettings>): Hono {
  const route = new Hono()
  route.post(
    '/picture/settings',
    bodyLimit({
      maxSize: mostPictureBytes,
      onError() {
        throw new AppError('picture-settings/too-large', { megabytes: mostPictureBytes / 2 ** 20 })
      },
    }),
    async ({ req, json }) => json(await read(new Uint8Array(await req.raw.arrayBuffer()))),
  )
  route.onError((error, context) => context.json({ error: reportOf(error) }, isAppError(error) ? 422 : 500))
  return route
}
