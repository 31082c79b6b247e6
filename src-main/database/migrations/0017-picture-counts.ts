// What pictures were made with can be counted without reading their rows.
import type { Migration } from './migration.ts'

export const pictureCounts: Migration = (database) => {
  database.exec(`
create index pictures_trashed on pictures (sequence) where trashed_at is not null;
create index picture_facts_by_sampler on picture_facts (sampler);
create index picture_facts_by_size on picture_facts (width, height);
`)
}
