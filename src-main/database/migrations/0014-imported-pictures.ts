// Pictures of other programs lie in the gallery beside ours: where each is from, its contents, and with which it came.
import type { Migration } from './migration.ts'

export const importedPictures: Migration = (database) => {
  database.exec(`
alter table pictures add column origin text;
alter table pictures add column sha256 text;
alter table pictures add column import_id text;
create index pictures_by_sha256 on pictures (sha256) where sha256 is not null;
create index pictures_by_import on pictures (import_id) where import_id is not null;
create index pictures_by_time on pictures (created_at);
alter table picture_facts add column source text not null default 'lamina';
`)
}
