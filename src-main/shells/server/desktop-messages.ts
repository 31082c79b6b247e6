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
  /** `file-path`: of the library. */
  | { type: 'picture-path' | 'file-path'; id: string; path: string | null }
  /** A text to be sealed by the system's keyring, or one that it has sealed; a path to be put into the system's trash. */
  | { type: 'seal' | 'unseal' | 'trash-item'; number: number; text: string }
  /** The word that stands for a folder. */
  | { type: 'granted'; folder: string; grant: string }

export type ToHost =
  | { type: 'picture-path' | 'file-path'; id: string }
  /** Null where the keyring cannot, or the trash does not take it. */
  | { type: 'answered'; number: number; text: string | null }
  /** A person chose this folder in a dialog of the desktop. */
  | { type: 'grant-folder'; folder: string }
  | { type: 'close' }
