// What sites know of a file belongs to its contents, as what people choose does, and gives way to that.
import type { Migration } from './migration.ts'

export const siteFacts: Migration = (database) => {
  database.exec(`
alter table choices add column site_facts text;
alter table choices add column site_line text;
alter table choices add column site_triggers text;
alter table choices add column site_said text;
alter table choices add column site_preview text;
alter table choices add column site_nsfw integer not null default 0;
alter table items add column site_preview text;
alter table items add column nsfw integer not null default 0;
drop view adapter_rows;
create view adapter_rows as
  select a.*, c.choice, coalesce(c.favourite, 0) as favourite, c.preferred_weight, c.range_min, c.range_max, c.notes,
    c.trigger_groups, c.title, c.description, c.rating, c.line, c.preview, c.site_facts, c.site_line, c.site_preview
  from adapters a left join chosen using (id) left join choices c on c.choice = chosen.choice;
`)
}
