// Previews that could not be made, each by its picture: none is tried twice before a person asks.
import { reportError } from '../../base/errors.ts'
import { idleFailureKind, type WithoutPreview } from '../../contract/idle-previews.ts'
import { readAllStored, toStore } from '../../contract/stored.ts'
import type { DocumentTable } from '../../database/documents.ts'

export type IdleFailures = {
  has(key: string): boolean
  note(key: string, adapter: { readonly id: string; readonly name: string }, error: unknown): void
  /** What is not among these may be tried again. */
  keepOnly(keys: ReadonlySet<string>): void
  /** Each adapter once. */
  told(): WithoutPreview[]
}

/** Under this the same table says whether it is paused. */
export const pausedName = 'paused'

export type IdleFailuresOptions = { table: DocumentTable; attempt(write: () => void): void }

export function idleFailures({ table, attempt }: IdleFailuresOptions): IdleFailures {
  const failures = readAllStored(
    idleFailureKind,
    [...table.all()].filter(([name]) => name !== pausedName),
  )

  return {
    has: (key) => failures.has(key),
    note(key, { id, name }, error) {
      const failure = { adapter: id, name, why: reportError(error) }
      failures.set(key, failure)
      attempt(() => table.put(key, toStore(idleFailureKind, failure)))
    },
    keepOnly(keys) {
      for (const key of [...failures.keys()]) {
        if (keys.has(key)) continue
        failures.delete(key)
        attempt(() => table.remove(key))
      }
    },
    told() {
      const each = new Map([...failures.values()].map((one) => [one.adapter, one]))
      return [...each.values()].map(({ adapter, name, why }) => ({ id: adapter, name, why }))
    },
  }
}
