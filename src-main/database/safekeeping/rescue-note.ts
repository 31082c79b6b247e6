// A small file beside the catalog that says how a rescue stands: what was begun is ended by the next start.
import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { rescueKind, type Rescue } from '../../contract/rescue.ts'
import { parseStored, readStored, toStore } from '../../contract/stored.ts'
import { syncPath } from './sync-path.ts'

export type RescueNote = {
  /** Null where there is nothing to tell; one that nobody can read says nothing either. */
  read(): Rescue | null
  /** On the disk when it returns. Throws what the disk throws. */
  write(rescue: Rescue): void
  remove(): void
}

export function rescueNote(dataFolder: string): RescueNote {
  const path = join(dataFolder, 'catalog-rescue.json')
  const unfinished = `${path}.part`
  return {
    read() {
      const text = textIfThere(path)
      return text === null ? null : readStored(rescueKind, parseStored(text)).value
    },
    write(rescue) {
      const file = openSync(unfinished, 'w', 0o600)
      try {
        writeSync(file, JSON.stringify(toStore(rescueKind, rescue)))
      } finally {
        closeSync(file)
      }
      syncPath(unfinished)
      renameSync(unfinished, path)
      syncPath(dirname(path))
    },
    remove: () => rmSync(path, { force: true }),
  }
}

function textIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
