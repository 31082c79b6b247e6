// A catalog of the time before adapters were searched in it: what was known finds
// them at once, before any file is read again.
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { adapterTable, type AdapterTable } from '../../../src-main/database/adapters.ts'
import { refusedFacts } from '../../../src-main/catalog/adapters/adapter-facts.ts'
import { rebuildIndex } from '../../../src-main/catalog/find/rebuild-index.ts'
import { openConnection, type Connection } from '../../../src-main/database/connection.ts'
import { choiceTable } from '../../../src-main/database/find/choices.ts'
import { itemIndex } from '../../../src-main/database/find/item-index.ts'
import { itemSearch, type ItemSearch } from '../../../src-main/database/find/item-search.ts'
import { fileTable } from '../../../src-main/database/files.ts'
import { modelTable } from '../../../src-main/database/models.ts'
import { parseQuery } from '../../../src-main/query/parse.ts'
import { migrations } from '../../../src-main/database/migrations/all.ts'
import { migrate } from '../../../src-main/database/open.ts'

const before = migrations.slice(0, 5)
const old = [
  {
    id: 'ink',
    facts: JSON.stringify({
      ...refusedFacts(null),
      triggerGroups: [['sumi-e'], ['Brush stroke']],
      alias: 'Ink_Trained',
      modelHash: 'ABCDEF123456',
      headerHash: 'contents',
      problem: null,
    }),
    groups: null,
  },
  {
    id: 'mine',
    facts: JSON.stringify({ ...refusedFacts(null), triggerGroups: [['from the file']] }),
    groups: JSON.stringify([['chosen']]),
  },
  {
    id: 'refused',
    facts: JSON.stringify({ triggerGroups: [], problem: { code: 'adapter/x' } }),
    groups: null,
  },
  { id: 'not-json', facts: 'not JSON', groups: null },
  { id: 'a-list', facts: '[]', groups: 'not JSON either' },
]

let connection: Connection
let table: AdapterTable
let items: ItemSearch
beforeEach(async () => {
  const database = new Sqlite(':memory:')
  migrate(database, before)
  const insert = database.prepare(
    `insert into adapters (id, name, path, size_bytes, modified_ms, beside_ms, facts, trigger_groups, added_at)
     values (@id, @name, @path, 1, 2, 0, @facts, @groups, 'then')`,
  )
  for (const row of old)
    insert.run({ ...row, name: row.id.toUpperCase(), path: `/models/${row.id}.safetensors` })
  migrate(database)
  connection = openConnection({ path: ':memory:', open: () => database, onError: () => undefined })
  const index = itemIndex(connection)
  const choices = choiceTable(connection, index)
  table = adapterTable(connection, index, choices)
  items = itemSearch(connection)
  expect(
    await rebuildIndex({
      index,
      adapters: table,
      models: modelTable(connection, index, choices),
      files: fileTable(connection, index),
    }),
  ).toBe(true)
  expect(index.isWhole()).toBe(true)
})
afterEach(() => connection.close())

const ids = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id)
const search = (text: string): string[] =>
  items.ids(
    { query: parseQuery(text, 'library').query, sort: 'used' },
    { fits: null, now: new Date(), foldersCalled: () => [] },
  )

test('all are listed, and what cannot be used comes last', () => {
  expect(search('')).toEqual(['ink', 'mine', 'a-list', 'not-json', 'refused'])
})

test('by name, by the words of the file, and by those a person chose in their stead', () => {
  expect(search('ink')).toEqual(['ink'])
  expect(search('brush sumi')).toEqual(['ink'])
  expect([search('chosen'), search('"from the file"')]).toEqual([['mine'], []])
  expect(search('safetensors')).toHaveLength(old.length)
})

test('by what a tag may call them', () => {
  expect(ids(table.byName('ink'))).toEqual(['ink'])
  expect(ids(table.byAlias('INK_trained'))).toEqual(['ink'])
  expect(ids(table.byHash('abcdef12'))).toEqual(['ink'])
})
