// PUT /gallery/import/<import>/<name>: one picture file, as it is, into the gallery.
import { Hono } from 'hono'
import { ZodError } from 'zod'
import { AppError } from '../../base/errors.ts'
import { importIdSchema } from '../../contract/import.ts'
import { isAppError, reportOf } from '../http/error-report.ts'
import type { Importer } from './importer.ts'

/** Answers `{ outcome }`, or an error as uploads report theirs: `{ error: report }`. */
export function importRoute(importer: Pick<Importer, 'upload'>): Hono {
  const route = new Hono()
  route.put('/gallery/import/:id/:name', async ({ req, json }) => {
    const importId = importIdSchema.parse(req.param('id'))
    const body = req.raw.body
    if (body === null) throw new AppError('picture-settings/not-a-picture')
    const modifiedMs = Number(req.query('modified') ?? NaN)
    const modified = Number.isFinite(modifiedMs) && Math.abs(modifiedMs) < 8e15 ? new Date(modifiedMs) : null
    return json({ outcome: await importer.upload({ importId, name: req.param('name'), modified, body }) })
  })
  route.onError((error, context) =>
    context.json({ error: reportOf(error) }, isAppError(error) || error instanceof ZodError ? 422 : 500),
  )
  return route
}
