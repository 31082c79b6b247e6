// Adapters with what people decided about them, and stacks that were saved.
import type { Migration } from './migration.ts'

export const adapters: Migration = (database) => {
  database.exec(tables)
}

const tables = `
create table adapters (
  id text primary key,
  name text not null,
  path text not null unique,
  size_bytes integer not null,
  modified_ms real not null,
  beside_ms real not null,
  facts text not null,
  sha256 text,
  auto_v3 text,
  block_profile text,
  missing integer not null default 0,
  favourite integer not null default 0,
  preferred_weight real,
  range_min real,
  range_max real,
  notes text,
  trigger_groups text,
  added_at text not null,
  last_used_at text
) strict;
create index adapters_by_sha256 on adapters (sha256);

create table stacks (
  id text primary key,
  name text not null,
  stack text not null,
  created_at text not null
) strict;
`
