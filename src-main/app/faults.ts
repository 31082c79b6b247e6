// What failed while nobody waited for it: told to the person where something can be done about it, else written down.
import { AppError, reportError } from '../base/errors.ts'
import type { Publish } from '../contract/studio.ts'
import { note } from '../files/terminal.ts'
import { remark } from '../messages/table.ts'
import { isStorageTrouble, type Storage } from './storage.ts'

export type Faults = {
  note(error: unknown): void
  /** Looking through the model folders failed; where the disk was the reason it is done again when that is over. */
  lookFailed(error: unknown, again: () => void): void
}

export function createFaults(storage: Storage, publish: Publish<'notice'>): Faults {
  return {
    note(error) {
      storage.note(error)
      // Its state says it already.
      if (isStorageTrouble(error)) return
      if (error instanceof AppError) publish({ type: 'notice', level: 'error', error: reportError(error) })
      else note(...(error instanceof Error ? (error.stack ?? error.message) : String(error)).split('\n'))
    },
    lookFailed(error, again) {
      storage.note(error)
      if (isStorageTrouble(error)) {
        storage.writable().then(again, () => undefined)
        return
      }
      const what = error instanceof Error ? error.message : String(error)
      publish({ type: 'notice', level: 'error', error: remark('library/look-failed', { what }) })
    },
  }
}
