// Files of the library that are thrown away and brought back, by id: with what belongs to them, with all that is known of
// them, and without reading any of it again.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LibraryWork } from '../../../src-main/catalog/worker/library-work.ts'
import { treeOf } from '../../support/folder-tree.ts'
import { pretendLibrary } from '../../support/pretend-library.ts'
import { smallDisk, whyNoDisk, type SmallDisk } from '../../support/small-disk.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import {
  makeDataFolder,
  removeFolder,
  reportFrom,
  startTestApp,
  type TestApp,
} from '../../support/test-app.ts'

let folder: string
let models: string
let studio: TestApp
let read: string[]
let disk: SmallDisk | null

const counted: LibraryWork = {
  ...pretendLibrary,
  read(path, beside, options) {
    read.push(path)
    return pretendLibrary.read(path, beside, options)
  },
}

beforeEach(async () => {
  disk = null
  read = []
  folder = makeDataFolder()
  models = join(folder, 'models')
  mkdirSync(join(models, 'deep'))
  for (const name of ['deep/ink.lora.safetensors', 'wash.lora.safetensors'])
    writeFileSync(join(models, name), name)
  for (const name of ['deep/ink.lora.json', 'deep/ink.lora.preview.png', 'deep/other.json'])
    writeFileSync(join(models, name), '{}')
  await restart()
})
afterEach(async () => {
  await studio.app.close()
  disk?.remove()
  removeFolder(folder)
})

async function restart(): Promise<void> {
  studio = await startTestApp(folder, { libraryWork: counted, modelFolders: [models] })
}

async function idOf(name: string): Promise<string> {
  return (await studio.adapters()).find((adapter) => adapter.name === name)!.id
}

const names = async (): Promise<string[]> => (await studio.adapters()).map(({ name }) => name).sort()
const inTrash = (): string[] =>
  readdirSync(join(models, '.lamina-trash'), { recursive: true })
    .map(String)
    .filter((path) => path.includes('ink.lora'))
    .map((path) => path.replace(/^[^/\\]+[/\\]/, ''))
    .sort()

test('a file goes with what belongs to it, comes back after a restart, and everything known of it stays', async () => {
  const tree = treeOf(models)
  const id = await idOf('ink.lora')
  await studio.calls.adapters.edit.mutate({ id, edit: { favourite: true, notes: 'good at rain' } })
  const hashes = await studio.app.studio.adapters.hash(id, 30_000)
  read = []
  expect(hashes).not.toBeNull()
  const operation = await studio.calls.library.trash.mutate({ ids: [id] })
  expect(operation).toMatchObject({ kind: 'trash', state: 'done', names: ['ink.lora.safetensors'], count: 1 })
  expect(inTrash()).toEqual(
    ['deep/ink.lora.json', 'deep/ink.lora.preview.png', 'deep/ink.lora.safetensors'].map((path) =>
      join(path),
    ),
  )
  expect(existsSync(join(models, 'deep', 'other.json'))).toBe(true)
  expect(await names()).toEqual(['wash.lora'])
  await studio.calls.library.rescan.mutate()
  expect(await names()).toEqual(['wash.lora'])
  await studio.app.close()

  await restart()
  expect(await names()).toEqual(['wash.lora'])
  const [last] = await studio.calls.library.operations.query({ limit: 9 })
  expect(last).toEqual(operation)
  expect(await studio.calls.library.undo.mutate({ id: last!.id })).toMatchObject({ state: 'undone' })
  await studio.calls.library.rescan.mutate()
  expect(read).toEqual([])
  expect(treeOf(models)).toBe(tree)
  const back = (await studio.adapters()).find((adapter) => adapter.id === id)
  expect(back).toMatchObject({ name: 'ink.lora', favourite: true, notes: 'good at rain' })
  expect(await studio.app.studio.adapters.hash(id, 30_000)).toEqual(hashes)
  expect(studio.events.filter(({ type }) => type === 'operation')).toHaveLength(1)
})

test('a model is thrown away, brought back, and thrown away again', async () => {
  const { id } = (await studio.calls.models.list.query()).find(({ kind }) => kind === 'vae')!
  const isMissing = async (): Promise<boolean> =>
    (await studio.calls.models.list.query()).find((model) => model.id === id)!.missing
  const operation = await studio.calls.library.trash.mutate({ ids: [id] })
  expect(await isMissing()).toBe(true)
  await studio.calls.library.undo.mutate({ id: operation.id })
  expect(await isMissing()).toBe(false)
  await studio.calls.library.redo.mutate({ id: operation.id })
  expect(await isMissing()).toBe(true)
  expect(existsSync(join(models, 'tiny-vae.vae.safetensors'))).toBe(false)
})

describe('is refused as a whole', () => {
  test('where one of the files is not there any more', async () => {
    const ids = [await idOf('wash.lora'), await idOf('ink.lora')]
    renameSync(join(models, 'deep', 'ink.lora.safetensors'), join(models, 'elsewhere.bin'))
    const tree = treeOf(models)
    expect((await reportFrom(studio.calls.library.trash.mutate({ ids }))).code).toBe('file/missing')
    expect(treeOf(models)).toBe(tree)
    expect(await studio.calls.library.operations.query({ limit: 9 })).toEqual([])
  })

  test('where another file has taken its place meanwhile', async () => {
    const operation = await studio.calls.library.trash.mutate({ ids: [await idOf('ink.lora')] })
    writeFileSync(join(models, 'deep', 'ink.lora.json'), 'of somebody else')
    const tree = treeOf(models)
    expect((await reportFrom(studio.calls.library.undo.mutate({ id: operation.id }))).code).toBe('move/taken')
    expect(treeOf(models)).toBe(tree)
    rmSync(join(models, 'deep', 'ink.lora.json'))
    await studio.calls.library.undo.mutate({ id: operation.id })
    expect(await names()).toEqual(['ink.lora', 'wash.lora'])
  })

  test('where somebody changed it in the trash', async () => {
    const operation = await studio.calls.library.trash.mutate({ ids: [await idOf('wash.lora')] })
    const [run = ''] = readdirSync(join(models, '.lamina-trash'))
    writeFileSync(join(models, '.lamina-trash', run, 'wash.lora.safetensors'), 'of somebody else')
    expect((await reportFrom(studio.calls.library.undo.mutate({ id: operation.id }))).code).toBe(
      'move/changed',
    )
  })

  test('for an id or an operation that nobody knows', async () => {
    expect((await reportFrom(studio.calls.library.trash.mutate({ ids: ['../wash'] }))).code).toBe(
      'library/no-such-file',
    )
    const many = Array.from({ length: 5_000 }, (_, index) => `unknown-${index}`)
    expect((await reportFrom(studio.calls.library.trash.mutate({ ids: many }))).code).toBe(
      'library/no-such-file',
    )
    expect((await reportFrom(studio.calls.library.undo.mutate({ id: 'none' }))).code).toBe(
      'operation/not-found',
    )
  })

  test('in the program’s own folder, and outside of all model folders', async () => {
    const { files } = studio.app.studio
    const program = join(import.meta.dirname, '../../../models')
    const own = join(program, readdirSync(program)[0]!)
    await expect(files.trashPaths([own])).rejects.toMatchObject({ code: 'folder/own' })
    const elsewhere = join(await temporaryFolder(), 'ink.safetensors')
    writeFileSync(elsewhere, 'x')
    await expect(files.trashPaths([elsewhere])).rejects.toMatchObject({
      code: 'library/elsewhere',
    })
  })

  test.skipIf(whyNoDisk !== null)('on a disk that is read-only', async () => {
    disk = smallDisk(2)
    writeFileSync(join(disk.path, 'far.lora.safetensors'), 'far')
    await studio.app.close()
    studio = await startTestApp(folder, { libraryWork: counted, modelFolders: [models, disk.path] })
    const id = await idOf('far.lora')
    disk.readOnly(true)
    const report = await reportFrom(studio.calls.library.trash.mutate({ ids: [id] }))
    expect(report).toMatchObject({ code: 'trash/no-folder', facts: { folder: disk.path } })
    disk.readOnly(false)
    const operation = await studio.calls.library.trash.mutate({ ids: [id] })
    expect(await names()).toEqual(['ink.lora', 'wash.lora'])
    disk.unplug()
    expect((await reportFrom(studio.calls.library.undo.mutate({ id: operation.id }))).code).toBe(
      'file/missing',
    )
    disk.plug()
    await studio.calls.library.undo.mutate({ id: operation.id })
    expect(readdirSync(disk.path)).toEqual(['far.lora.safetensors'])
  })
})

test('copies of what was thrown away do not take its place', async () => {
  const id = await idOf('wash.lora')
  const operation = await studio.calls.library.trash.mutate({ ids: [id] })
  writeFileSync(join(models, 'wash.lora.safetensors'), 'another')
  await studio.calls.library.rescan.mutate()
  const newcomer = await idOf('wash.lora')
  rmSync(join(models, 'wash.lora.safetensors'))
  await studio.calls.library.undo.mutate({ id: operation.id })
  await studio.calls.library.rescan.mutate()
  expect(await idOf('wash.lora')).toBe(id)
  expect(newcomer).not.toBe(id)
})

describe('new names by a template', () => {
  const ask = { into: 'own-folder', offset: 0, limit: 100 } as const

  test('are shown, then got with what belongs to the file; nothing is read again, and all of it is undone as a whole', async () => {
    const tree = treeOf(models)
    const id = await idOf('ink.lora')
    await studio.calls.adapters.edit.mutate({ id, edit: { favourite: true } })
    await studio.calls.find.edit.mutate({ edits: [{ ids: [id], change: { title: 'Rain', rating: 4 } }] })
    const vae = (await studio.calls.models.list.query()).find(({ kind }) => kind === 'vae')!
    const wish = {
      ids: [id, vae.id],
      template: '{kind}/{title} {rating|"new"}',
      into: 'model-folder' as const,
    }
    const preview = await studio.calls.library.previewNames.query({ ...ask, ...wish })
    expect(preview).toMatchObject({ problem: null, going: 2, conflicts: 0, staying: 0 })
    expect(preview.rows[0]).toEqual({
      id,
      from: 'deep/ink.lora.safetensors',
      to: 'lora/Rain 4.safetensors',
      companions: [
        { from: 'ink.lora.json', to: 'Rain 4.json' },
        { from: 'ink.lora.preview.png', to: 'Rain 4.preview.png' },
      ],
      conflict: null,
    })
    expect(treeOf(models)).toBe(tree)
    read = []
    const operation = await studio.calls.library.rename.mutate({ ...wish, plan: preview.plan })
    expect(operation).toMatchObject({ kind: 'move', state: 'done', count: 2 })
    expect(readdirSync(join(models, 'lora')).sort()).toEqual([
      'Rain 4.json',
      'Rain 4.preview.png',
      'Rain 4.safetensors',
    ])
    const find = (query: string): Promise<string[]> =>
      studio.calls.find.items
        .query({ query, typing: false, model: null, sort: 'name', offset: 0, limit: 50 })
        .then(({ items }) => items.map(({ name }) => name))
    expect(await names()).toEqual(['Rain 4', 'wash.lora'])
    expect(await find('folder:lora')).toEqual(['Rain 4'])
    expect((await studio.adapters()).find((one) => one.id === id)?.favourite).toBe(true)
    expect((await studio.calls.models.list.query()).find((one) => one.id === vae.id)).toMatchObject({
      fileName: expect.stringMatching(/ new\.safetensors$/) as string,
      missing: false,
    })
    await studio.calls.library.rescan.mutate()
    expect(read).toEqual([])
    expect(await names()).toEqual(['Rain 4', 'wash.lora'])
    await studio.calls.library.undo.mutate({ id: operation.id })
    expect(treeOf(models)).toBe(tree)
    expect(await names()).toEqual(['ink.lora', 'wash.lora'])
    expect(await find('rain')).toEqual(['ink.lora'])
    await studio.calls.library.rescan.mutate()
    expect(read).toEqual([])
  })

  test('folders that are left empty are shown, go with it, and come back with one step', async () => {
    const deep = join(models, 'old', 'deep')
    mkdirSync(join(models, 'old', 'was empty'), { recursive: true })
    mkdirSync(deep)
    writeFileSync(join(deep, 'moss.lora.safetensors'), 'moss')
    await studio.calls.library.rescan.mutate()
    const tree = treeOf(models)
    const wish = { ids: [await idOf('moss.lora')], template: 'new/{name}', into: 'model-folder' as const }
    const { plan, left } = await studio.calls.library.previewNames.query({ ...ask, ...wish })
    expect(left).toEqual([expect.stringMatching(/old\/deep\/$/)])
    const { id } = await studio.calls.library.rename.mutate({ ...wish, plan })
    expect(readdirSync(join(models, 'old'))).toEqual(['was empty'])
    await studio.calls.library.undo.mutate({ id })
    expect(treeOf(models)).toBe(tree)
    await studio.calls.library.redo.mutate({ id })
    expect(readdirSync(join(models, 'old'))).toEqual(['was empty'])
    await studio.calls.library.undo.mutate({ id })
    expect(treeOf(models)).toBe(tree)
    // What somebody puts there after it was shown is another plan.
    writeFileSync(join(deep, 'new.txt'), 'x')
    expect((await reportFrom(studio.calls.library.rename.mutate({ ...wish, plan }))).code).toBe(
      'rename/changed',
    )
  })

  test('a name in another spelling, and what is called so already', async () => {
    const id = await idOf('wash.lora')
    const wish = { ids: [id], template: 'Wash.Lora', into: 'own-folder' as const }
    const { plan } = await studio.calls.library.previewNames.query({ ...ask, ...wish })
    const operation = await studio.calls.library.rename.mutate({ ...wish, plan })
    expect(operation.kind).toBe('rename')
    expect(await names()).toEqual(['Wash.Lora', 'ink.lora'])
    const again = await studio.calls.library.previewNames.query({ ...ask, ...wish })
    expect(again).toMatchObject({ going: 0, staying: 1 })
    const nothing = studio.calls.library.rename.mutate({ ...wish, plan: again.plan })
    expect((await reportFrom(nothing)).code).toBe('rename/nothing')
    await studio.calls.library.undo.mutate({ id: operation.id })
    expect(await names()).toEqual(['ink.lora', 'wash.lora'])
  })

  test('what stands against them is told and done by nobody', async () => {
    const ids = [await idOf('ink.lora'), await idOf('wash.lora')]
    const tree = treeOf(models)
    const look = (template: string, more: object = {}) =>
      studio.calls.library.previewNames.query({ ...ask, ids, template, ...more })
    expect((await look('{colour}')).problem?.code).toBe('rename/unknown-word')
    const twice = await look('one', { into: 'model-folder' })
    expect(twice.rows.map(({ conflict }) => conflict?.code)).toEqual(['rename/twice', 'rename/twice'])
    const refused = studio.calls.library.rename.mutate({
      ids,
      template: 'one',
      into: 'model-folder',
      plan: twice.plan,
    })
    expect((await reportFrom(refused)).code).toBe('rename/conflicts')
    writeFileSync(join(models, 'file'), 'x')
    expect((await look('file/{name}', { into: 'model-folder' })).rows[0]?.conflict?.code).toBe('move/taken')
    rmSync(join(models, 'file'))
    const shown = await look('{name} 2')
    writeFileSync(join(models, 'wash.lora.txt'), 'new')
    const changed = studio.calls.library.rename.mutate({
      ids,
      template: '{name} 2',
      into: 'own-folder',
      plan: shown.plan,
    })
    expect((await reportFrom(changed)).code).toBe('rename/changed')
    rmSync(join(models, 'wash.lora.txt'))
    expect(treeOf(models)).toBe(tree)
  })

  test.skipIf(whyNoDisk !== null)('never to another disk', async () => {
    disk = smallDisk(2)
    await studio.app.close()
    studio = await startTestApp(folder, { libraryWork: counted, modelFolders: [models, disk.path] })
    const place = (await studio.calls.downloads.places.query()).find(({ name }) => disk!.path.endsWith(name))!
    const preview = await studio.calls.library.previewNames.query({
      ...ask,
      ids: [await idOf('wash.lora')],
      template: '{name}',
      into: { place: place.id },
    })
    expect(preview.rows.map(({ conflict }) => conflict?.code)).toEqual(['move/other-volume'])
  })
})
