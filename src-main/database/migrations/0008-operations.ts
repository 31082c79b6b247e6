// The journal of moves: what was to be done with files, where each of them was and should go, and how far it came.
import type { Migration } from './migration.ts'

export const operations: Migration = (database) => {
  database.exec(tables)
}

const tables = `
create table operations (
  sequence integer primary key autoincrement,
  id text not null unique,
  -- Which of them was done last: one that is done again comes behind all others.
  turn integer not null,
  kind text not null check (kind in ('trash', 'restore', 'move', 'rename')),
  at text not null,
  place text not null check (place in ('intended', 'old', 'new', 'emptied')),
  heading text check (heading in ('old', 'new', 'emptied')),
  subject text not null
) strict;
create index operations_by_turn on operations (turn);
create index operations_under_way on operations (sequence) where heading is not null;

create table moves (
  operation integer not null references operations (sequence),
  number integer not null,
  -- Null where a folder was made.
  from_path text,
  to_path text not null,
  size_bytes integer,
  modified_ms real,
  stage text not null default 'old' check (stage in ('old', 'moving', 'new')),
  primary key (operation, number)
) strict, without rowid;
create index moves_by_from on moves (from_path);
create index moves_by_to on moves (to_path);
`
