import { mkdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { openCatalog } from '../../../../src-main/database/catalog-database.ts'
import { openLibrary, type TestLibrary } from '../../../support/open-library.ts'
import { pretendLibrary } from '../../../support/pretend-library.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

async function shelfOver(run: (shelf: TestLibrary, at: (name: string) => string) => Promise<void>) {
  const root = await temporaryFolder()
  const database = openCatalog(join(root, 'catalog.sqlite'))
  const shelf = openLibrary({ database, roots: () => [join(root, 'models')], work: pretendLibrary })
  try {
    await run(shelf, (name) => join(root, 'models', name))
  } finally {
    await shelf.close()
    database.close()
  }
}

function put(path: string, content: string, seconds: number): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  utimesSync(path, seconds, seconds)
}

test('a model that was renamed is the one it was, and what comes to its first place is another', () =>
  shelfOver(async ({ library, models }, at) => {
    put(at('base.safetensors'), 'one', 1000)
    await library.look()
    const id = models.byPath(at('base.safetensors'))!.id
    mkdirSync(at('sd1'))
    renameSync(at('base.safetensors'), at('sd1/ink.safetensors'))
    await library.look()
    expect(models.list()).toMatchObject([{ id, fileName: 'ink.safetensors', missing: false }])

    put(at('base.safetensors'), 'another', 2000)
    await library.look()
    const found = models.list()
    expect(found.map(({ fileName, missing }) => [fileName, missing])).toEqual([
      ['base.safetensors', false],
      ['ink.safetensors', false],
    ])
    expect(new Set(found.map((model) => model.id)).size).toBe(2)
    expect(models.byPath(at('sd1/ink.safetensors'))?.id).toBe(id)
  }))

test('what is of another time is known by its whole bytes, and by nothing less', () =>
  shelfOver(async ({ library, models }, at) => {
    put(at('one.safetensors'), 'one', 1000)
    await library.look()
    const { id } = models.list()[0]!
    const sha256 = await models.hash(id, 10_000)
    renameSync(at('one.safetensors'), at('two.safetensors'))
    utimesSync(at('two.safetensors'), 5000, 5000)
    await library.look()
    expect(models.list().map((model) => [model.id, model.fileName])).toEqual([[id, 'two.safetensors']])
    expect(models.knownHash(id)).toBe(sha256)
  }))

test('a hash is proven anew where only the time tells that it is the same file', () =>
  shelfOver(async ({ library, models }, at) => {
    put(at('one.safetensors'), 'one', 1000)
    await library.look()
    const { id } = models.list()[0]!
    await models.hash(id, 10_000)
    renameSync(at('one.safetensors'), at('two.safetensors'))
    await library.look()
    expect([models.byPath(at('two.safetensors'))?.id, models.knownHash(id)]).toEqual([id, null])
  }))
