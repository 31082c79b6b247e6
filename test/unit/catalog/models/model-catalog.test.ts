// The models of the folders: found once, read again only when changed, told one by one, hashed when used.
import { foundFile } from '../../../support/found-files.ts'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { modelIdOf } from '../../../../src-main/catalog/models/model-catalog.ts'
import { openCatalog, type CatalogDatabase } from '../../../../src-main/database/catalog-database.ts'
import { openLibrary, type TestLibrary } from '../../../support/open-library.ts'
import { pretendLibrary } from '../../../support/pretend-library.ts'

let folder: string
let database: CatalogDatabase
let shelf: TestLibrary

const open = (): TestLibrary =>
  openLibrary({ database, roots: () => [folder, '/no/such/folder'], work: pretendLibrary })

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamina-models-'))
  database = openCatalog(':memory:')
  shelf = open()
})
afterEach(async () => {
  await shelf.close()
  database.close()
  rmSync(folder, { recursive: true, force: true })
})

const write = (name: string, text = name): string => {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, text)
  return path
}

test('finds checkpoints in any depth, over links once, and diffusers folders as one', async () => {
  write('a.safetensors')
  write('deep/er/b.CKPT')
  write('notes.txt')
  write('.hidden/c.safetensors')
  write('diffusers/model_index.json', '{}')
  write('diffusers/unet/diffusion_pytorch_model.safetensors')
  symlinkSync(folder, join(folder, 'deep', 'loop'))
  await shelf.library.look()
  expect(shelf.models.list().map(({ fileName }) => fileName)).toEqual([
    'a.safetensors',
    'b.CKPT',
    'diffusers',
  ])
})

test('reads a file again only when it changed', async () => {
  const path = write('a.safetensors')
  await shelf.library.look()
  await shelf.library.look()
  expect(shelf.read).toEqual([path])
  expect(shelf.events.map(({ type }) => type)).toEqual(['model'])
  utimesSync(path, 1, 1)
  await shelf.library.look()
  expect(shelf.read).toEqual([path, path])
})

test('a file that cannot be read keeps its reason, and the others are there', async () => {
  write('broken.safetensors')
  write('good.safetensors')
  await shelf.library.look()
  const problems = shelf.models.list().map(({ problem }) => problem?.code ?? null)
  expect(problems).toEqual(['safetensors/truncated', null])
})

test('hashes once, and forgets the hash with the file it was of', async () => {
  const path = write('a.safetensors', 'first')
  await shelf.library.look()
  const id = modelIdOf(path)
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
  expect(await shelf.models.hash(id, 5_000)).toBe(sha256('first'))
  expect(database.models.find(id)?.sha256).toBe(sha256('first'))
  write('a.safetensors', 'second!')
  await shelf.library.look()
  expect(database.models.find(id)?.sha256).toBeNull()
  expect(await shelf.models.hash(id, 5_000)).toBe(sha256('second!'))
  expect(await shelf.models.hash('unknown', 1)).toBeNull()
})

test('one that goes is missing and comes back; one that could not be used is forgotten', async () => {
  const good = write('good.safetensors')
  const broken = write('broken.safetensors')
  await shelf.library.look()
  shelf.events.length = 0
  rmSync(good)
  rmSync(broken)
  await shelf.library.look()
  expect(shelf.models.list()).toMatchObject([{ fileName: 'good.safetensors', missing: true }])
  expect(shelf.events).toMatchObject([
    { type: 'model-removed', id: modelIdOf(broken) },
    { type: 'model', model: { id: modelIdOf(good), missing: true } },
  ])
  expect(() => shelf.models.usable(modelIdOf(good))).toThrow(
    expect.objectContaining({ code: 'model/missing' }),
  )
  expect(database.models.all()).toHaveLength(1)
  write('good.safetensors')
  await shelf.library.look()
  expect(shelf.models.usable(modelIdOf(good)).path).toBe(good)
})

test('what is remembered in a form that cannot be read is shown as damaged, and read again', async () => {
  const path = write('a.safetensors')
  await shelf.library.look()
  const { id, sizeBytes, modifiedMs } = database.models.all()[0]!
  const item = foundFile('a', { path, kind: 'checkpoint', isAdapter: false })
  database.models.put({ id, path, sizeBytes, modifiedMs, inspection: { of: 'tomorrow' }, addedAt: '', item })
  await shelf.close()
  shelf = open()
  expect(shelf.models.list()).toMatchObject([{ name: 'A', problem: { code: 'stored/damaged' } }])
  await shelf.library.look()
  expect(shelf.models.list()).toMatchObject([{ name: 'A', problem: null }])
})
