// PUT /training/<id>/pictures/<name>: one dropped file, as it is, into the project's own folder.
import { AppError } from '../../base/errors.ts'
import { reportOf, statusOf } from '../http/error-report.ts'
import type { Studio } from '../studio.ts'

const statuses: Partial<Record<ReturnType<typeof statusOf>, number>> = {
  NOT_FOUND: 404,
  UNPROCESSABLE_CONTENT: 422,
}

/** Answers 204, or an error as calls report theirs: `{ error: report }`. */
export async function uploadResponse(
  request: Request,
  id: string,
  name: string,
  { training }: Studio,
): Promise<Response> {
  try {
    if (request.body === null) throw new AppError('training/empty-file', `"${name}" is empty.`)
    await training.upload(id, name, request.body)
    return new Response(null, { status: 204 })
  } catch (error) {
    const status = error instanceof AppError ? (statuses[statusOf(error)] ?? 500) : 500
    return Response.json({ error: reportOf(error) }, { status })
  }
}
