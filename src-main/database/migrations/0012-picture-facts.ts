// What pictures are searched and filtered by, in narrow rows of their own: a record is read once, not at every search.
import type { Migration } from './migration.ts'

export const pictureFacts: Migration = (database) => {
  database.exec(`
create table picture_facts (
  sequence integer primary key,
  reader integer not null,
  created_ms real not null,
  width integer not null,
  height integer not null,
  model text not null,
  model_sha256 text,
  sampler text not null,
  steps integer not null,
  seed text not null
) strict;
create index picture_facts_by_model on picture_facts (model);
create table picture_adapters (
  sequence integer not null,
  position integer not null,
  name text not null,
  sha256 text,
  auto_v3 text,
  primary key (sequence, position)
) strict, without rowid;
create index picture_adapters_by_name on picture_adapters (name);
create index picture_adapters_by_sha256 on picture_adapters (sha256);
create index picture_adapters_by_auto_v3 on picture_adapters (auto_v3);
create virtual table picture_words using fts5 (
  prompt, names,
  content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2'
);
create index pictures_favourite on pictures (sequence) where favourite = 1;
`)
}
