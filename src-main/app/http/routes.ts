// What answers at which address: calls, uploads, media, and the page for every other one.
import { Hono } from 'hono'
import { AppError } from '../../base/errors.ts'
import { say } from '../../messages/say.ts'
import { remark } from '../../messages/table.ts'
import type { Studio } from '../studio.ts'
import { importRoute } from '../pictures/import-route.ts'
import { previewRoute } from '../library/preview-route.ts'
import { uploadRoute } from '../training/upload-route.ts'
import type { AccessRules } from './access.ts'
import { callRoutes } from './call-routes.ts'
import { pictureSettingsRoute } from '../picture-settings/settings-route.ts'
import { guard } from './guard.ts'
import { mediaRoutes } from './media.ts'
import { readerLanguage } from './reader-language.ts'
import { securityHeaders } from './security-headers.ts'
import { staticRoutes } from './static-files.ts'
import { note } from '../../files/terminal.ts'

export type RouteOptions = AccessRules & {
  /** The built renderer; null serves calls and media only. */
  staticFolder: string | null
}

export function routes(studio: Studio, { staticFolder, ...rules }: RouteOptions): Hono {
  const hono = new Hono()
  hono.use(securityHeaders)
  hono.use(guard(rules))
  hono.route('/trpc', callRoutes(studio))
  hono.route('/', uploadRoute(studio.training))
  hono.route('/', pictureSettingsRoute(studio.pictureSettings))
  hono.route('/', importRoute(studio.importer))
  hono.route('/', previewRoute(studio.itemPreviews))
  hono.route('/media', mediaRoutes(studio))
  if (staticFolder !== null) hono.route('/', staticRoutes(staticFolder))
  hono.onError((error, context) => {
    // The caller gets no internals; the log does.
    const text = error.stack ?? error.message
    studio.log.write('error', text)
    note(...text.split('\n'))
    const code = error instanceof AppError ? error.code : 'internal/unexpected'
    const { message } = say(remark('internal/hidden'), readerLanguage(context.req.raw))
    return context.json({ error: { code, message } }, 500)
  })
  return hono
}
