// What adapters do, as fingerprints, and how alike two of them were found to be.
import type { Migration } from './migration.ts'

export const effects: Migration = (database) => {
  database.exec(tables)
}

const tables = `
create table effects (
  adapter_id text primary key,
  size_bytes integer not null,
  modified_ms real not null,
  method integer not null,
  family text not null,
  direction blob,
  eight_bit integer not null,
  session text,
  stem text not null,
  place text,
  compared integer not null default 0
) strict;

create table effect_pairs (
  first text not null,
  second text not null,
  method integer not null,
  cosine real,
  strength real,
  reason text,
  primary key (first, second)
) strict, without rowid;
create index effect_pairs_of_second on effect_pairs (second);
`
