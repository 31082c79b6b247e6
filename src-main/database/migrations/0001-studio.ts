// The first catalog: queue, pictures, models, settings, workspace, devices.
import type { Migration } from './migration.ts'

export const studio: Migration = (database) => {
  database.exec(tables)
}

const tables = `
create table jobs (
  id text primary key,
  state text not null check (state in ('queued', 'running', 'done', 'stopped', 'cancelled', 'failed')),
  position real not null,
  request text not null,
  created_at text not null,
  attempts integer not null default 0,
  error text,
  dismissed integer not null default 0
) strict;
create index jobs_by_state on jobs (state, position);

create table pictures (
  sequence integer primary key autoincrement,
  id text not null unique,
  job_id text not null,
  folder text not null,
  file_name text not null,
  width integer not null,
  height integer not null,
  created_at text not null,
  record text not null,
  favourite integer not null default 0,
  trashed_at text
) strict;
create index pictures_by_job on pictures (job_id);

create table models (
  id text primary key,
  path text not null unique,
  size_bytes integer not null,
  modified_ms real not null,
  inspection text not null,
  missing integer not null default 0,
  sha256 text
) strict;

create table model_memory (
  model_id text primary key,
  memory text not null
) strict;

create table settings (
  name text primary key,
  value text not null
) strict;

create table workspace (
  only integer primary key check (only = 1),
  value text not null
) strict;

create table devices (
  name text primary key,
  report text not null
) strict;
`
