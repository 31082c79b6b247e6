// A process that writes into a catalog and backs it up, day after day, until it is killed: `node back-up.ts FOLDER DAY`. It
// says each number that it has written, once it is on the disk.
import { join } from 'node:path'
import { openCatalog } from '../../../src-main/database/catalog-database.ts'
import { backUpDaily } from '../../../src-main/database/safekeeping/make-backup.ts'
import { safekeeping } from '../../../src-main/database/safekeeping/safekeeping.ts'

const [folder = '', firstDay = '0'] = process.argv.slice(2)
const safe = safekeeping(folder)
safe.settle()
const database = openCatalog(safe.catalog)
let number = Number(database.settings.get('number') ?? 0)
let day = Number(firstDay)

async function backUpForEver(): Promise<void> {
  for (;;) await backUpDaily(join(folder, 'catalog.sqlite'), safe.backups, new Date(Date.UTC(2026, 0, ++day)))
}

void backUpForEver()
for (;;) {
  number += 1
  database.settings.putAll({ number, text: `${number} `.repeat(2_000) })
  process.stdout.write(`${number}\n`)
  await new Promise((resolve) => setImmediate(resolve))
}
