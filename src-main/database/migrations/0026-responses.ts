// How far pictures move with an adapter's weight on a base, as strips have shown it; by the contents of both.
import type { Migration } from './migration.ts'

export const responses: Migration = (database) => {
  database.exec(`
    create table responses (
      adapter_sha256 text not null,
      base_sha256 text not null,
      method integer not null,
      response text not null,
      primary key (adapter_sha256, base_sha256)
    ) strict, without rowid;`)
}
