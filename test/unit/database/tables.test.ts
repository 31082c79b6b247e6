// What is put into each table comes out again, field by field, and every column that is read is there.
import { foundFile } from '../../support/found-files.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openCatalog, type CatalogDatabase } from '../../../src-main/database/catalog-database.ts'

let database: CatalogDatabase
beforeEach(() => (database = openCatalog(':memory:')))
afterEach(() => database.close())

const isWhole = (row: object): void =>
  expect(Object.entries(row).filter(([, value]) => value === undefined)).toEqual([])

test('pictures', () => {
  const picture = {
    id: 'a',
    jobId: 'job',
    folder: '/pictures',
    fileName: 'day/a.png',
    width: 128,
    height: 64,
    createdAt: '2026-01-01T00:00:00.000Z',
    record: { seed: '7' },
  }
  database.pictures.add(picture)
  expect(database.pictures.find('a')).toEqual({
    ...picture,
    sequence: 1,
    ...{ origin: null, sha256: null, importId: null, forTrial: false },
    favourite: false,
    trashedAt: null,
  })
  database.pictures.setFavourite('a', true)
  database.pictures.setTrashed('a', 'later')
  expect(database.pictures.find('a')).toEqual({
    ...picture,
    sequence: 1,
    ...{ origin: null, sha256: null, importId: null, forTrial: false },
    favourite: true,
    trashedAt: 'later',
  })
  database.pictures.restore('a', 'day/b.png')
  expect(database.pictures.list(null, 9)).toMatchObject([{ fileName: 'day/b.png', trashedAt: null }])
  // Of a trial, by its job; those are in no session.
  database.jobs.add({ id: 'tried', request: {}, createdAt: '', forTrial: true })
  for (const [id, jobId] of [['b', 'tried'] as const, ['c', 'job'] as const])
    database.pictures.add({ ...picture, id, jobId })
  expect(database.pictures.find('b')).toMatchObject({ forTrial: true })
  expect(database.pictures.list(null, 9).map(({ id }) => id)).toEqual(['c', 'a'])
  expect(database.pictures.list('c', 9).map(({ id }) => id)).toEqual(['a'])
})

test('models, whose hash is kept only of the file that was hashed', () => {
  const model = {
    id: 'a',
    path: '/models/a',
    sizeBytes: 12,
    modifiedMs: 34.5,
    inspection: { name: 'A' },
    addedAt: 'then',
  }
  const item = foundFile('a', { kind: 'checkpoint', isAdapter: false })
  database.models.put({ ...model, item })
  expect(database.models.find('a')).toEqual({ ...model, missing: false, sha256: null, lastUsedAt: null })
  database.models.setHash('a', 12, 35, 'of another file')
  expect(database.models.find('a')?.sha256).toBeNull()
  database.models.setHash('a', 12, 34.5, 'its own')
  database.models.setUsed(['a'], 'now')
  expect(database.models.all()).toEqual([{ ...model, missing: false, sha256: 'its own', lastUsedAt: 'now' }])
  // Read again: it is as new as its file, and was found and used when it was.
  database.models.put({ ...model, addedAt: 'later', item })
  expect(database.models.all()).toEqual([{ ...model, missing: false, sha256: null, lastUsedAt: 'now' }])
})

test('jobs, in the order that is asked for: unknown ids and second ones of it mean nothing', () => {
  for (const id of ['a', 'b', 'c', 'd'])
    database.jobs.add({ id, request: { steps: id }, createdAt: `at ${id}`, forTrial: id === 'c' })
  expect(database.jobs.find('b')).toEqual({
    id: 'b',
    state: 'queued',
    request: { steps: 'b' },
    createdAt: 'at b',
    attempts: 0,
    error: null,
    forTrial: false,
  })
  expect(database.jobs.find('c')).toMatchObject({ forTrial: true })
  database.jobs.begin('a')
  database.jobs.reorder(['d', 'nobody', 'b', 'd', 'a'])
  expect(database.jobs.open().map(({ id }) => id)).toEqual(['a', 'd', 'b', 'c'])
  database.jobs.finish('a', 'failed', { code: 'engine/died' })
  expect(database.jobs.find('a')).toMatchObject({
    state: 'failed',
    attempts: 1,
    error: { code: 'engine/died' },
  })
})

test('a thousand waiting jobs are put into another order at once', () => {
  const ids = Array.from({ length: 1000 }, (_, at) => `job-${at}`)
  for (const id of ids) database.jobs.add({ id, request: {}, createdAt: '', forTrial: false })
  const order = ids.toReversed()
  database.jobs.reorder(order)
  expect(database.jobs.open().map(({ id }) => id)).toEqual(order)
})

test('saved stacks', () => {
  const stack = { id: 'a', name: 'Ink', stack: [{ id: 'entry' }], createdAt: 'then' }
  database.stacks.put(stack)
  expect(database.stacks.all()).toEqual([stack])
})

test('adapters', () => {
  const file = { path: '/models/lora/ink', sizeBytes: 12, modifiedMs: 34.5, besideMs: 56 }
  const keys = {
    nameKey: 'ink',
    sortKey: 'ink',
    alias: 'trained',
    modelHash: 'abcdef1234',
    headerHash: 'contents',
    refused: false,
    item: foundFile('Ink'),
  }
  const id = 'a'
  database.adapters.put([{ ...file, ...keys, id, name: 'Ink', facts: { kind: 'lora' }, addedAt: 'then' }])
  database.adapters.setHashes({ id, sizeBytes: 12, modifiedMs: 34.5 }, 'sha', 'v3')
  database.adapters.setProfile({ id, sizeBytes: 12, modifiedMs: 34.5 }, [1, 0.5])
  const choices = {
    favourite: true,
    preferredWeight: 0.7,
    range: { min: -1, max: 2 },
    notes: 'mine',
    triggerGroups: [['wash']],
    title: 'Ink wash',
    description: 'Wet',
    rating: 4,
    line: 'Pony',
  }
  database.choices.change([{ ids: [id], change: { ...choices, tags: ['wet'] } }])
  database.adapters.setUsed([id], 'now')
  const row = database.adapters.find(id)
  expect(row).toEqual({
    ...file,
    ...choices,
    preview: null,
    id,
    name: 'Ink',
    facts: { kind: 'lora' },
    headerHash: 'contents',
    refused: false,
    sha256: 'sha',
    autoV3: 'v3',
    blockProfile: [1, 0.5],
    siteFacts: null,
    siteLine: null,
    sitePreview: null,
    missing: false,
    isChosen: true,
    addedAt: 'then',
    lastUsedAt: 'now',
  })
  isWhole(row!)
  for (const found of [
    database.adapters.byAlias('Trained'),
    database.adapters.byHash('abcdef'),
    database.adapters.byName('INK'),
  ])
    expect(found.map((one) => one.id)).toEqual([id])
})
