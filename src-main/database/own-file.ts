// A database file that only its owner may read: prompts are nobody else's business.
import { chmodSync, closeSync, openSync } from 'node:fs'

/** Makes it if it is not there. What SQLite puts beside the file gets the same rights. */
export function keepToOneself(path: string): void {
  closeSync(openSync(path, 'a', 0o600))
  chmodSync(path, 0o600)
}
