// Everything the interface asks of the host. The transport is injected.
import type { ImportOutcome } from '../../src-main/contract/import.ts'
import type { PictureSettings } from '../../src-main/contract/picture-settings.ts'
import type { SentEvent } from '../../src-main/contract/studio.ts'
import type { Calls, Sends } from './calls.ts'

export type ConnectionState = 'open' | 'lost'

export type EventListeners = {
  event(sent: SentEvent): void
  /** After `lost`, what happened meanwhile comes as events, or as `missed`. */
  connection(state: ConnectionState): void
}

export type Backend = Calls & {
  /** Returns the function that ends the subscription. */
  subscribe(listeners: EventListeners): () => void
  /** Calls of a page that is going away: they arrive, and nobody hears how they went. */
  readonly leaving: Sends
  /** Copies a dropped file into the folder of a project; `training.useUploads` makes that its folder of pictures. */
  uploadPicture(projectId: string, file: File): Promise<void>
  /** Takes a picture file into the gallery. */
  importPicture(importId: string, file: File): Promise<ImportOutcome>
  /** Pictures of the gallery made small, in the order of their ids, as addresses that hold them; null where one was not made yet. */
  thumbnails(ids: readonly string[]): Promise<(string | null)[]>
  /** A picture of the gallery as it is stored. */
  pictureFile(address: string, name: string): Promise<File>
  /** Of an address among the host's media. */
  mediaBytes(address: string): Promise<Uint8Array>
  /** Keeps a picture file small; the hash by which it can be chosen as a preview. */
  sendPreview(file: Blob): Promise<string>
  /** What a PNG, JPEG, WebP or AVIF file was made with. */
  pictureSettings(file: Blob): Promise<PictureSettings>
}
