// Calls by POST, and the stream of events by GET.
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { TRPCError } from '@trpc/server'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import type { AppError } from '../../base/errors.ts'
import type { Studio } from '../studio.ts'
import { callLimits, refusalOf, tooLarge } from './call-body.ts'
import { statusOf } from './error-report.ts'
import { appRouter } from './router.ts'

export function callRoutes(studio: Studio): Hono {
  const calls = new Hono()
  // Browsers open event streams in no other way.
  calls.get('/events', ({ req }) => answer(req.raw, studio))
  calls.post(
    '/:call',
    bodyLimit({ maxSize: callLimits.bytes, onError: ({ req }) => refuse(req.raw, tooLarge(), studio) }),
    async ({ req }) => {
      const body = new Uint8Array(await req.raw.arrayBuffer())
      const refusal = refusalOf(body)
      return refusal === null ? answer(withBody(req.raw, body), studio) : refuse(req.raw, refusal, studio)
    },
  )
  // Whatever only reads may still be work; a page that embeds an address must not be able to begin it.
  calls.all('*', (context) => context.body(null, 405, { Allow: 'POST' }))
  return calls
}

function answer(request: Request, studio: Studio, refusal?: AppError): Promise<Response> {
  return fetchRequestHandler({
    endpoint: '/trpc',
    req: request,
    router: appRouter,
    // A query comes as a POST, too, so that what is asked is never part of an address.
    allowMethodOverride: true,
    allowBatching: false,
    createContext() {
      if (refusal !== undefined) throw new TRPCError({ code: statusOf(refusal), cause: refusal })
      return { studio }
    },
  })
}

/** As every failed call is answered; the body is left where it is. */
function refuse(request: Request, refusal: AppError, studio: Studio): Promise<Response> {
  return answer(withBody(request, null), studio, refusal)
}

function withBody({ url, method, headers, signal }: Request, body: Uint8Array<ArrayBuffer> | null): Request {
  return new Request(url, { method, headers, signal, body })
}
