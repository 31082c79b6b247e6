// What is brought from the web, so that it is gone on with after a restart.
import type { Migration } from './migration.ts'

export const downloads: Migration = (database) => {
  database.exec(`
create table downloads (
  id text primary key,
  value text not null
) strict;
`)
}
