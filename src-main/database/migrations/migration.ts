// One step from a version of the catalog to the next: SQL, or whatever code it takes to change what is stored.
import type Sqlite from 'better-sqlite3'

/** Runs inside the transaction of all steps that are missing. Never changed once released. */
export type Migration = (database: Sqlite.Database) => void
