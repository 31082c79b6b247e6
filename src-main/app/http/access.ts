// Who may speak to the app: known hosts and origins only, and whoever holds the token.
import { createHash, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'

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
  | { allow: true }
  | { allow: false; status: 401 | 403; reason: string }
  | { allow: false; status: 302; location: string; cookie: string }

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]'])

export function judgeAccess(request: Request, rules: AccessRules): Verdict {
  const url = new URL(request.url)
  const host = request.headers.get('host') ?? url.host
  if (!isKnownHost(host, rules) || !isKnownHost(url.host, rules)) {
    return { allow: false, status: 403, reason: 'This host name is not allowed.' }
  }
  const origin = request.headers.get('origin')
  if (origin !== null && !isKnownOrigin(origin, host, rules)) {
    return { allow: false, status: 403, reason: 'This origin is not allowed.' }
  }
  if (rules.token === null) return { allow: true }
  const cookieName = cookieNameOf(host)
  const offered = url.searchParams.get('token')
  if (offered !== null && request.method === 'GET' && isSame(offered, rules.token)) {
    url.searchParams.delete('token')
    return {
      allow: false,
      status: 302,
      location: `${url.pathname.replace(/^\/+/, '/')}${url.search}`,
      cookie: `${cookieName}=${encodeURIComponent(rules.token)}; Path=/; HttpOnly; SameSite=Strict`,
    }
  }
  const bearer = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  const held = bearer ?? cookieOf(request, cookieName)
  if (held !== undefined && isSame(held, rules.token)) return { allow: true }
  return { allow: false, status: 401, reason: 'The token is missing or wrong.' }
}

/** Cookies ignore ports, so two servers on one machine need two names. */
function cookieNameOf(host: string): string {
  return `lamina_${/:(\d+)$/.exec(host)?.[1] ?? 'app'}`
}

function cookieOf(request: Request, name: string): string | undefined {
  const pairs = (request.headers.get('cookie') ?? '').split(/;\s*/).map((pair) => pair.split('='))
  const value = pairs.find(([key]) => key === name)?.[1]
  if (value === undefined) return undefined
  try {
    return decodeURIComponent(value)
  } catch {
    // Not something we set.
    return undefined
  }
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
