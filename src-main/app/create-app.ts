// The application without a window: one `(Request) => Promise<Response>` over one data folder.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { openCatalog, type CatalogDatabase } from '../database/catalog-database.ts'
import { removeAbandonedPartsBelow } from '../files/part-files.ts'
import { prepareDataFolder } from './data-folder.ts'
import { createEventBus } from './events.ts'
import { claimFolder } from './folder-owner.ts'
import type { AccessRules } from './http/access.ts'
import { routes } from './http/routes.ts'
import { createParts, type Parts, type PartsOptions } from './parts.ts'
import { start } from './start.ts'
import { createStorage, type Storage } from './storage.ts'
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

/**
 * Throws `app/already-running` with the other host's address in its details, and what keeps the data folder or its
 * catalog from being used: `catalog/…`, `disk/…`. Nothing is held then.
 */
export async function createApp(options: AppOptions): Promise<App> {
  prepareDataFolder(options.dataFolder)
  const owner = claimFolder(options.dataFolder)
  const swept = removeAbandonedPartsBelow(options.dataFolder)
  const events = createEventBus({ host: randomUUID() })
  let database: CatalogDatabase | null = null
  let storage: Storage | null = null
  let parts: Parts | null = null

  async function close(): Promise<void> {
    await parts?.close()
    storage?.close()
    if (parts === null) await options.engine.close()
    await swept
    database?.close()
    owner.release()
  }

  try {
    database = openCatalog(join(options.dataFolder, 'catalog.sqlite'), (error) => storage?.note(error))
    storage = createStorage({
      catalog: database,
      claim: () => owner.renew(),
      publish: events.publish,
      onBack: () => parts?.library.lookSoon(),
    })
    parts = createParts(options, database, storage, events)
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
