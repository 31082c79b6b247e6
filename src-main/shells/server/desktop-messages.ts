// What passes between Electron's main process and the host it starts.
import type { ErrorReport } from '../../base/errors.ts'
import type { Settings } from '../../contract/studio.ts'

/** Handed to the host in its environment, as JSON under `LAMINA_HOST`. */
export type DesktopHostSettings = {
  /** A Unix socket's path or a named pipe's name. */
  socket: string
  token: string
  origin: string
  dataFolder: string
  picturesFolder: string
  staticFolder: string
}

export type FromHost =
  | { type: 'ready' }
  /** As it is set, before the first window and whenever it changes. */
  | { type: 'language'; language: Settings['language'] }
  | { type: 'failed'; error: ErrorReport }
  | { type: 'picture-path'; id: string; path: string | null }
  /** The word that stands for a folder. */
  | { type: 'granted'; folder: string; grant: string }

export type ToHost =
  | { type: 'picture-path'; id: string }
  /** A person chose this folder in a dialog of the desktop. */
  | { type: 'grant-folder'; folder: string }
  | { type: 'close' }
