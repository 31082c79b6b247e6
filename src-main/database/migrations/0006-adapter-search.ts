// Adapters are searched, sorted and found by name and hash in the catalog
// itself; what they do to a model is remembered.
import type { Migration } from './migration.ts'

export const adapterSearch: Migration = (database) => {
  database.exec(`
alter table adapters add column name_key text not null default '';
alter table adapters add column sort_key text not null default '';
alter table adapters add column search text not null default '';
alter table adapters add column alias text;
alter table adapters add column model_hash text;
alter table adapters add column header_hash text not null default '';
alter table adapters add column refused integer not null default 0;
-- What is known finds it until its file is read once more, which writes these columns better.
update adapters set
  name_key = lower(name),
  sort_key = lower(name),
  search = lower(name || char(10) || path);
update adapters set
  search = search || char(10) || lower(coalesce(
    (select group_concat(value, char(10)) from json_tree(coalesce(trigger_groups, facts->'$.triggerGroups'))
     where type = 'text'), '')),
  alias = lower(facts->>'$.alias'),
  model_hash = lower(facts->>'$.modelHash'),
  header_hash = coalesce(facts->>'$.headerHash', ''),
  refused = facts->>'$.problem' is not null
where case when json_valid(facts) then json_type(facts) end = 'object'
  and (trigger_groups is null or json_valid(trigger_groups));
update adapters set refused = 1 where case when json_valid(facts) then json_type(facts) end is not 'object';
create index adapters_in_order on adapters
  (missing, refused, coalesce(last_used_at, '') desc, sort_key, id, favourite, search, header_hash, name);
create index adapters_by_name on adapters (name_key);
create index adapters_by_alias on adapters (alias);
create index adapters_by_auto_v3 on adapters (auto_v3);
create index adapters_by_model_hash on adapters (model_hash);
create index adapters_by_size on adapters (size_bytes);

create table proofs (
  header_hash text not null,
  name text not null,
  modules_hash text not null,
  matching integer not null,
  verdict text not null,
  proof text not null,
  primary key (modules_hash, header_hash, name)
) strict, without rowid;
`)
}
