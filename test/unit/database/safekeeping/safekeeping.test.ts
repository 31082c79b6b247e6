// A catalog that is damaged or gone, in every way that a disk can do it: it is put aside whole, and the newest whole
// backup takes its place.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openCatalog, type CatalogDatabase } from '../../../../src-main/database/catalog-database.ts'
import { backupFile, listBackups } from '../../../../src-main/database/safekeeping/backup-folder.ts'
import { isWhole } from '../../../../src-main/database/safekeeping/check-catalog.ts'
import { backUpDaily } from '../../../../src-main/database/safekeeping/make-backup.ts'
import { safekeeping } from '../../../../src-main/database/safekeeping/safekeeping.ts'
import { damages } from '../../../support/damaged-catalog.ts'

let origin: string
let folder: string
let catalog: string
let backups: string

/** A catalog that says `system`, and backups of two days before, which say `dark` and `light`. */
beforeAll(async () => {
  origin = mkdtempSync(join(tmpdir(), 'lamina-safe-'))
  useFolder(origin)
  write('dark')
  await backUpDaily(catalog, backups, day(28))
  write('light')
  await backUpDaily(catalog, backups, day(29))
  write('system')
})
afterAll(() => rmSync(origin, { recursive: true, force: true }))
beforeEach(() => {
  useFolder(mkdtempSync(join(tmpdir(), 'lamina-safe-')))
  cpSync(origin, folder, { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function useFolder(path: string): void {
  folder = path
  catalog = join(folder, 'catalog.sqlite')
  backups = join(folder, 'backups')
}

function withCatalog<Result>(work: (database: CatalogDatabase) => Result): Result {
  const database = openCatalog(catalog)
  try {
    return work(database)
  } finally {
    database.close()
  }
}
const write = (theme: string): void => withCatalog(({ settings }) => settings.put('theme', theme))
const read = (): unknown => withCatalog(({ settings }) => settings.get('theme'))
const day = (number: number): Date => new Date(Date.UTC(2026, 10, number, 12))
const asideFolders = (): string[] =>
  existsSync(join(folder, 'damaged'))
    ? readdirSync(join(folder, 'damaged')).map((name) => join(folder, 'damaged', name))
    : []

test.each(Object.entries(damages))(
  'a catalog, %s, never becomes a backup, and one takes its place',
  async (_, damage) => {
    damage(catalog)
    const before = readFileSync(catalog)
    expect(await backUpDaily(catalog, backups, day(29))).toBe('damaged')
    expect(await backUpDaily(catalog, backups, day(30))).toBe('damaged')
    expect(listBackups(backups).map(({ at }) => at)).toEqual([day(29), day(28)])
    expect(readdirSync(backups)).toHaveLength(2)
    const safe = safekeeping(folder, () => day(30))
    safe.settle()
    expect(read()).toBe('light')
    expect(safe.rescue()).toMatchObject({
      stage: 'replaced',
      why: 'damaged',
      backupAt: day(29).toISOString(),
      pictures: null,
    })
    const aside = join(safe.asideFolder(safe.rescue()!), 'catalog.sqlite')
    expect(readFileSync(aside).equals(before)).toBe(true)
    // Nothing more to do, and what is written now stays.
    write('dark')
    safe.settle()
    expect(read()).toBe('dark')
    expect(asideFolders()).toHaveLength(1)
  },
)

test('without a backup the damaged one is kept, and a new one begun', () => {
  rmSync(backups, { recursive: true })
  damages['its header overwritten']!(catalog)
  const safe = safekeeping(folder)
  safe.settle()
  expect(read()).toBe(undefined)
  expect(safe.rescue()).toMatchObject({ stage: 'replaced', backupAt: null })
  expect(asideFolders()).toHaveLength(1)
})

test('a backup that is damaged itself is passed over, and stays where it is', async () => {
  damages['a page of zeros in a table']!(backupFile(backups, day(29)))
  damages['cut off in the middle']!(catalog)
  const safe = safekeeping(folder)
  safe.settle()
  expect(safe.rescue()?.backupAt).toBe(day(28).toISOString())
  expect(read()).toBe('dark')
  expect(listBackups(backups)).toHaveLength(2)
})

test('a catalog that is gone comes back from its backup; a new folder has none and tells nothing', async () => {
  mkdirSync(join(folder, 'new'))
  const fresh = safekeeping(join(folder, 'new'))
  fresh.settle()
  expect(fresh.rescue()).toBe(null)
  rmSync(catalog)
  const safe = safekeeping(folder)
  safe.settle()
  expect(safe.rescue()).toMatchObject({ why: 'missing', backupAt: day(29).toISOString() })
  expect(read()).toBe('light')
  safe.note({ pictures: 3 })
  expect(safe.rescue()?.pictures).toBe(3)
  safe.forget()
  expect(safe.rescue()).toBe(null)
})

test('a copy that was made before an upgrade is better than nothing; one of a newer version is not ours to read', async () => {
  rmSync(backups, { recursive: true })
  cpSync(catalog, join(folder, 'catalog.version-9.sqlite'))
  const newer = new Sqlite(join(folder, 'catalog.version-10.sqlite'))
  newer.exec('create table x (y); pragma user_version = 9999')
  newer.close()
  damages['emptied']!(catalog)
  safekeeping(folder).settle()
  expect(read()).toBe('system')
})

test('an end of the log that was torn costs what was written last, and nothing else', () => {
  const database = openCatalog(catalog)
  database.settings.put('theme', 'light')
  database.settings.put('theme', 'dark')
  const log = readFileSync(`${catalog}-wal`)
  const main = readFileSync(catalog)
  database.close()
  for (const length of [
    0,
    10,
    32,
    100,
    Math.floor(log.length / 2),
    log.length - 1000,
    log.length - 1,
    log.length,
  ]) {
    writeFileSync(catalog, main)
    writeFileSync(`${catalog}-wal`, log.subarray(0, length))
    rmSync(`${catalog}-shm`, { force: true })
    const safe = safekeeping(folder)
    safe.settle()
    expect(safe.rescue()).toBe(null)
    expect(['dark', 'light', 'system']).toContain(read())
  }
  expect(asideFolders()).toEqual([])
})

test('what a large catalog hides behind its beginning is noticed while it is used, and the next start replaces it', () => {
  const safe = safekeeping(folder)
  safe.noticeDamage()
  expect(safe.rescue()?.stage).toBe('noticed')
  safe.settle()
  expect(safe.rescue()).toMatchObject({ stage: 'replaced', backupAt: day(29).toISOString() })
})

test.each([0, 1, 2, 3])(
  'a rescue that was cut off after %i moves is ended by the next start',
  async (moves) => {
    write('dark')
    await backUpDaily(catalog, backups, day(30))
    for (const name of ['catalog.sqlite-wal', 'catalog.sqlite-shm']) writeFileSync(join(folder, name), 'torn')
    const safe = safekeeping(folder, () => day(30))
    safe.noticeDamage()
    const aside = safe.asideFolder(safe.rescue()!)
    mkdirSync(aside, { recursive: true })
    for (const name of ['catalog.sqlite-wal', 'catalog.sqlite-shm', 'catalog.sqlite'].slice(0, moves)) {
      cpSync(join(folder, name), join(aside, name))
      rmSync(join(folder, name))
    }
    // The backup is in its place, and nobody has noted that.
    if (moves === 3) cpSync(backupFile(backups, day(29)), catalog)
    safekeeping(folder).settle()
    expect(readdirSync(aside).sort()).toEqual(['catalog.sqlite', 'catalog.sqlite-shm', 'catalog.sqlite-wal'])
    expect(readFileSync(join(aside, 'catalog.sqlite-wal'), 'utf8')).toBe('torn')
    expect(read()).toBe('dark')
    expect(safekeeping(folder).rescue()?.stage).toBe('replaced')
  },
)

test('a backup is the catalog at one moment, for its owner’s eyes, while others write; what was left over goes', async () => {
  writeFileSync(join(backups, 'unfinished.part'), 'killed')
  writeFileSync(join(backups, 'unfinished.part-journal'), 'killed')
  const database = openCatalog(catalog)
  try {
    const making = backUpDaily(catalog, backups, day(30))
    for (let index = 0; index < 50; index++) {
      database.settings.put('theme', `theme-${index}`)
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await making).toBe('made')
    expect(await backUpDaily(catalog, backups, day(30))).toBe('not-due')
  } finally {
    database.close()
  }
  const made = backupFile(backups, day(30))
  expect(readdirSync(backups).sort()).toEqual(
    [28, 29, 30].map((one) => basename(backupFile(backups, day(one)))),
  )
  expect(isWhole(made)).toBe(true)
  if (process.platform !== 'win32') expect(statSync(made).mode & 0o777).toBe(0o600)
})

test('an index of words that does not fit its rows is made anew by others, and is no damage', async () => {
  withCatalog(({ index }) =>
    index.put(
      ['ink', 'wash'].map((name) => ({
        ...{ id: name, path: `/models/${name}`, name, kind: 'lora', isAdapter: false, dora: false },
        ...{ architecture: null, line: null, ranks: [], sizeBytes: 1, previewVersion: null, problem: null },
        ...{ preferredWeight: null, headerHash: '', addedAt: '', usedAt: null, missing: false },
        texts: { names: [], triggers: [], notes: null, said: [] },
        sources: [],
      })),
    ),
  )
  const database = new Sqlite(catalog).unsafeMode()
  database.exec('delete from item_words_data where id > 10')
  expect(database.pragma('quick_check', { simple: true })).not.toBe('ok')
  database.close()
  const safe = safekeeping(folder)
  safe.settle()
  expect(safe.rescue()).toBe(null)
  expect(await backUpDaily(catalog, backups, day(30))).toBe('made')
})
