// One data folder, opened: owned by this process, with its catalog and the application's parts. Nothing runs yet.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { rebuildIndex } from '../catalog/find/rebuild-index.ts'
import { openCatalog, type CatalogDatabase } from '../database/catalog-database.ts'
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
    database = openCatalog(join(options.dataFolder, 'catalog.sqlite'), (error) => storage?.note(error))
    storage = createStorage({
      catalog: database,
      claim: () => owner.renew(),
      publish: events.publish,
      onBack: () => parts?.library.lookSoon(),
    })
    await rebuildIndex(database)
    parts = createParts(options, database, storage, events)
    return { parts, owner, close }
  } catch (error) {
    await close()
    throw error
  }
}
