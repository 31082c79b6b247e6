// Files that are being written anew, until what became of each was told.
import type { Migration } from './migration.ts'

export const rewritings: Migration = (database) => {
  database.exec(`
create table rewritings (
  id text primary key,
  value text not null
) strict;
`)
}
