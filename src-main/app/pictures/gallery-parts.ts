// The gallery with everything around it: the pictures and what is known of them, their small copies, and the ways in and out.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { CatalogDatabase } from '../../database/catalog-database.ts'
import type { PictureWork } from '../../files/decoding/picture-work.ts'
import { findAgain, type FindAgainOptions } from '../../gallery/found-again.ts'
import { gallery, type Gallery, type GalleryOptions } from '../../gallery/gallery.ts'
import { pictureStore, type PictureStore, type PictureStoreOptions } from '../../gallery/picture-store.ts'
import { thumbnails, type Thumbnails } from '../../gallery/thumbnails.ts'
import { thumbnailsAhead, type ThumbnailsAhead } from '../../gallery/thumbnails-ahead.ts'
import type { EventBus } from '../events.ts'
import type { FolderRules } from '../folder-rules.ts'
import type { SettingsReader } from '../picture-settings/settings-reader.ts'
import type { SettingsStore } from '../settings.ts'
import { exporter, type Exporter } from './exporter.ts'
import { folderGrants, type FolderGrants } from './folder-grants.ts'
import { importer, type Importer } from './importer.ts'
import { transfers, type Transfers } from './transfers.ts'

export type GalleryPartsOptions = {
  readonly dataFolder: string
  readonly database: Pick<CatalogDatabase, 'pictures' | 'pictureFacts' | 'pictureSearch'>
  readonly journal: PictureStoreOptions['journal']
  readonly work: PictureWork
  readonly settings: Pick<SettingsStore, 'get'>
  readonly rules: FolderRules
  readonly readSettings: SettingsReader
  /** One of our own, for `findPictures`. */
  readonly readOwn: FindAgainOptions['read']
  /** Whether small pictures are made before somebody looks, while this says that nothing else goes on; null for never. */
  readonly background: { isBusy(): boolean } | null
  readonly attempt: GalleryOptions['attempt']
  readonly publish: EventBus['publish']
  onFault(error: unknown): void
  now(): Date
}

export type GalleryParts = {
  readonly gallery: Gallery
  readonly pictures: PictureStore
  readonly thumbnails: Thumbnails
  /** Null where nothing is made that nobody asked for. */
  readonly thumbnailsAhead: Pick<ThumbnailsAhead, 'start'> | null
  readonly grants: FolderGrants
  readonly transfers: Transfers
  readonly exporter: Exporter
  readonly importer: Importer
  /** Pictures that the catalog lost with what replaced it; how many. */
  findPictures(): Promise<number>
  close(): Promise<void>
}

export function galleryParts(options: GalleryPartsOptions): GalleryParts {
  const { dataFolder, database, work, settings, rules, onFault, now } = options
  const closed = new AbortController()
  const seen = gallery({
    pictures: database.pictures,
    facts: database.pictureFacts,
    search: database.pictureSearch,
    attempt: options.attempt,
    now,
  })
  const publish: PictureStoreOptions['publish'] = (event, isMark) => {
    seen.hear(event, isMark)
    if (event.type === 'picture' && !isMark) ahead?.hear(event.picture.id)
    options.publish(event)
  }
  const pictures = pictureStore({ table: database.pictures, journal: options.journal, publish, now })
  const small = thumbnails(join(dataFolder, 'thumbnails'), work)
  const ahead =
    options.background &&
    thumbnailsAhead({
      thumbnails: small,
      pictures: database.pictures,
      filePath: pictures.filePath,
      isBusy: options.background.isBusy,
    })
  // What killed hosts left; what cannot be removed now may be the next time.
  const tidied = pictures.tidy().catch(onFault)
  const transferring = transfers({ publish: options.publish, onFault, newId: randomUUID })
  const grants = folderGrants()
  const ways = { pictures, work, grants, rules, transfers: transferring }
  return {
    gallery: seen,
    pictures,
    thumbnails: small,
    thumbnailsAhead: ahead,
    grants,
    transfers: transferring,
    exporter: exporter(ways),
    importer: importer({ ...ways, settings, readSettings: options.readSettings, dataFolder, now }),
    findPictures: () =>
      findAgain({
        table: database.pictures,
        folder: settings.get().picturesFolder,
        read: options.readOwn,
        publish,
        now,
        signal: closed.signal,
      }),
    async close() {
      closed.abort()
      await transferring.close()
      await seen.close()
      await ahead?.close()
      await tidied
    },
  }
}
