// What a training is called is taken from a file's name when its card is made, so that fingerprints keep it no longer.
import type { Migration } from './migration.ts'

export const effectsWithoutStems: Migration = (database) => {
  database.exec('alter table effects drop column stem')
}
