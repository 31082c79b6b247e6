// Versions of one training share a card: which they are, as it was found last, and which of them a person put in front.
import type { Migration } from './migration.ts'

export const versions: Migration = (database) => {
  database.exec(`
    create table versions (
      adapter_id text primary key,
      card integer not null,
      age integer not null,
      version text,
      epoch integer,
      step integer
    ) strict, without rowid;
    create index versions_by_card on versions (card, age);
    alter table items add column card integer;
    alter table items add column card_place integer;
    create index items_by_card on items (card, card_place, missing) where card is not null;
    alter table choices add column in_front integer not null default 0;`)
}
