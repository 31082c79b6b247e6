// The application without a window: one `(Request) => Promise<Response>` over one data folder.
import type { AccessRules } from './http/access.ts'
import { routes } from './http/routes.ts'
import { openStudio } from './open-studio.ts'
import type { PartsOptions } from './parts.ts'
import { start } from './start.ts'
import type { Studio } from './studio.ts'

export type AppOptions = PartsOptions &
  Partial<AccessRules> & {
    /** The built renderer; null serves calls and media only. */
    staticFolder: string | null
    watchModels?: boolean
  }

export type App = {
  fetch(request: Request): Promise<Response>
  studio: Studio
  /** Written beside the catalog, so that a second start on the same data folder can say where the app is. */
  announce(address: string): void
  close(): Promise<void>
}

/** Throws what `openStudio` throws. */
export async function createApp(options: AppOptions): Promise<App> {
  const { parts, owner, close } = await openStudio(options)
  try {
    await start(parts, { watch: options.watchModels !== false })
  } catch (error) {
    await close()
    throw error
  }
  const hono = routes(parts, {
    staticFolder: options.staticFolder,
    token: options.token ?? null,
    allowedHosts: options.allowedHosts ?? [],
    allowAddresses: options.allowAddresses ?? false,
    allowedOrigins: options.allowedOrigins ?? [],
  })
  return {
    fetch: async (request) => hono.fetch(request),
    studio: parts,
    announce: (address) => owner.announce(address),
    close,
  }
}
