// Hashes with how the file looked when it was read, so that a record never names those of other bytes.
import type { Migration } from './migration.ts'

export const hashedFiles: Migration = (database) => {
  database.exec(table)
}

const table = `
create table hashed_files (
  path text primary key,
  size_bytes integer not null,
  modified_ms real not null,
  changed_ms real not null,
  sha256 text not null,
  auto_v3 text
) strict, without rowid;
`
