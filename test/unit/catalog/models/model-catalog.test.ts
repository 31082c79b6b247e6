// The model folders: found once, read again only when changed, hashed when used, watched.
import { mkdirSync, mkdtempSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  modelCatalog,
  modelIdOf,
  type ModelCatalog,
} from '../../../../src-main/catalog/models/model-catalog.ts'
import { openCatalog, type CatalogDatabase } from '../../../../src-main/database/catalog-database.ts'
import { pretendInspect } from '../../../support/pretend-models.ts'

let folder: string
let database: CatalogDatabase
let inspected: string[]
let catalog: ModelCatalog
let announced: number

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamina-models-'))
  database = openCatalog(':memory:')
  inspected = []
  announced = 0
  catalog = modelCatalog({
    table: database.models,
    folders: () => [folder, '/no/such/folder'],
    inspect: (path) => {
      inspected.push(path)
      return pretendInspect(path)
    },
    hash: async (path) => {
      const bytes = await readFile(path)
      return createHash('sha256').update(bytes).digest('hex')
    },
    onChange: () => (announced += 1),
    settleMs: 30,
  })
})
afterEach(async () => {
  await catalog.close()
  database.close()
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
  await catalog.scan()
  expect(catalog.list().map(({ fileName }) => fileName)).toEqual(['a.safetensors', 'b.CKPT', 'diffusers'])
})

test('reads a file again only when it changed', async () => {
  const path = write('a.safetensors')
  await catalog.scan()
  await catalog.scan()
  expect(inspected).toEqual([path])
  expect(announced).toBe(1)
  utimesSync(path, 1, 1)
  await catalog.scan()
  expect(inspected).toEqual([path, path])
})

test('a file that cannot be read keeps its reason, and the others are there', async () => {
  write('broken.safetensors')
  write('good.safetensors')
  await catalog.scan()
  const problems = catalog.list().map(({ problem }) => problem?.code ?? null)
  expect(problems).toEqual(['safetensors/truncated', null])
})

test('hashes once, and forgets the hash with the file it was of', async () => {
  const path = write('a.safetensors', 'first')
  await catalog.scan()
  const id = modelIdOf(path)
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
  expect(await catalog.hash(id, 5_000)).toBe(sha256('first'))
  expect(database.models.find(id)?.sha256).toBe(sha256('first'))
  write('a.safetensors', 'second!')
  await catalog.scan()
  expect(database.models.find(id)?.sha256).toBeNull()
  expect(await catalog.hash(id, 5_000)).toBe(sha256('second!'))
  expect(await catalog.hash('unknown', 1)).toBeNull()
})

test('notices a new file by itself', async () => {
  await catalog.scan()
  catalog.watch()
  await new Promise((resolve) => setTimeout(resolve, 300))
  write('late.safetensors')
  await expect.poll(() => catalog.list().length, { timeout: 10_000 }).toBe(1)
})
