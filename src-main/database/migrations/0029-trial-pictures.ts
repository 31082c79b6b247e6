// Pictures of a trial belong to it: they are in the gallery, and not in the session of whoever makes pictures.
import type { Migration } from './migration.ts'

export const trialPictures: Migration = (database) => {
  database.exec(`
alter table jobs add column for_trial integer not null default 0;
alter table pictures add column for_trial integer not null default 0;
`)
}
