// PUT /training/<id>/pictures/<name>: one dropped file, as it is, into the project's own folder.
import { Hono } from 'hono'
import { AppError } from '../../base/errors.ts'
import { reportOf, statusOf } from '../http/error-report.ts'
import type { Training } from './training.ts'
import { emptyFile } from './upload-picture.ts'

const statuses: Partial<Record<ReturnType<typeof statusOf>, 404 | 422>> = {
  NOT_FOUND: 404,
  UNPROCESSABLE_CONTENT: 422,
}

/** Answers 204, or an error as calls report theirs: `{ error: report }`. */
export function uploadRoute(training: Pick<Training, 'upload'>): Hono {
  const uploads = new Hono()
  uploads.put('/training/:id/pictures/:name', async ({ req, body }) => {
    const name = req.param('name')
    if (req.raw.body === null) throw emptyFile(name)
    await training.upload(req.param('id'), name, req.raw.body)
    return body(null, 204)
  })
  uploads.onError((error, context) => {
    const status = error instanceof AppError ? (statuses[statusOf(error)] ?? 500) : 500
    return context.json({ error: reportOf(error) }, status)
  })
  return uploads
}
