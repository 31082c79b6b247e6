// Asking the web, carefully: over https alone, a few redirects at most, a token to its own site alone, and from the web
// never into a network of one's own.
import { lookup, type LookupAddress } from 'node:dns'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { AppError } from '../../base/errors.ts'
import { throwIfCancelled } from '../../base/cancel.ts'
import { isLocalHost, isPrivateAddress } from './private-address.ts'
import { siteOf, type SiteName, type Sites } from './sites.ts'

export type WebAnswer = {
  readonly status: number
  /** By lower-case name. */
  readonly headers: IncomingMessage['headers']
  /** Where the redirects led. */
  readonly url: URL
  /** Whether the connection breaks off shows when it is read. Whoever does not read it destroys it. */
  readonly body: IncomingMessage
}

export type WebQuestion = {
  readonly method?: 'GET' | 'HEAD'
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal | undefined
  /** A redirect to another host is not followed: it is the answer. */
  readonly staysAtHost?: boolean
  /** The address is not the person's but was said by somebody on the web: it never leads into a network of one's own. */
  readonly isSaidOutside?: boolean
}

export type WebClient = {
  /**
   * Throws `download/not-https`, `download/private-address`, `download/too-many-redirects`, `download/unreachable`,
   * `job/cancelled`.
   */
  ask(url: string, question?: WebQuestion): Promise<WebAnswer>
}

export type WebClientOptions = {
  readonly sites: Sites
  /** A person's; null where there is none. */
  token(site: SiteName): Promise<string | null>
  /** Whether the first address may lead to this machine or its network: not for those who sit at another one. */
  readonly mayAskInside?: boolean
  /** A connection on which nothing comes for so long is given up. */
  readonly silentMs?: number
  /** Tests resolve names, and say what is private. */
  readonly resolve?: typeof lookup
  readonly isPrivate?: (address: string) => boolean
}

const mostRedirects = 8
const redirects = new Set([301, 302, 303, 307, 308])
const patienceMs = 30_000

export function webClient(options: WebClientOptions): WebClient {
  const { sites, mayAskInside = true, silentMs = patienceMs, isPrivate = isPrivateAddress } = options
  const resolve = options.resolve ?? lookup

  /** `isInside`: whether addresses of one's own are allowed. Says of the address that was taken whether it was one. */
  async function once(
    url: URL,
    { method = 'GET', headers = {}, signal }: WebQuestion,
    isInside: boolean,
  ): Promise<{ message: IncomingMessage; wasInside: boolean }> {
    let wasInside = false
    const literal = url.hostname.replace(/^\[|\]$/g, '')
    const refused = (): AppError => new AppError('download/private-address', { host: url.hostname })
    if (isIP(literal) !== 0) {
      wasInside = isPrivate(literal)
      if (wasInside && !isInside) throw refused()
    }
    const look: LookupFunction = (hostname, wish, callback) => {
      resolve(hostname, { ...wish, all: true }, (error, found: LookupAddress[]) => {
        if (error !== null) {
          callback(error, '', 0)
          return
        }
        wasInside = found.some(({ address }) => isPrivate(address))
        if (wasInside && !isInside) {
          callback(refused(), '', 0)
          return
        }
        if (wish.all === true) callback(null, found)
        else callback(null, found[0]?.address ?? '', found[0]?.family ?? 0)
      })
    }
    const site = siteOf(url, sites)
    const token = site === null ? null : await options.token(site)
    const message = await new Promise<IncomingMessage>((take, reject) => {
      const asked = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
        method,
        headers: {
          'accept-encoding': 'identity',
          'user-agent': 'Lamina',
          ...headers,
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        },
        lookup: look,
        timeout: silentMs,
        // A connection that is kept would go past the look at its address.
        agent: false,
        ...(signal === undefined ? {} : { signal }),
      })
      asked.once('timeout', () => asked.destroy(new Error('nothing came')))
      asked.once('response', take)
      asked.once('error', reject)
      asked.end()
    })
    // It may break off while nobody reads: whoever does is told by the stream.
    message.on('error', () => undefined)
    message.setTimeout(silentMs, () => message.destroy(new Error('nothing came')))
    return { message, wasInside }
  }

  return {
    async ask(start, question = {}) {
      let url = new URL(start)
      let isInside = mayAskInside && question.isSaidOutside !== true
      for (let count = 0; count <= mostRedirects; count++) {
        throwIfCancelled(question.signal)
        if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocalHost(url.hostname)))
          throw new AppError('download/not-https', { host: url.hostname })
        const { message, wasInside } = await once(url, question, isInside).catch((cause: unknown) => {
          throwIfCancelled(question.signal)
          if (cause instanceof AppError) throw cause
          throw new AppError('download/unreachable', { host: url.hostname }, { cause })
        })
        const { statusCode: status = 0, headers } = message
        const next = headers.location === undefined ? null : URL.parse(headers.location, url.href)
        const isLast = question.staysAtHost === true && next?.origin !== url.origin
        if (!redirects.has(status) || next === null || isLast) return { status, headers, url, body: message }
        message.destroy()
        // What is on the web leads no further in.
        isInside &&= wasInside
        url = next
      }
      throw new AppError('download/too-many-redirects', { host: url.hostname })
    },
  }
}
