// What the host refuses of a file that was sent to it, as the error that a failed call throws.
import type { ErrorReport } from '../../src-main/base/errors.ts'
import { sentence } from '../../src-main/messages/say.ts'

/** The form in which a failed call carries its report. */
export async function refusalIn(response: Response): Promise<Error> {
  const report = await reportIn(response)
  return Object.assign(new Error(sentence(report, 'en')), { data: { report } })
}

async function reportIn(response: Response): Promise<ErrorReport> {
  try {
    return ((await response.json()) as { error: ErrorReport }).error
  } catch {
    // Something between answered: the status is all there is to say.
    return { code: 'upload/failed', message: `The file did not arrive (${response.status}).` }
  }
}
