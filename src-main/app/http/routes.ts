// What answers at which address: calls, uploads, media, and the page for every other one.
import { Hono } from 'hono'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { AppError } from '../../base/errors.ts'
import type { Studio } from '../studio.ts'
import { uploadRoute } from '../training/upload-route.ts'
import type { AccessRules } from './access.ts'
import { guard } from './guard.ts'
import { mediaRoutes } from './media.ts'
import { appRouter } from './router.ts'
import { securityHeaders } from './security-headers.ts'
import { staticRoutes } from './static-files.ts'

export type RouteOptions = AccessRules & {
  /** The built renderer; null serves calls and media only. */
  staticFolder: string | null
}

/** The one thing that is asked for by GET: browsers open event streams in no other way. */
const eventStream = 'events'

export function routes(studio: Studio, { staticFolder, ...rules }: RouteOptions): Hono {
  const hono = new Hono()
  hono.use(securityHeaders)
  hono.use(guard(rules))
  hono.all('/trpc/:call', (context) => {
    // Whatever only reads may still be work; a page that embeds an address must not be able to begin it.
    if (context.req.method !== 'POST' && context.req.param('call') !== eventStream)
      return context.body(null, 405, { Allow: 'POST' })
    return fetchRequestHandler({
      endpoint: '/trpc',
      req: context.req.raw,
      router: appRouter,
      // A query comes as a POST, too, so that what is asked is never part of an address.
      allowMethodOverride: true,
      allowBatching: false,
      createContext: () => ({ studio }),
    })
  })
  hono.route('/', uploadRoute(studio.training))
  hono.route('/media', mediaRoutes(studio))
  if (staticFolder !== null) hono.route('/', staticRoutes(staticFolder))
  hono.onError((error, context) => {
    // The caller gets no internals; the log does.
    process.stderr.write(`${error.stack ?? error.message}\n`)
    const code = error instanceof AppError ? error.code : 'internal/unexpected'
    return context.json({ error: { code, message: 'Something went wrong inside Lamina.' } }, 500)
  })
  return hono
}
