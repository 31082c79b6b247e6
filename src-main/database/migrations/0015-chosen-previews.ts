// A picture that a person chose to stand for a file: it belongs to the contents, as all that is chosen does.
import type { Migration } from './migration.ts'

export const chosenPreviews: Migration = (database) => {
  database.exec(`
alter table choices add column preview text;
alter table items add column chosen_preview text;
drop view adapter_rows;
create view adapter_rows as
  select a.*, c.choice, coalesce(c.favourite, 0) as favourite, c.preferred_weight, c.range_min, c.range_max, c.notes,
    c.trigger_groups, c.title, c.description, c.rating, c.line, c.preview
  from adapters a left join chosen using (id) left join choices c on c.choice = chosen.choice;
`)
}
