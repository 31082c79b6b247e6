// What other programs left beside a file: found by search, told with the item, and never taken for what the file is.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { publishedModules } from '../../../src-main/adapters/reading/base-modules.ts'
import { libraryFinder, type LibraryFinder } from '../../../src-main/catalog/find/library-finder.ts'
import { rebuildIndex } from '../../../src-main/catalog/find/rebuild-index.ts'
import { libraryWork } from '../../../src-main/catalog/worker/library-work.ts'
import { openCatalog, type CatalogDatabase } from '../../../src-main/database/catalog-database.ts'
import { writeTensorFile } from '../../../src-main/files/write-tensor-file.ts'
import { families } from '../../support/families.ts'
import { madeUpAdapterFile } from '../../support/made-up-adapter.ts'
import { openLibrary, type TestLibrary } from '../../support/open-library.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

let root = ''
let database: CatalogDatabase
let shelf: TestLibrary
let finder: LibraryFinder

const strangeHash = 'ab'.repeat(32)
const card = {
  name: 'v1',
  model: { name: 'Sumi dreams', tags: ['brushwork'], description: '<p>Wet paper.</p>' },
  files: [{ hashes: { SHA256: strangeHash } }],
}

beforeEach(async () => {
  root = await temporaryFolder()
  mkdirSync(join(root, 'Lora'))
  await madeUpAdapterFile(
    join(root, 'Lora'),
    {
      base: publishedModules(families.sd1),
      rank: 1,
      modules: (component, { path }) => component === 'unet' && /attn2\.to_k$/.test(path),
    },
    { name: 'ink.safetensors' },
  )
  writeFileSync(join(root, 'Lora', 'ink.civitai.info'), JSON.stringify(card))
  database = openCatalog(join(root, 'catalog.sqlite'))
  shelf = openLibrary({ database, roots: () => [root], work: libraryWork })
  finder = libraryFinder({
    ...database,
    adapters: shelf.adapters,
    effects: {
      likeTo: () => Promise.reject(new Error('nobody asks')),
      countUnread: () => 0,
      samePlaces: () => new Map(),
    },
    models: shelf.models,
    roots: () => [root],
    previewUrl: (id) => id,
    now: () => new Date(),
  })
  await shelf.library.look()
})
afterEach(async () => {
  await shelf.close()
  database.close()
})

const found = async (query: string): Promise<string[]> => {
  const wish = { query, typing: false, model: null, sort: 'name' as const, offset: 0, limit: 10 }
  return (await finder.items(wish)).items.map(({ name }) => name)
}

test('title, tags and description are found, also by an index that was made anew', async () => {
  const all = async () => [await found('sumi'), await found('brushwork'), await found('"wet paper"')]
  expect(await all()).toEqual([['ink'], ['ink'], ['ink']])
  rmSync(join(root, 'Lora', 'ink.civitai.info'))
  await shelf.library.look()
  expect(await all()).toEqual([[], [], []])
  writeFileSync(join(root, 'Lora', 'ink.civitai.info'), JSON.stringify(card))
  await shelf.library.look()
  database.index.begin()
  expect(await rebuildIndex(database)).toBe(true)
  expect(await all()).toEqual([['ink'], ['ink'], ['ink']])
})

test('a hash that is said is proven when the file is hashed, and is nobody’s until then', async () => {
  const { id } = (await shelf.adaptersThere())[0]!
  expect(finder.details(id)).toMatchObject({ saidHash: 'unproven', sha256: null })
  expect(shelf.adapters.byHash(strangeHash)).toBeNull()
  expect(finder.details(id).about.title).toEqual({ value: 'Sumi dreams v1', from: 'civitai' })
  const hashes = await shelf.adapters.hash(id, 10_000)
  expect(finder.details(id)).toMatchObject({ saidHash: 'wrong', sha256: hashes!.sha256 })
  expect(shelf.adapters.byHash(strangeHash)).toBeNull()

  const files = [{ hashes: { SHA256: hashes!.sha256.toUpperCase() } }]
  writeFileSync(join(root, 'Lora', 'ink.civitai.info'), JSON.stringify({ ...card, name: 'v2.0', files }))
  await shelf.library.look()
  expect(finder.details(id)).toMatchObject({
    saidHash: 'right',
    about: { title: { value: 'Sumi dreams v2.0' } },
  })
})

test('open pages hear of files that are neither adapters nor models, when they come and when they go', async () => {
  const heard = () => shelf.events.splice(0).filter(({ type }) => type === 'items')
  heard()
  await shelf.library.look()
  expect(heard()).toEqual([])
  const path = join(root, 'upscaler.safetensors')
  const data = new Float32Array(1)
  await writeTensorFile(
    path,
    new Map([['body.0.rdb1.conv1.weight', { dtype: 'f32', shape: [1], data }]]),
    new Map(),
  )
  await shelf.library.look()
  expect(heard()).toEqual([{ type: 'items', ids: null }])
  rmSync(path)
  await shelf.library.look()
  expect(heard()).toEqual([{ type: 'items', ids: null }])
})
