// One data folder, opened: owned by this process, with its catalog and the application's parts. Nothing runs yet.
import { randomUUID } from 'node:crypto'
import { rebuildIndex } from '../catalog/find/rebuild-index.ts'
import { AppError } from '../base/errors.ts'
import { openCatalog, type CatalogDatabase } from '../database/catalog-database.ts'
import { safekeeping, type Safekeeping } from '../database/safekeeping/safekeeping.ts'
import { removeOldCode } from '../files/compiled-code.ts'
import { removeAbandonedPartsBelow } from '../files/part-files.ts'
import { prepareDataFolder } from './data-folder.ts'
import { createEventBus } from './events.ts'
import { claimFolder, type FolderOwner } from './folder-owner.ts'
import { createParts, type Parts, type PartsOptions } from './parts.ts'
import { createStorage, type Storage } from './storage.ts'

export type OpenStudio = {
  readonly parts: Parts
  readonly owner: Pick<FolderOwner, 'announce'>
  /** Lets go of everything, the engine too; once, however often it is asked. */
  close(): Promise<void>
}

/**
 * Throws `app/already-running` with the other host's address in its details, and what keeps the data folder or its
 * catalog from being used: `catalog/…`, `disk/…`. Nothing is held then.
 */
export async function openStudio(options: PartsOptions): Promise<OpenStudio> {
  prepareDataFolder(options.dataFolder)
  removeOldCode(options.dataFolder)
  const owner = claimFolder(options.dataFolder)
  const swept = removeAbandonedPartsBelow(options.dataFolder)
  const events = createEventBus({ host: randomUUID() })
  let database: CatalogDatabase | null = null
  let storage: Storage | null = null
  let parts: Parts | null = null

  let closing: Promise<void> | null = null

  async function closeAll(): Promise<void> {
    await parts?.close()
    storage?.close()
    if (parts === null) await options.engine.close()
    await swept
    database?.close()
    owner.release()
  }

  const close = (): Promise<void> => (closing ??= closeAll())

  try {
    const safe = safekeeping(options.dataFolder)
    database = await openWhole(safe, (error) => {
      storage?.note(error)
      parts?.keeper.note(error)
    })
    storage = createStorage({
      catalog: database,
      claim: () => owner.renew(),
      publish: events.publish,
      onBack: () => parts?.library.lookSoon(),
    })
    parts = createParts(options, database, storage, events, safe)
    return { parts, owner, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** A catalog that turns out to be damaged while it is opened is replaced as one that was known to be. */
async function openWhole(safe: Safekeeping, onError: (error: unknown) => void): Promise<CatalogDatabase> {
  safe.settle()
  try {
    return await openIndexed(safe.catalog, onError)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'catalog/damaged') throw error
    safe.noticeDamage()
    safe.settle()
    return openIndexed(safe.catalog, onError)
  }
}

async function openIndexed(path: string, onError: (error: unknown) => void): Promise<CatalogDatabase> {
  const database = openCatalog(path, onError)
  try {
    await rebuildIndex(database)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}
