// Every file of the model folders as it was read last. Those that older versions knew are read once more.
import type { Migration } from './migration.ts'

export const files: Migration = (database) => {
  database.exec(tables)
}

const tables = `
create table files (
  path text primary key,
  size_bytes integer not null,
  modified_ms real not null,
  beside_ms real not null,
  words text,
  missing integer not null default 0,
  reader integer not null
) strict, without rowid;
delete from models where inspection = 'null' or length(inspection) > 100000;
insert or ignore into files (path, size_bytes, modified_ms, beside_ms, missing, reader)
  select path, size_bytes, modified_ms, beside_ms, missing, -1 from adapters
  union all select path, size_bytes, modified_ms, 0, missing, -1 from models;
`
