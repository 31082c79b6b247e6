// What a server says instead of a file, as one of our errors.
import { AppError } from '../../base/errors.ts'
import type { SiteName } from './sites.ts'
import type { WebAnswer } from './web-client.ts'

/** `site`: whose the address is; null for others. */
export function statusError(answer: WebAnswer, site: SiteName | null): AppError {
  const { status, headers, url } = answer
  const host = url.hostname
  const details = { details: { status } }
  // Hugging Face hides what one may not see: it says so beside a 401.
  const isGated = headers['x-error-code'] === 'GatedRepo'
  if (isGated) return new AppError('download/gated', { host }, details)
  if (status === 401 || status === 403)
    return site === null
      ? new AppError('download/forbidden', { host }, details)
      : new AppError('download/needs-token', { site }, details)
  if (status === 404 || status === 410) return new AppError('download/not-there', { host }, details)
  if (status === 429) {
    const waitMs = waitAskedMs(answer, new Date())
    return new AppError('download/too-often', { host }, { details: { status, waitMs } })
  }
  return new AppError('download/server-error', { host, status }, details)
}

const passing = new Set([408, 425, 429, 500, 502, 503, 504])

/** Whether it may be otherwise in a moment. */
export function isPassing(status: number): boolean {
  return passing.has(status)
}

const longestWaitMs = 60_000

/** As long as the server asks to wait, within reason; null where it says nothing. */
export function waitAskedMs({ headers }: WebAnswer, now: Date): number | null {
  const after = headers['retry-after']
  if (after === undefined) return null
  const seconds = /^\d+$/.test(after) ? Number(after) : (Date.parse(after) - now.getTime()) / 1000
  return Number.isFinite(seconds) ? Math.min(longestWaitMs, Math.max(0, seconds * 1000)) : null
}
