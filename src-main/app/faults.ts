// What failed while nobody waited for it: told to the person where something can be done about it, else written down.
import { AppError, reportError } from '../base/errors.ts'
import type { Publish } from '../contract/studio.ts'
import { note } from '../files/terminal.ts'
import { remark } from '../messages/table.ts'
import type { Log } from './log.ts'
import { isStorageTrouble, type Storage } from './storage.ts'

export type Faults = {
  note(error: unknown): void
  /** Looking through the model folders failed. */
  lookFailed(error: unknown): void
}

export function createFaults(storage: Storage, publish: Publish<'notice'>, log: Pick<Log, 'write'>): Faults {
  return {
    note(error) {
      storage.note(error)
      // Its state says it already.
      if (isStorageTrouble(error)) return
      if (error instanceof AppError) publish({ type: 'notice', level: 'error', error: reportError(error) })
      else {
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
        log.write('error', text)
        note(...text.split('\n'))
      }
    },
    lookFailed(error) {
      storage.note(error)
      // When it is over the folders are looked through again.
      if (isStorageTrouble(error)) return
      const what = error instanceof Error ? error.message : String(error)
      publish({ type: 'notice', level: 'error', error: remark('library/look-failed', { what }) })
    },
  }
}
