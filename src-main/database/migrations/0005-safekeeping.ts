// A place for documents that could not be read when something else took theirs, and a name for the catalog by which
// it is known again when its disk comes back; pictures are listed without the trash.
import type { Migration } from './migration.ts'

export const safekeeping: Migration = (database) => {
  database.exec(`
create table set_aside (
  sequence integer primary key autoincrement,
  document text not null,
  key text not null,
  value text not null,
  at text not null
) strict;
create table identity (
  only integer primary key check (only = 1),
  id text not null,
  probes integer not null default 0
) strict;
insert into identity (only, id) values (1, lower(hex(randomblob(16))));
create index pictures_shown on pictures (sequence) where trashed_at is null;
`)
}
