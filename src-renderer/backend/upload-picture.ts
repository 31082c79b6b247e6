// A dropped file on its way to the host, as it is; what the host refuses is thrown as calls throw it.
import type { ErrorReport } from '../../src-main/base/errors.ts'
import { sentence } from '../../src-main/messages/say.ts'

export async function uploadPicture(projectId: string, file: File): Promise<void> {
  const address = `/training/${projectId}/pictures/${encodeURIComponent(file.name)}`
  const response = await fetch(address, { method: 'PUT', body: file })
  if (response.ok) return
  const report = await reportIn(response)
  // The form in which a failed call carries its report.
  throw Object.assign(new Error(sentence(report, 'en')), { data: { report } })
}

async function reportIn(response: Response): Promise<ErrorReport> {
  try {
    return ((await response.json()) as { error: ErrorReport }).error
  } catch {
    // Something between answered: the status is all there is to say.
    return { code: 'upload/failed', message: `The file did not arrive (${response.status}).` }
  }
}
