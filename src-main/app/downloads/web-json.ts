// A site's answer in JSON: of limited size, and of the form that is expected.
import type { z } from 'zod'
import { throwIfCancelled } from '../../base/cancel.ts'
import { AppError } from '../../base/errors.ts'
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
    const pieces: Buffer[] = []
    let size = 0
    for await (const piece of body as AsyncIterable<Buffer>) {
      size += piece.length
      if (size > mostBytes) throw new AppError('download/odd-answer', { host })
      pieces.push(piece)
    }
    const parsed = schema.safeParse(parseStored(Buffer.concat(pieces).toString()))
    if (!parsed.success)
      throw new AppError(
        'download/odd-answer',
        { host },
        { details: { issues: parsed.error.issues.slice(0, 3) } },
      )
    return { value: parsed.data, headers }
  } catch (cause) {
    throwIfCancelled(signal)
    if (cause instanceof AppError) throw cause
    throw new AppError('download/unreachable', { host }, { cause })
  } finally {
    body.destroy()
  }
}
