// What files of the library say they were made from.
import type { Migration } from './migration.ts'

export const madeFrom: Migration = (database) => {
  database.exec(`
create table made_from (
  id text not null,
  position integer not null,
  name text not null,
  sha256 text,
  weight real,
  primary key (id, position)
) strict, without rowid;
create index made_from_by_sha256 on made_from (sha256) where sha256 is not null;
create index models_by_sha256 on models (sha256) where sha256 is not null;
`)
}
