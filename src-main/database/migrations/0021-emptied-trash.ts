// Handing the trash over to the system's is an operation like the others. SQLite changes what a column may be only with its table.
import type { Migration } from './migration.ts'

export const emptiedTrash: Migration = (database) => {
  database.exec(`
create table operations_now (
  sequence integer primary key autoincrement,
  id text not null unique,
  turn integer not null,
  kind text not null check (kind in ('trash', 'restore', 'move', 'rename', 'empty')),
  at text not null,
  place text not null check (place in ('intended', 'old', 'new', 'emptied')),
  heading text check (heading in ('old', 'new', 'emptied')),
  subject text not null
) strict;
insert into operations_now (sequence, id, turn, kind, at, place, heading, subject)
  select sequence, id, turn, kind, at, place, heading, subject from operations;
create table moves_now (
  operation integer not null references operations_now (sequence),
  number integer not null,
  from_path text,
  to_path text not null,
  size_bytes integer,
  modified_ms real,
  stage text not null default 'old' check (stage in ('old', 'moving', 'new')),
  primary key (operation, number)
) strict, without rowid;
insert into moves_now (operation, number, from_path, to_path, size_bytes, modified_ms, stage)
  select operation, number, from_path, to_path, size_bytes, modified_ms, stage from moves;
drop table moves;
drop table operations;
alter table operations_now rename to operations;
alter table moves_now rename to moves;
create index operations_by_turn on operations (turn);
create index operations_under_way on operations (sequence) where heading is not null;
create index moves_by_from on moves (from_path);
create index moves_by_to on moves (to_path);
`)
}
