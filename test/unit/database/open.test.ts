// The catalog's versions: every step once, all or nothing, and no guess about what is newer or damaged.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { migrate, openDatabase } from '../../../src-main/database/open.ts'
import { migrations } from '../../../src-main/database/migrations/all.ts'

const version = (database: ReturnType<typeof openDatabase>): number =>
  Number(database.pragma('user_version', { simple: true }))

describe('a new catalog', () => {
  test('has the newest version and its tables', () => {
    const database = openDatabase(':memory:')
    expect(version(database)).toBe(migrations.length)
    const tables = database.prepare("select name from sqlite_master where type = 'table'").pluck().all()
    expect(tables).toEqual(
      expect.arrayContaining([
        'jobs',
        'pictures',
        'models',
        'model_memory',
        'settings',
        'workspace',
        'devices',
      ]),
    )
  })

  test('writes ahead, so that readers never wait', () => {
    const database = openDatabase(join(mkdtempSync(join(tmpdir(), 'lamina-db-')), 'catalog.sqlite'))
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal')
    database.close()
  })
})

describe('migrating', () => {
  test('runs only what is missing', () => {
    const database = openDatabase(':memory:')
    const further = [...migrations, 'create table later (x)']
    migrate(database, further)
    migrate(database, further)
    expect(version(database)).toBe(further.length)
  })

  test('changes nothing when a step fails', () => {
    const database = openDatabase(':memory:')
    expect(() => migrate(database, [...migrations, 'create table half (x); nonsense'])).toThrow(/syntax/)
    expect(version(database)).toBe(migrations.length)
    expect(database.prepare("select count(*) from sqlite_master where name = 'half'").pluck().get()).toBe(0)
  })

  test('refuses a catalog of a newer version', () => {
    const database = openDatabase(':memory:')
    migrate(database, [...migrations, 'create table later (x)'])
    expect(() => migrate(database)).toThrow(expect.objectContaining({ code: 'catalog/newer' }))
  })
})

test('a file that is no database is refused by name', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'lamina-db-')), 'catalog.sqlite')
  writeFileSync(path, 'this is no database '.repeat(100))
  expect(() => openDatabase(path)).toThrow(expect.objectContaining({ code: 'catalog/damaged' }))
  expect(() => openDatabase('/no/such/folder/catalog.sqlite')).toThrow(
    expect.objectContaining({ code: 'catalog/unreadable' }),
  )
})
