// The pictures that adapters are tried with, so that a trial goes on after a restart.
import type { Migration } from './migration.ts'

export const trials: Migration = (database) => {
  database.exec(`
create table trials (
  name text primary key,
  value text not null
) strict;
`)
}
