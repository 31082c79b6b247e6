// What other programs say of a file is found by search, too; the index is made anew for it.
import type { Migration } from './migration.ts'

export const saidTexts: Migration = (database) => {
  database.exec(`alter table item_texts add column said text not null default ''`)
}
