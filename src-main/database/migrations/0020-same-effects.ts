// Adapters that do the same, in their groups as they were found last: what a search shows at once.
import type { Migration } from './migration.ts'

export const sameEffects: Migration = (database) => {
  database.exec(`
    create table same_effects (
      adapter_id text primary key,
      team integer not null,
      place integer not null,
      why text,
      cosine real
    ) strict, without rowid;
    create index same_effects_by_team on same_effects (team, place);`)
}
