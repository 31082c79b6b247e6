// A process that does operations on files until it is killed: `node move-files.ts DATABASE FOLDER SEED`. What it did is in
// the journal; it says `ready` when it begins.
import { randomUUID } from 'node:crypto'
import { AppError } from '../../../src-main/base/errors.ts'
import { openCatalog } from '../../../src-main/database/catalog-database.ts'
import { realDisk } from '../../../src-main/files/moving/move-disk.ts'
import { journal } from '../../../src-main/journal/journal.ts'
import { chanceFrom, doSomething } from '../made-up-moves.ts'
import { diskWithoutLinks } from '../moving-disk.ts'

const [path = '', folder = '', seed = '0'] = process.argv.slice(2)
const chance = chanceFrom(Number(seed))
const database = openCatalog(path)
const moves = journal({
  table: database.operations,
  publish: () => undefined,
  newId: randomUUID,
  disk: Number(seed) % 2 === 0 ? realDisk : diskWithoutLinks(),
})
process.stdout.write('ready\n')
for (;;) {
  try {
    await doSomething(folder, moves, chance, chance(1_000_000))
  } catch (error) {
    if (!(error instanceof AppError)) throw error
  }
}
