// The catalog's versions: every step once, all or nothing, with a copy before; and each trouble by its own name.
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AppError } from '../../../src-main/base/errors.ts'
import { lockFolder } from '../../../src-main/database/folder-lock.ts'
import { migrations } from '../../../src-main/database/migrations/all.ts'
import type { Migration } from '../../../src-main/database/migrations/migration.ts'
import { migrate, openDatabase } from '../../../src-main/database/open.ts'
import { catalogError } from '../../../src-main/database/system-error.ts'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamina-db-'))
  path = join(folder, 'catalog.sqlite')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const version = (database: Sqlite.Database): number =>
  Number(database.pragma('user_version', { simple: true }))
const later: Migration = (database) => void database.exec('create table later (x)')
const failing: Migration = (database) => {
  database.exec('create table half (x)')
  throw new Error('a document that nobody thought of')
}
const code = (expected: string): unknown => expect.objectContaining({ code: expected })

describe('a new catalog', () => {
  test('has the newest version and its tables', () => {
    const database = openDatabase(':memory:')
    expect(version(database)).toBe(migrations.length)
    const tables = database.prepare("select name from sqlite_master where type = 'table'").pluck().all()
    expect(tables).toEqual(
      expect.arrayContaining(['jobs', 'pictures', 'models', 'settings', 'workspace', 'devices', 'set_aside']),
    )
  })

  test('writes ahead, so that readers never wait', () => {
    const database = openDatabase(path)
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal')
    database.close()
  })

  test.skipIf(process.platform === 'win32')('is for its owner’s eyes, also where it was for all', () => {
    const database = openDatabase(path)
    database.exec('create table x (y)')
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077, name).toBe(0)
    database.close()
    chmodSync(path, 0o644)
    openDatabase(path).close()
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })
})

describe('migrating', () => {
  test('runs only what is missing', () => {
    const database = openDatabase(':memory:')
    const further = [...migrations, later]
    migrate(database, further)
    migrate(database, further)
    expect(version(database)).toBe(further.length)
  })

  test('changes nothing when a step fails, and says so', () => {
    const database = openDatabase(':memory:')
    expect(() => migrate(database, [...migrations, failing])).toThrow(code('catalog/not-upgraded'))
    expect(version(database)).toBe(migrations.length)
    expect(database.prepare("select count(*) from sqlite_master where name = 'half'").pluck().get()).toBe(0)
  })

  test('fingerprints stay when what they no longer keep is dropped', () => {
    const old = new Sqlite(path)
    migrate(old, migrations.slice(0, 26))
    old.exec(`insert into effects (adapter_id, size_bytes, modified_ms, method, family, direction, eight_bit, session, stem, place)
      values ('a', 12, 1.5, 1, 'sd1', x'0102', 1, '77 glow', 'glow', '2/20')`)
    old.close()
    const upgraded = openDatabase(path)
    expect(upgraded.prepare('select * from effects').all()).toEqual([
      {
        ...{ adapter_id: 'a', size_bytes: 12, modified_ms: 1.5, method: 1, family: 'sd1' },
        ...{ direction: Buffer.from([1, 2]), eight_bit: 1, session: '77 glow', place: '2/20', compared: 0 },
      },
    ])
    upgraded.close()
  })

  test('refuses a catalog of a newer version', () => {
    const database = openDatabase(':memory:')
    migrate(database, [...migrations, later])
    expect(() => migrate(database)).toThrow(code('catalog/newer'))
  })

  test('leaves a copy of what was there, also of what is only in the log', () => {
    const before = openDatabase(path)
    before.prepare('insert into settings values (?, ?)').run('theme', '"dark"')
    // Not closed: as after a crash, the row is in the write-ahead log alone.
    const database = openDatabase(path, [...migrations, later])
    expect(version(database)).toBe(migrations.length + 1)
    const copy = new Sqlite(join(folder, `catalog.version-${migrations.length}.sqlite`))
    expect(version(copy)).toBe(migrations.length)
    expect(copy.prepare('select value from settings').pluck().get()).toBe('"dark"')
    for (const one of [before, database, copy]) one.close()
  })

  test('changes nothing when the copy cannot be made', () => {
    openDatabase(path).close()
    mkdirSync(join(folder, `catalog.version-${migrations.length}.sqlite`, 'in the way'), { recursive: true })
    expect(() => openDatabase(path, [...migrations, later])).toThrow(AppError)
    const database = openDatabase(path)
    expect(version(database)).toBe(migrations.length)
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
    database.close()
  })

  test('of a new catalog makes no copy', () => {
    openDatabase(path).close()
    expect(readdirSync(folder)).toEqual(['catalog.sqlite'])
  })
})

describe('a catalog that cannot be opened', () => {
  test('is damaged only when SQLite says so', () => {
    writeFileSync(path, 'this is no database '.repeat(100))
    expect(() => openDatabase(path)).toThrow(code('catalog/damaged'))
  })

  test('is unreadable where there is no folder', () => {
    expect(() => openDatabase('/no/such/folder/catalog.sqlite')).toThrow(code('catalog/unreadable'))
    mkdirSync(path)
    expect(() => openDatabase(path)).toThrow(code('catalog/unreadable'))
  })

  test('is busy while another program holds it', () => {
    openDatabase(path).close()
    const other = new Sqlite(path)
    other.pragma('journal_mode = DELETE')
    other.exec('begin exclusive')
    expect(() => openDatabase(path)).toThrow(code('catalog/busy'))
    other.close()
    openDatabase(path).close()
  })

  test.each([
    ['SQLITE_FULL', 'disk/data-full'],
    ['SQLITE_READONLY_DIRECTORY', 'disk/data-read-only'],
    ['SQLITE_READONLY_DBMOVED', 'disk/data-gone'],
    ['SQLITE_BUSY_SNAPSHOT', 'catalog/busy'],
    ['SQLITE_IOERR_WRITE', 'disk/data-failed'],
    ['SQLITE_CANTOPEN_ISDIR', 'catalog/unreadable'],
    ['SQLITE_CORRUPT_INDEX', 'catalog/damaged'],
    ['SQLITE_NOTADB', 'catalog/damaged'],
  ])('%s is %s, with a way out', (sqliteCode, expected) => {
    const error = catalogError(new Sqlite.SqliteError('text of the library', sqliteCode), path)
    expect(error).toMatchObject({
      code: expected,
      hint: expect.stringMatching(/\.$/),
      details: { systemCode: sqliteCode, folder },
    })
    expect((error as AppError).message).not.toContain('text of the library')
  })

  test('a mistake of our own keeps its name', () => {
    const mistake = new Sqlite.SqliteError('near "selekt": syntax error', 'SQLITE_ERROR')
    expect(catalogError(mistake, path)).toBe(mistake)
  })
})

describe('the lock of the folder', () => {
  const lockFile = (): string => join(folder, 'host.lock')

  test('is one host’s', () => {
    const lock = lockFolder(lockFile())
    expect(lockFolder(lockFile())).toBe(null)
    lock?.release()
    lockFolder(lockFile())?.release()
  })

  test('is made anew where something else lies in its place', () => {
    writeFileSync(lockFile(), 'garbage '.repeat(500))
    const lock = lockFolder(lockFile())
    expect(lock).not.toBe(null)
    expect(lockFolder(lockFile())).toBe(null)
    lock?.release()
  })

  test('says so where a folder is in its place', () => {
    mkdirSync(lockFile())
    expect(() => lockFolder(lockFile())).toThrow(code('catalog/unreadable'))
  })
})
