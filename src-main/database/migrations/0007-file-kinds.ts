// Every file of the model folders is one thing of a kind, and known again by its table of contents.
import type { Migration } from './migration.ts'

export const fileKinds: Migration = (database) => {
  database.exec(`
alter table files add column kind text;
alter table files add column thing text;
alter table files add column header_hash text not null default '';
-- Until it is read once more.
update files set header_hash =
  coalesce((select header_hash from adapters where adapters.path = files.path), '');
create index files_by_kind on files (kind, path);
`)
}
