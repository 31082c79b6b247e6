// The orders that a library is looked through most lie in indices: a page of thousands is found without sorting them.
import type { Migration } from './migration.ts'

export const foundInOrder: Migration = (database) => {
  database.exec(`
create index items_by_newest on items (missing, problem is not null, added_at desc, sort_key, item);
create index items_by_name on items (missing, problem is not null, sort_key, item);
create index items_by_used on items (missing, problem is not null, coalesce(used_at, '') desc, sort_key, item);
`)
}
