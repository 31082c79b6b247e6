// Hashes and profiles: once each, on demand or in the background, where one that fails does not hold up the others.
import { afterEach, expect, test } from 'vitest'
import { AppError } from '../../../../src-main/base/errors.ts'
import {
  adapterMeasures,
  type AdapterMeasures,
} from '../../../../src-main/catalog/adapters/adapter-measures.ts'
import type { AdapterRow } from '../../../../src-main/database/adapter-row.ts'
import { openCatalog, type CatalogDatabase } from '../../../../src-main/database/catalog-database.ts'
import { manyAdapters } from '../../../support/many-adapters.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

let database: CatalogDatabase
let measures: AdapterMeasures
let isBusy = false
/** A file is read when this has resolved. */
let reading: Promise<void> = Promise.resolve()
/** Of the filling: how far it is, and null when it is over. */
let told: (object | null)[] = []
let hashed: string[] = []
let measured: string[] = []
afterEach(async () => {
  await measures.close()
  database.close()
})

async function open(background: boolean): Promise<AdapterRow[]> {
  const folder = await temporaryFolder()
  manyAdapters(folder, 4, { measured: false })
  database = openCatalog(`${folder}/catalog.sqlite`)
  isBusy = false
  reading = Promise.resolve()
  told = []
  hashed = []
  measured = []
  measures = adapterMeasures({
    table: database.adapters,
    work: {
      async hashes(path) {
        hashed.push(path)
        await reading
        if (path.includes('style-1.')) throw new AppError('file/truncated', { file: 'style-1.safetensors' })
        return { sha256: 'a'.repeat(64), autoV3: null }
      },
      profile: async () => null,
    },
    rowOf: (id) => database.adapters.find(id)!,
    onMeasured: (id) => measured.push(id),
    attempt: (write) => write(),
    background: background
      ? { isBusy: () => isBusy, restMs: 1, onFilling: (filling) => told.push(filling) }
      : null,
  })
  return database.adapters.unmeasured(9)
}

test('a hash that is asked for twice is made once, and kept', async () => {
  const { id } = (await open(false)).find(({ name }) => name !== 'style-1.lora')!
  const both = await Promise.all([measures.hash(id, 5_000), measures.hash(id, 5_000)])
  expect(both.map((hashes) => hashes?.sha256)).toEqual(['a'.repeat(64), 'a'.repeat(64)])
  await measures.hash(id, 5_000)
  expect(hashed).toHaveLength(1)
  expect(database.adapters.find(id)?.sha256).toBe('a'.repeat(64))
  measures.fillIn()
  await measures.close()
  expect(hashed).toHaveLength(1)
})

test('who has no patience gets nothing, and the work is kept all the same', async () => {
  const { id } = (await open(false)).find(({ name }) => name !== 'style-1.lora')!
  const slow = Promise.withResolvers<undefined>()
  reading = slow.promise
  expect(await measures.hash(id, 0)).toBeNull()
  slow.resolve(undefined)
  await expect.poll(() => database.adapters.find(id)?.sha256).toBe('a'.repeat(64))
})

test('in the background all are measured one by one; one that fails is tried once', async () => {
  const rows = await open(true)
  measures.fillIn()
  measures.fillIn()
  await expect.poll(() => told.at(-1)).toBeNull()
  expect(database.adapters.unmeasured(9)).toHaveLength(1)
  expect(hashed.toSorted()).toEqual(rows.map(({ path }) => path).toSorted())
  expect(new Set(measured).size).toBe(3)
})

test('while pictures are made, it waits', async () => {
  await open(true)
  isBusy = true
  measures.fillIn()
  await expect.poll(() => told).toMatchObject([{ isWaiting: true }])
  expect(hashed).toEqual([])
})
