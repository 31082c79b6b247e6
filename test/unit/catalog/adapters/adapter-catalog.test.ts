// The adapters of the folders: read in a worker, named, chosen about, found again after a move, judged against a model.
import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { publishedModules } from '../../../../src-main/adapters/reading/base-modules.ts'
import type { AdapterCatalog } from '../../../../src-main/catalog/adapters/adapter-catalog.ts'
import {
  libraryProcesses,
  type LibraryProcesses,
} from '../../../../src-main/catalog/worker/library-processes.ts'
import { openCatalog, type CatalogDatabase } from '../../../../src-main/database/catalog-database.ts'
import { hashFile } from '../../../../src-main/files/hashes.ts'
import { madeUpAdapterFile, type MadeUpAdapter } from '../../../support/made-up-adapter.ts'
import { families } from '../../../support/families.ts'
import { openLibrary, type TestLibrary } from '../../../support/open-library.ts'

let folder: string
let database: CatalogDatabase
let work: LibraryProcesses
let shelf: TestLibrary
let catalog: AdapterCatalog
const demoModel = join(import.meta.dirname, '../../../../models/emoji-diffusion-128.safetensors')

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamina-adapters-'))
  mkdirSync(join(folder, 'Lora'))
  database = openCatalog(':memory:')
  work = libraryProcesses()
  open()
})
afterEach(async () => {
  await work.close()
  await shelf.close()
  database.close()
  rmSync(folder, { recursive: true, force: true })
})

function open(background = false): void {
  shelf = openLibrary({
    database,
    roots: () => [folder, '/no/such/folder'],
    work,
    modelPath: () => demoModel,
    background,
  })
  catalog = shelf.adapters
}

const query = /transformer_blocks\.0\.attn2\.to_q$/
const few: MadeUpAdapter = {
  base: publishedModules(families.sd1),
  rank: 2,
  modules: (_, { path }) => query.test(path),
}

function write(
  name: string,
  options: Partial<MadeUpAdapter> = {},
  metadata: Record<string, string> = {},
): Promise<string> {
  return madeUpAdapterFile(
    join(folder, 'Lora'),
    { ...few, ...options },
    { name: `${name}.safetensors`, metadata: new Map(Object.entries(metadata)) },
  )
}

const beside = (name: string, text: string): string => {
  const path = join(folder, 'Lora', name)
  writeFileSync(path, text)
  return path
}

test('says what an adapter is, from its header, its metadata and the files beside it', async () => {
  await write(
    'ink',
    { alpha: 1 },
    {
      ss_output_name: 'ink-style-v2',
      ss_tag_frequency: JSON.stringify({ '10_inkstyle': { inkstyle: 20, '1girl': 3 } }),
      sshs_model_hash: '0xABCDEF0123456789',
    },
  )
  beside('ink.civitai.info', JSON.stringify({ baseModel: 'SD 1.5' }))
  beside('ink.json', JSON.stringify({ 'preferred weight': 1.8, 'activation text': '', notes: 'Try 0.8.' }))
  beside('ink.preview.png', 'a picture')
  await shelf.library.look()
  const [ink, ...more] = await shelf.adaptersThere()
  expect(more).toEqual([])
  expect(ink).toMatchObject({
    name: 'ink',
    fileName: 'ink.safetensors',
    kind: 'lora',
    dora: false,
    dialects: ['kohya'],
    ranks: [2],
    architecture: 'sd1',
    madeFor: { name: 'SD 1.5', how: { code: 'recognition/base-beside', facts: { where: 'civitai' } } },
    triggerGroups: [['inkstyle']],
    embeddings: [],
    blockProfile: null,
    addedAt: '2026-01-02T03:04:05.000Z',
    lastUsedAt: null,
    favourite: false,
    preferredWeight: 1.8,
    range: { min: -0.5, max: 1.8 },
    notes: 'Try 0.8.',
    sha256: null,
    problem: null,
    missing: false,
  })
  expect(ink?.previewUrl).toContain(`media/adapter/${ink?.id}`)
  expect(catalog.previewPath(ink!.id)).toBe(join(folder, 'Lora', 'ink.preview.png'))
  expect(catalog.byName('INK')?.id).toBe(ink?.id)
  expect(catalog.byName('ink-style-v2')?.id).toBe(ink?.id)
  for (const written of ['Lora/ink', 'lora\\Ink.safetensors', 'ink.safetensors'])
    expect(catalog.byName(written)?.id, written).toBe(ink?.id)
  expect(catalog.byName('other/ink')).toBeNull()
  expect(catalog.byHash('abcdef0123')?.id).toBe(ink?.id)
  expect(catalog.byHash('abcdef')).toBeNull()
  expect(catalog.usable(ink!.id).path).toBe(join(folder, 'Lora', 'ink.safetensors'))
})

test('a name goes before an alias, and an alias of two files names neither', async () => {
  await write('one', {}, { ss_output_name: 'two' })
  await write('two', {}, { ss_output_name: 'shared' })
  await write('three', {}, { ss_output_name: 'shared' })
  await shelf.library.look()
  expect(catalog.byName('two')?.name).toBe('two')
  expect(catalog.byName('shared')).toBeNull()
})

test('a checkpoint is no adapter, and neither is whatever else lies about', async () => {
  copyFileSync(demoModel, join(folder, 'model.safetensors'))
  writeFileSync(join(folder, 'broken.safetensors'), 'x')
  await shelf.library.look()
  expect(await shelf.adaptersThere()).toEqual([])
})

test('what is damaged or for other models is listed with the reason', async () => {
  const path = beside('cut.safetensors', 'not enough')
  await shelf.library.look()
  const [cut] = await shelf.adaptersThere()
  expect(cut).toMatchObject({ name: 'cut', kind: null, problem: { code: expect.any(String) as string } })
  expect(() => catalog.usable(cut!.id)).toThrow(expect.objectContaining({ code: cut!.problem!.code }))
  rmSync(path)
  await shelf.library.look()
  // Nobody had decided anything about it: it is forgotten.
  expect(catalog.find(cut!.id)).toBeNull()
  expect(shelf.events.at(-1)).toEqual({ type: 'adapter-removed', id: cut!.id })
  expect(() => catalog.usable('nobody')).toThrow(expect.objectContaining({ code: 'adapter/not-found' }))
})

test('keeps what a person chose, and a second start has it all', async () => {
  await write('ink')
  await shelf.library.look()
  const { id } = (await shelf.adaptersThere())[0]!
  catalog.edit(id, { favourite: true, preferredWeight: 0.7, range: { min: -2, max: 2 } })
  catalog.edit(id, { notes: '', triggerGroups: [['a', 'b'], ['c']] })
  catalog.used([id])
  await shelf.close()
  open()
  expect(catalog.find(id)).toMatchObject({
    favourite: true,
    preferredWeight: 0.7,
    range: { min: -2, max: 2 },
    notes: '',
    triggerGroups: [['a', 'b'], ['c']],
    lastUsedAt: '2026-01-02T03:04:05.000Z',
  })
  expect(() => catalog.edit(id, { range: { min: 2, max: 1 } })).toThrow()
  expect(catalog.edit(id, { range: { min: -2, max: 1e9 } }).range).toEqual({ min: -2, max: 10 })
  expect(catalog.edit(id, { range: null })).toMatchObject({ range: { min: -0.5, max: 1.5 }, favourite: true })
})

test('a moved file is the same adapter, by its hash; a copy and a stranger are not', async () => {
  const path = await write('ink')
  await write('other', { seed: 2 })
  await shelf.library.look()
  const id = catalog.byName('ink')!.id
  catalog.edit(id, { favourite: true })
  const hashes = await catalog.hash(id, 10_000)
  expect(hashes?.sha256).toBe((await hashFile(path)).sha256)
  expect(catalog.byHash(hashes!.autoV3!.slice(0, 12))?.id).toBe(id)

  const moved = join(folder, 'elsewhere.safetensors')
  renameSync(path, moved)
  utimesSync(moved, 1, 1)
  await shelf.library.look()
  expect(catalog.find(id)).toMatchObject({ name: 'elsewhere', favourite: true, missing: false })
  expect(catalog.find(id)?.sha256).toBe(hashes?.sha256)
  expect(await shelf.adaptersThere()).toHaveLength(2)

  copyFileSync(moved, join(folder, 'copy.safetensors'))
  await shelf.library.look()
  expect(await shelf.adaptersThere()).toHaveLength(3)

  // The same header and size with other numbers is another adapter.
  rmSync(moved)
  rmSync(join(folder, 'copy.safetensors'))
  await shelf.library.look()
  await write('stranger', { seed: 3 })
  await shelf.library.look()
  expect(catalog.find(id)).toMatchObject({ missing: true })
  expect(catalog.byName('stranger')?.id).not.toBe(id)
})

test('a file that appears where it was missing is there again', async () => {
  const path = await write('ink')
  await shelf.library.look()
  const { id } = (await shelf.adaptersThere())[0]!
  renameSync(path, `${path}.away`)
  await shelf.library.look()
  expect(catalog.find(id)?.missing).toBe(true)
  renameSync(`${path}.away`, path)
  await shelf.library.look()
  expect(catalog.find(id)?.missing).toBe(false)
})

test('tells how each adapter fits a model', async () => {
  await write('ink')
  beside('cut.safetensors', 'not enough')
  await shelf.library.look()
  const proofs = new Map(
    (
      await catalog.proofs(
        'demo',
        (await shelf.adaptersThere()).map(({ id }) => id),
      )
    ).map((proof) => [proof.adapterId, proof]),
  )
  const ink = proofs.get(catalog.byName('ink')!.id)!
  // Made for the full-size model: some of it may fit the small one, and all of it is accounted for.
  expect(ink.unet.matched + ink.unet.unmatched).toBeGreaterThan(0)
  expect(ink.verdict).not.toBe('fits')
  expect(ink.unmatched[0]?.reason).not.toBe('')
  expect(proofs.get(catalog.byName('cut')!.id)).toMatchObject({ verdict: 'refused' })
})

test('fills in hashes and profiles by itself, and announces them', async () => {
  await write('ink', { alpha: 1 })
  await shelf.close()
  open(true)
  await shelf.library.look()
  const { id } = (await shelf.adaptersThere())[0]!
  await expect.poll(() => catalog.find(id)?.sha256, { timeout: 10_000 }).toMatch(/^[0-9a-f]{64}$/)
  await expect.poll(() => catalog.find(id)?.blockProfile?.length, { timeout: 10_000 }).toBe(26)
  expect(Math.max(...catalog.find(id)!.blockProfile!)).toBe(1)
  await expect.poll(() => shelf.events.filter(({ type }) => type === 'adapter').length).toBeGreaterThan(1)
})
