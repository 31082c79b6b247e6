// Pictures are read for their settings in a process with limits: whatever their bytes were made for, the host goes on.
import { guardedProcess } from '../../files/guarded/guarded-process.ts'
import { workerFile } from '../../files/worker-file.ts'
import type { ReadSettings } from './read-settings.ts'

export type SettingsTextProcess = {
  /** Of a PNG, JPEG, WebP or AVIF file; `fileName` as it is called, where that is known. Errors: those of `readSettings`, and of guarded work. */
  read(path: string, fileName: string | null): Promise<ReadSettings>
  /** Of a text that lay hidden among pixels. Errors: those of `readHidden`, and of guarded work. */
  hidden(text: string): Promise<ReadSettings>
  /** Of a text that was pasted; null where it is none of settings. Errors: those of `readPasted`, and of guarded work. */
  pasted(text: string): Promise<ReadSettings | null>
  close(): Promise<void>
}

/** The largest picture there may be takes a second on a slow computer. */
const mostMs = 20_000
const memoryMb = 512

export function settingsTextProcess(): SettingsTextProcess {
  const work = guardedProcess({ file: workerFile('settings-text-worker', import.meta), memoryMb, atOnce: 1 })
  return {
    read: (path, fileName) => work.ask('picture', { mostMs }, 'read', path, fileName),
    hidden: (text) => work.ask('picture', { mostMs }, 'hidden', text),
    pasted: (text) => work.ask('picture', { mostMs }, 'pasted', text),
    close: () => work.close(),
  }
}
