// Who may speak to the app: pages of known hosts and origins only, and whoever holds the token.
import { createHash, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'
import { parse } from 'hono/utils/cookie'
import { remark, type Code, type Remark } from '../../messages/table.ts'

export type AccessRules = {
  /** Null: no token is asked for (tests). */
  token: string | null
  /** Host names besides this machine's loopback names. */
  allowedHosts: readonly string[]
  /** Any IP address as host: for a server that listens on all interfaces. A rebound name is never an address. */
  allowAddresses: boolean
  /** Origins besides the request's own, e.g. `lamina://app`. */
  allowedOrigins: readonly string[]
}

export type Verdict =
  | { kind: 'allow' }
  /** The token stood in the address: it becomes a cookie, and the browser goes on to `location`. */
  | { kind: 'welcome'; location: string; cookie: string; token: string }
  | { kind: 'refuse'; status: 401 | 403; reason: Remark }

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]'])

export function judgeAccess(request: Request, rules: AccessRules): Verdict {
  const url = new URL(request.url)
  const host = request.headers.get('host') ?? url.host
  if (!isKnownHost(host, rules) || !isKnownHost(url.host, rules)) return refusal(403, 'access/host')
  const origin = request.headers.get('origin')
  if (origin !== null && !isKnownOrigin(origin, host, rules)) return refusal(403, 'access/origin')
  if (origin === null && isSentByAnotherSite(request)) return refusal(403, 'access/other-site')
  if (rules.token === null) return { kind: 'allow' }
  const cookie = cookieNameOf(host)
  const offered = url.searchParams.get('token')
  if (offered !== null && request.method === 'GET' && isSame(offered, rules.token)) {
    url.searchParams.delete('token')
    const location = `${url.pathname.replace(/^\/+/, '/')}${url.search}`
    return { kind: 'welcome', location, cookie, token: rules.token }
  }
  const bearer = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  const held = bearer ?? parse(request.headers.get('cookie') ?? '', cookie)[cookie]
  if (held !== undefined && isSame(held, rules.token)) return { kind: 'allow' }
  return refusal(401, 'access/token')
}

type Reason = Extract<Code, `access/${string}`>

function refusal(status: 401 | 403, code: Reason): Verdict {
  return { kind: 'refuse', status, reason: remark(code) }
}

/**
 * Browsers name no origin where a page only asks (an image, a script), but they say whether the page is ours: one at
 * another port of this machine would even be sent our cookie. A link that is followed to the app is fine.
 */
function isSentByAnotherSite({ headers }: Request): boolean {
  const site = headers.get('sec-fetch-site')
  if (site === null || site === 'same-origin' || site === 'none') return false
  return headers.get('sec-fetch-mode') !== 'navigate' || headers.get('sec-fetch-dest') !== 'document'
}

/** Cookies ignore ports, so two servers on one machine need two names. */
function cookieNameOf(host: string): string {
  return `lamina_${/:(\d+)$/.exec(host)?.[1] ?? 'app'}`
}

function isKnownHost(host: string, rules: AccessRules): boolean {
  const name = host.replace(/:\d*$/, '').toLowerCase()
  if (loopbackNames.has(name) || rules.allowedHosts.includes(name)) return true
  return rules.allowAddresses && isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0
}

function isKnownOrigin(origin: string, host: string, rules: AccessRules): boolean {
  if (rules.allowedOrigins.includes(origin)) return true
  return origin === `http://${host}` || origin === `https://${host}`
}

function isSame(offered: string, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(offered), digest(token))
}
