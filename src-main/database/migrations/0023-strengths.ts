// What was measured of how strong adapters are: sums of squares by module.
import type { Migration } from './migration.ts'

export const strengths: Migration = (database) => {
  database.exec(`
    create table module_energies (
      sha256 text not null,
      modules_hash text not null,
      method integer not null,
      energies text not null,
      primary key (sha256, modules_hash)
    ) strict, without rowid;`)
}
