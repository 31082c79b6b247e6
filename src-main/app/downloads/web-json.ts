// A site's answer in JSON: of limited size, and of the form that is expected.
import type { z } from 'zod'
import { throwIfCancelled } from '../../base/cancel.ts'
import { AppError } from '../../base/errors.ts'
import { answerBytes } from './answer-bytes.ts'
import { statusError } from './status-error.ts'
import type { SiteName } from './sites.ts'
import type { WebAnswer, WebClient } from './web-client.ts'
import { parseStored } from '../../contract/stored.ts'

const mostBytes = 8 * 2 ** 20

/** Throws what `ask` throws, `download/odd-answer`, and what the status says: `download/not-there`, … */
export async function askJson<Value>(
  client: WebClient,
  url: string,
  schema: z.ZodType<Value>,
  question: { site: SiteName; signal?: AbortSignal | undefined },
): Promise<{ value: Value; headers: WebAnswer['headers'] }> {
  const { site, signal } = question
  const answer = await client.ask(url, { headers: { accept: 'application/json' }, signal })
  const { status, headers, body } = answer
  const host = answer.url.hostname
  try {
    if (status !== 200) throw statusError(answer, site)
    const tooLarge = (): AppError => new AppError('download/odd-answer', { host })
    const bytes = await answerBytes(answer, { mostBytes, tooLarge })
    const parsed = schema.safeParse(parseStored(bytes.toString()))
    if (!parsed.success)
      throw new AppError(
        'download/odd-answer',
        { host },
        { details: { issues: parsed.error.issues.slice(0, 3) } },
      )
    return { value: parsed.data, headers }
  } catch (error) {
    throwIfCancelled(signal)
    throw error
  } finally {
    body.destroy()
  }
}
