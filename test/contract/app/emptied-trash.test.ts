// The trash emptied: into the system's trash with a note of where each file was, by which undo brings it back; or for good.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { TrashItem } from '../../../src-main/app/library/trash-emptying.ts'
import type { TrashSurroundings } from '../../../src-main/files/system-trash/trash-place.ts'
import { treeOf } from '../../support/folder-tree.ts'
import { pretendLibrary } from '../../support/pretend-library.ts'
import { smallDisk, whyNoDisk, type SmallDisk } from '../../support/small-disk.ts'
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
let disk: SmallDisk | null
let surroundings: TrashSurroundings

beforeEach(async () => {
  disk = null
  given = []
  refuses = () => false
  folder = makeDataFolder()
  models = join(folder, 'models')
  surroundings = {
    platform: 'linux',
    home: join(folder, 'home'),
    dataHome: undefined,
    user: process.getuid?.() ?? 0,
  }
  mkdirSync(join(models, 'deep'))
  for (const name of ['deep/wash.lora.safetensors', 'wash.lora.safetensors', 'ink.lora.safetensors'])
    writeFileSync(join(models, name), name)
  writeFileSync(join(models, 'ink.lora.json'), '{}')
  await restart()
})
afterEach(async () => {
  await studio.app.close()
  disk?.remove()
  removeFolder(folder)
})

async function restart(
  more: readonly string[] = [],
  trashItem: TrashItem | null = desktopTrash,
): Promise<void> {
  studio = await startTestApp(folder, {
    libraryWork: pretendLibrary,
    modelFolders: [models, ...more],
    trashSurroundings: surroundings,
    ...(trashItem === null ? {} : { trashItem }),
  })
}

/** The desktop's own, which keeps what it takes; some things it does not take. */
let given: string[]
let refuses: (path: string) => boolean
async function desktopTrash(path: string): Promise<boolean> {
  if (refuses(path)) return false
  given.push(path)
  rmSync(path, { recursive: true })
  return true
}

async function throwAway(name: string): Promise<string> {
  const adapters = (await studio.adapters()).filter((adapter) => adapter.name === name)
  return (await studio.calls.library.trash.mutate({ ids: adapters.map(({ id }) => id) })).id
}

const names = async (): Promise<string[]> => (await studio.adapters()).map(({ name }) => name).sort()

test('what lies there is told, handed over with notes, and undone', async () => {
  const tree = treeOf(models)
  expect(await studio.calls.library.trashed.query()).toEqual([])
  const wash = await throwAway('wash.lora')
  const ink = await throwAway('ink.lora')
  const [volume] = await studio.calls.library.trashed.query()
  const trash = join(folder, 'home', '.local', 'share', 'Trash')
  expect(volume).toMatchObject({ folders: [models], files: 4, sizeBytes: 69, systemTrash: { folder: trash } })
  expect(volume!.operations.toSorted()).toEqual([wash, ink].toSorted())
  expect(Date.parse(volume!.since)).toBeGreaterThan(Date.now() - 60_000)

  const [emptied] = await studio.calls.library.emptyTrash.mutate({
    operations: volume!.operations,
    isForGood: false,
  })
  expect(emptied).toMatchObject({ kind: 'empty', state: 'done' })
  expect(readdirSync(join(trash, 'files')).toSorted()).toEqual([
    'ink.lora.json',
    'ink.lora.safetensors',
    'wash.lora 2.safetensors',
    'wash.lora.safetensors',
  ])
  const note = readFileSync(join(trash, 'info', 'ink.lora.json.trashinfo'), 'utf8')
  expect(note).toMatch(
    /^\[Trash Info\]\nPath=\/.*\/models\/ink\.lora\.json\nDeletionDate=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\n$/,
  )
  expect(existsSync(join(models, '.lamina-trash'))).toBe(false)
  expect(await studio.calls.library.trashed.query()).toEqual([])
  const report = await reportFrom(studio.calls.library.undo.mutate({ id: ink }))
  expect(report).toMatchObject({ code: 'operation/handed-over', facts: { folder: trash } })

  await studio.app.close()
  await restart()
  await studio.calls.library.undo.mutate({ id: emptied!.id })
  expect([readdirSync(join(trash, 'files')), readdirSync(join(trash, 'info'))]).toEqual([[], []])
  await studio.calls.library.redo.mutate({ id: emptied!.id })
  expect(readFileSync(join(trash, 'info', 'ink.lora.json.trashinfo'), 'utf8')).toBe(note)
  await studio.calls.library.undo.mutate({ id: emptied!.id })
  for (const id of [ink, wash]) await studio.calls.library.undo.mutate({ id })
  expect(treeOf(models)).toBe(tree)
  expect(await names()).toEqual(['ink.lora', 'wash.lora', 'wash.lora'])
})

test('where only the desktop knows the trash, it is given each file from where it was, and brings it back there', async () => {
  surroundings = { ...surroundings, platform: 'darwin' }
  await studio.app.close()
  await restart()
  const path = join(models, 'ink.lora.safetensors')
  const first = await throwAway('ink.lora')
  writeFileSync(path, 'another of its name')
  await studio.calls.library.rescan.mutate()
  const second = await throwAway('ink.lora')
  const [volume] = await studio.calls.library.trashed.query()
  expect(volume).toMatchObject({ files: 3, systemTrash: { folder: null } })
  const { operations } = volume!

  // A disk without a trash: all is as before.
  refuses = () => true
  const refused = studio.calls.library.emptyTrash.mutate({ operations, isForGood: false })
  expect(await reportFrom(refused)).toMatchObject({
    code: 'trash/not-taken',
    facts: { file: 'ink.lora.safetensors' },
  })
  expect(await studio.calls.library.trashed.query()).toEqual([volume])

  refuses = () => false
  const done = await studio.calls.library.emptyTrash.mutate({ operations, isForGood: false })
  expect(done.map(({ id, state }) => [id, state])).toEqual([
    [second, 'emptied'],
    [first, 'emptied'],
  ])
  expect(given.map((one) => one.slice(models.length + 1))).toEqual([
    'ink.lora.safetensors',
    'ink.lora.safetensors',
    'ink.lora.json',
  ])
  expect(await studio.calls.library.trashed.query()).toEqual([])
  expect(existsSync(join(models, '.lamina-trash'))).toBe(false)
  await expect.poll(names).toEqual(['wash.lora', 'wash.lora'])
  expect((await reportFrom(studio.calls.library.undo.mutate({ id: first }))).code).toBe('operation/emptied')
  // The system gives it back.
  writeFileSync(path, 'ink.lora.safetensors')
  await studio.calls.library.rescan.mutate()
  expect(await names()).toContain('ink.lora')
})

test('where the system has no trash it is said, and what is deleted for good is gone, and nothing else', async () => {
  surroundings = { ...surroundings, platform: 'win32' }
  await studio.app.close()
  await restart([], null)
  const id = await throwAway('ink.lora')
  writeFileSync(join(models, '.lamina-trash', 'of somebody.txt'), 'x')
  const [volume] = await studio.calls.library.trashed.query()
  expect(volume).toMatchObject({ files: 2, systemTrash: null })
  const { operations } = volume!
  const refused = studio.calls.library.emptyTrash.mutate({ operations, isForGood: false })
  expect((await reportFrom(refused)).code).toBe('trash/no-system-trash')
  const [gone] = await studio.calls.library.emptyTrash.mutate({ operations, isForGood: true })
  expect(gone).toMatchObject({ id, state: 'emptied' })
  expect(readdirSync(join(models, '.lamina-trash'))).toEqual(['of somebody.txt'])
  expect((await reportFrom(studio.calls.library.undo.mutate({ id }))).code).toBe('operation/emptied')
  const again = studio.calls.library.emptyTrash.mutate({ operations, isForGood: true })
  expect((await reportFrom(again)).code).toBe('operation/emptied')
  expect(await studio.calls.library.trashed.query()).toEqual([])
  // What is known of it is there again with the file.
  writeFileSync(join(models, 'ink.lora.safetensors'), 'ink.lora.safetensors')
  await studio.calls.library.rescan.mutate()
  expect(await names()).toContain('ink.lora')
})

test.skipIf(whyNoDisk !== null)('another disk has its own trash, whose notes begin at its top', async () => {
  disk = smallDisk(2)
  mkdirSync(join(disk.path, 'models'))
  writeFileSync(join(disk.path, 'models', 'far ä.lora.safetensors'), 'far')
  await studio.app.close()
  await restart([join(disk.path, 'models')])
  await throwAway('far ä.lora')
  await throwAway('ink.lora')
  const volumes = await studio.calls.library.trashed.query()
  expect(volumes.map(({ files }) => files).toSorted()).toEqual([1, 2])
  const trash = join(disk.path, `.Trash-${surroundings.user}`)
  const [far] = volumes.filter(({ systemTrash }) => systemTrash?.folder === trash)
  await studio.calls.library.emptyTrash.mutate({ operations: far!.operations, isForGood: false })
  expect(readFileSync(join(trash, 'info', 'far ä.lora.safetensors.trashinfo'), 'utf8')).toContain(
    '\nPath=models/far%20%C3%A4.lora.safetensors\n',
  )
  expect(await studio.calls.library.trashed.query()).toMatchObject([{ files: 2 }])
})
