// One index for all that lies in the library, and what a person chooses and writes kept by the contents of the file.
import type { Migration } from './migration.ts'

export const find: Migration = (database) => {
  database.exec(choices)
  database.exec(index)
  database.exec(ofAdapters)
}

const choices = `
create table choices (
  choice integer primary key,
  sha256 text unique,
  path text not null,
  size_bytes integer not null,
  title text,
  description text,
  rating integer,
  line text,
  notes text,
  trigger_groups text,
  preferred_weight real,
  range_min real,
  range_max real,
  favourite integer not null default 0
) strict;
create index choices_by_path on choices (path);
create table choice_tags (
  choice integer not null,
  key text not null,
  tag text not null,
  position integer not null,
  primary key (choice, key)
) strict, without rowid;
create index choice_tags_by_key on choice_tags (key, choice);
create table chosen (
  id text primary key,
  choice integer not null
) strict, without rowid;
create index chosen_by_choice on chosen (choice);
create table collections (
  id text primary key,
  name text not null,
  name_key text not null,
  created_at text not null
) strict;
create table collection_items (
  collection text not null,
  choice integer not null,
  position integer not null,
  primary key (collection, choice)
) strict, without rowid;
create index collection_items_by_choice on collection_items (choice, collection);
create table saved_filters (
  id text primary key,
  name text not null,
  query text not null,
  sort text not null,
  created_at text not null
) strict;
alter table models add column added_at text;
alter table models add column last_used_at text;
alter table files add column added_at text;
update files set added_at = strftime('%Y-%m-%dT%H:%M:%fZ');
update models set added_at = strftime('%Y-%m-%dT%H:%M:%fZ');
`

const index = `
create table items (
  item integer primary key,
  id text not null unique,
  choice integer,
  path text not null,
  folder text not null,
  name text not null,
  sort_key text not null,
  kind text not null,
  is_adapter integer not null,
  dora integer not null,
  architecture text,
  line text,
  line_key text,
  ranks text not null,
  rank integer,
  size_bytes integer not null,
  preview_version real,
  preferred_weight real,
  problem text,
  header_hash text not null,
  added_at text not null,
  used_at text,
  missing integer not null,
  title text,
  rating integer,
  favourite integer not null default 0,
  has_notes integer not null default 0,
  has_triggers integer not null default 0
) strict;
create index items_by_path on items (path);
create index items_by_folder on items (folder);
create index items_by_choice on items (choice);
create table item_texts (
  item integer primary key,
  names text not null,
  triggers text not null,
  notes text,
  line text,
  preferred_weight real,
  name_sort_key text not null
) strict;
create virtual table item_words using fts5 (
  names, triggers, tags, rest,
  content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2'
);
create table index_state (
  only integer primary key check (only = 1),
  version integer not null
) strict;
insert into index_state (only, version) values (1, 0);
`

// What was chosen of adapters until now; of the same file in two places, what was chosen of either.
const ofAdapters = `
create temp table choosing as
  select id, sha256, path, size_bytes, notes, trigger_groups, preferred_weight, range_min, range_max, favourite,
    coalesce(sha256, id) as content
  from adapters
  where favourite = 1 or notes is not null or trigger_groups is not null or preferred_weight is not null
    or range_min is not null;
insert into choices (sha256, path, size_bytes, notes, trigger_groups, preferred_weight, range_min, range_max, favourite)
  select max(sha256), min(path), max(size_bytes), max(notes), max(trigger_groups), max(preferred_weight),
    max(range_min), max(range_max), max(favourite)
  from choosing group by content;
insert into chosen (id, choice)
  select a.id, c.choice from choosing a join choices c on c.sha256 = a.sha256
  union select a.id, c.choice from choosing a join choices c on a.sha256 is null and c.sha256 is null and c.path = a.path;
drop table temp.choosing;
drop index adapters_in_order;
alter table adapters drop column favourite;
alter table adapters drop column preferred_weight;
alter table adapters drop column range_min;
alter table adapters drop column range_max;
alter table adapters drop column notes;
alter table adapters drop column trigger_groups;
alter table adapters drop column search;
create view adapter_rows as
  select a.*, c.choice, coalesce(c.favourite, 0) as favourite, c.preferred_weight, c.range_min, c.range_max, c.notes,
    c.trigger_groups, c.title, c.description, c.rating, c.line
  from adapters a left join chosen using (id) left join choices c on c.choice = chosen.choice;
`
