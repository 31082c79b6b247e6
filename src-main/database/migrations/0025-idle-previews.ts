// What is remembered of previews that are made in idle time: those that failed, and that they are paused.
import type { Migration } from './migration.ts'

export const idlePreviews: Migration = (database) => {
  database.exec(`
create table idle_previews (
  name text primary key,
  value text not null
) strict;
`)
}
