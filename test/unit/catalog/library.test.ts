// One look serves every catalog: each file is read once, its progress told, and what failed by chance tried again.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { AppError } from '../../../src-main/base/errors.ts'
import type { LibraryWork } from '../../../src-main/catalog/worker/library-work.ts'
import { openCatalog, type CatalogDatabase } from '../../../src-main/database/catalog-database.ts'
import { openLibrary, type TestLibrary } from '../../support/open-library.ts'
import { pretendLibrary } from '../../support/pretend-library.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

let folder: string
let database: CatalogDatabase
let shelf: TestLibrary

beforeEach(async () => {
  folder = await temporaryFolder()
  mkdirSync(join(folder, 'lora'))
  database = openCatalog(':memory:')
})
afterEach(async () => {
  vi.restoreAllMocks()
  await shelf.close()
  database.close()
})

const open = (change: Partial<LibraryWork> = {}): TestLibrary =>
  (shelf = openLibrary({ database, roots: () => [folder], work: { ...pretendLibrary, ...change } }))
const write = (name: string): string => {
  writeFileSync(join(folder, name), name)
  return join(folder, name)
}

test('a file is read once for all catalogs, and not again by the next start', async () => {
  const paths = ['a.safetensors', 'ink.lora.safetensors', 'words.bin'].map(write)
  open()
  await shelf.library.look()
  await shelf.library.look()
  expect(shelf.read).toEqual(paths)
  await shelf.close()
  open()
  await shelf.library.look()
  expect(shelf.read).toEqual([])
  expect(shelf.models.list().map(({ fileName }) => fileName)).toEqual(['a.safetensors', 'words.bin'])
  expect((await shelf.adaptersThere()).map(({ name }) => name)).toEqual(['ink.lora'])
})

test('a file that turns into another is told to whom it was and to whom it is', async () => {
  write('a.safetensors')
  open({
    read: async (path, beside) => ({ ...(await pretendLibrary.read(path, beside)), ...reading }),
  })
  let reading = {}
  await shelf.library.look()
  expect([shelf.models.list().length, (await shelf.adaptersThere()).length]).toEqual([1, 0])
  const adapter = (await pretendLibrary.read(write('b.lora.safetensors'), { preview: null, said: {} }))
    .adapter
  rmSync(join(folder, 'b.lora.safetensors'))
  writeFileSync(join(folder, 'a.safetensors'), 'another')
  reading = { model: null, adapter }
  await shelf.library.look()
  expect([shelf.models.list().length, (await shelf.adaptersThere()).length]).toEqual([0, 1])
  writeFileSync(join(folder, 'a.safetensors'), 'the first one')
  reading = {}
  await shelf.library.look()
  expect(shelf.models.list()).toHaveLength(1)
  expect(shelf.adapters.byPath(join(folder, 'a.safetensors'))).toMatchObject({ missing: true })
})

test('what ends its thread is listed where its folder says, and tried again when a person asks', async () => {
  write('a.safetensors')
  write('lora/b.safetensors')
  let isSlow = true
  open({
    async read(path, beside) {
      if (isSlow) throw new AppError('file/too-slow', { file: 'x', seconds: 20 })
      return pretendLibrary.read(path, beside)
    },
  })
  await shelf.library.look()
  expect(shelf.models.list()).toMatchObject([
    { fileName: 'a.safetensors', problem: { code: 'file/too-slow' } },
  ])
  expect(await shelf.adaptersThere()).toMatchObject([
    { fileName: 'b.safetensors', problem: { code: 'file/too-slow' } },
  ])
  isSlow = false
  await shelf.library.look()
  expect(shelf.read).toHaveLength(2)
  await shelf.library.rescan()
  expect(shelf.models.list().map(({ problem }) => problem)).toEqual([null, null])
})

test('a look that was cut off by closing says nothing of the files', async () => {
  write('a.safetensors')
  open({ read: () => Promise.reject(new AppError('job/cancelled')) })
  await expect(shelf.library.look()).rejects.toMatchObject({ code: 'job/cancelled' })
  expect(database.files.all()).toEqual([])
  expect(shelf.models.list()).toEqual([])
})

test('a long look is told while it runs, and that it is over', async () => {
  for (let at = 0; at < 250; at++) write(`m${at}.safetensors`)
  const [first, rest] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
  let asked = 0
  open({
    async read(path, beside) {
      await (++asked <= 100 ? first : rest).promise
      return pretendLibrary.read(path, beside)
    },
  })
  const told = () => shelf.progress.flatMap((progress) => progress ?? [])
  let now = performance.now()
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  const looked = shelf.library.look()
  await expect.poll(told).toEqual([{ found: 250, read: 0, toRead: 250, secondsLeft: null }])
  // A hundred are read at once; in ten seconds, the other 150 are in fifteen.
  now += 10_000
  first.resolve(undefined)
  await expect.poll(() => told().at(-1)).toEqual({ found: 250, read: 100, toRead: 250, secondsLeft: 15 })
  rest.resolve(undefined)
  await looked
  expect(told().map(({ read }) => read)).toEqual(
    told()
      .map(({ read }) => read)
      .toSorted((a, b) => a - b),
  )
  expect(shelf.progress.at(-1)).toBeNull()
  expect(shelf.library.progress()).toBeNull()
})

test('a short look is not worth a word', async () => {
  write('a.safetensors')
  open()
  await shelf.library.look()
  expect(shelf.progress).toEqual([])
})

test('a look that a person ends keeps what it has read, and the next one goes on with the rest', async () => {
  for (let at = 0; at < 5; at++) write(`m${at}.safetensors`)
  let asked = 0
  open({
    async read(path, beside, { signal } = {}) {
      // The third and those behind it never come to an end by themselves.
      if (++asked > 2 && signal?.aborted === false)
        await new Promise((_, reject) =>
          signal.addEventListener('abort', () => reject(new AppError('job/cancelled'))),
        )
      return pretendLibrary.read(path, beside)
    },
  })
  const looking = shelf.library.look()
  // What waits behind it is meant, too.
  const behind = shelf.library.look()
  await expect.poll(() => shelf.library.progress()).toMatchObject({ read: 2, toRead: 5 })
  shelf.library.end()
  await Promise.all([looking, behind])
  expect(shelf.library.progress()).toBeNull()
  expect(shelf.models.list()).toHaveLength(2)
  expect(shelf.failures).toEqual([])
  asked = -10
  await shelf.library.look()
  expect(shelf.models.list()).toHaveLength(5)
})
