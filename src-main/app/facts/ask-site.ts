// One question to a site: an answer of limited size, in limited time, from the site itself and from nobody it leads to.
import { AppError } from '../../base/errors.ts'
import { throwIfCancelled } from '../../base/cancel.ts'
import { answerBytes } from '../downloads/answer-bytes.ts'
import type { SiteName } from '../downloads/sites.ts'
import { statusError } from '../downloads/status-error.ts'
import type { WebClient } from '../downloads/web-client.ts'

export type SiteQuestion = {
  readonly client: WebClient
  readonly site: SiteName
  readonly accept: string
  readonly mostBytes: number
  /** All of it, however steadily the answer trickles. */
  readonly mostMs: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Null where the site knows nothing of what the address names. Throws `site/led-away`, `site/web-page`,
 * `site/too-large`, `site/too-slow`, `site/failed`, what the status says (`download/too-often`, `download/needs-token`, …), what `ask`
 * throws, `job/cancelled`.
 */
export async function askSite(url: string, question: SiteQuestion): Promise<string | null> {
  const { client, site, accept, mostBytes, mostMs, signal } = question
  const host = new URL(url).hostname
  return inTime({ host, mostMs, signal }, async (ending) => {
    const answer = await client.ask(url, { headers: { accept }, staysAtHost: true, signal: ending })
    try {
      const { status, headers } = answer
      if (status >= 300 && status < 400) {
        const to = URL.parse(headers.location ?? '', url)?.hostname ?? ''
        throw new AppError('site/led-away', { host, to })
      }
      // Hugging Face says 401 of what is not there, too.
      if (status === 404 || status === 410 || headers['x-error-code'] === 'RepoNotFound') return null
      if (status >= 500) throw new AppError('site/failed', { host, status })
      if (status !== 200) throw statusError(answer, site)
      if (headers['content-type']?.includes('text/html') === true)
        throw new AppError('site/web-page', { host })
      const tooLarge = (): AppError => new AppError('site/too-large', { host })
      return (await answerBytes(answer, { mostBytes, tooLarge })).toString()
    } finally {
      answer.body.destroy()
    }
  })
}

/** Throws `site/too-slow` where it takes longer. */
export async function inTime<Result>(
  { host, mostMs, signal }: { host: string; mostMs: number; signal?: AbortSignal | undefined },
  work: (ending: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const late = AbortSignal.timeout(mostMs)
  try {
    return await work(signal === undefined ? late : AbortSignal.any([signal, late]))
  } catch (error) {
    throwIfCancelled(signal)
    if (late.aborted) throw new AppError('site/too-slow', { host })
    throw error
  }
}
