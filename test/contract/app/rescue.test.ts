// A catalog that is damaged, or gone: the app starts beside it, says what was lost and where the files are, and what people
// wrote, and the pictures they made, are there again.
import { readFileSync, readdirSync, rmSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ErrorReport } from '../../../src-main/base/errors.ts'
import { say } from '../../../src-main/messages/say.ts'
import { damageInUse, damages, damageUnseen } from '../../support/damaged-catalog.ts'
import { createFakeEngine, type FakeEngine } from '../../support/fake-engine.ts'
import { makeDataFolder, removeFolder, startTestApp, type TestApp } from '../../support/test-app.ts'

let folder: string
let studio: TestApp

beforeEach(async () => {
  folder = makeDataFolder()
  for (const name of ['ink', 'wash']) writeFileSync(join(folder, 'models', `${name}.lora.safetensors`), name)
  studio = await startTestApp(folder)
})
afterEach(async () => {
  await studio.app.close()
  removeFolder(folder)
})

const catalog = (): string => join(folder, 'catalog.sqlite')
const told = async (): Promise<ErrorReport | null> => (await studio.calls.studio.snapshot.query()).catalog

async function restart(between: () => void): Promise<void> {
  await studio.app.close()
  between()
  studio = await startTestApp(folder)
}

async function makePicture(seed: string): Promise<string> {
  const job = await studio.calls.generation.submit.mutate(studio.request({ seed }))
  return (await studio.reached(job.id, 'done')).pictureIds[0]!
}

async function write(name: string, title: string): Promise<void> {
  const { items } = await studio.calls.find.items.query({
    ...{ query: name, model: null, sort: 'name', offset: 0, limit: 1 },
  })
  const id = items[0]!.id
  await studio.calls.find.edit.mutate({
    edits: [{ ids: [id], change: { title, rating: 4, addTags: ['mine'] } }],
  })
}

const titled = async (): Promise<string[]> =>
  (
    await studio.calls.find.items.query({ query: 'tag:mine', model: null, sort: 'name', offset: 0, limit: 9 })
  ).items.map(({ name, title }) => `${name}: ${title}`)

const seeds = async (): Promise<string[]> =>
  (await studio.calls.pictures.list.query({ limit: 99 })).map(({ record }) => record!.seed)

async function pictureSearch(): Promise<number> {
  return await studio.until(() => {
    const facts = studio.events.findLast(({ type }) => type === 'catalog')
    return facts?.type === 'catalog' ? 1 : null
  })
}

test('damaged: on from the backup, with the pictures made since', async () => {
  await write('ink', 'Blue ink')
  const kept = await makePicture('1')
  await studio.calls.pictures.favourite.mutate({ id: kept, favourite: true })
  const gone = await makePicture('2')
  expect(await studio.app.studio.keeper.backUp()).toBe('made')
  await write('wash', 'Lost wash')
  await studio.calls.pictures.trash.mutate({ id: gone })
  const thrown = await makePicture('3')
  await studio.calls.pictures.trash.mutate({ id: thrown })
  await makePicture('4')
  await makePicture('5')
  await restart(() => damages['a page of zeros in a table']!(catalog()))
  await pictureSearch()

  expect(await titled()).toEqual(['ink.lora: Blue ink'])
  expect(await seeds()).toEqual(['5', '4', '1'])
  const [first] = (await studio.calls.pictures.list.query({ limit: 99 })).slice(-1)
  expect(first).toMatchObject({ id: kept, favourite: true })
  await studio.calls.pictures.restore.mutate({ id: thrown })
  await studio.calls.pictures.restore.mutate({ id: gone })
  expect((await seeds()).sort()).toEqual(['1', '2', '3', '4', '5'])
  const page = await studio.calls.gallery.page.query({ query: 'pear', sort: 'newest', offset: 0, limit: 9 })
  expect(page.total).toBe(5)

  const report = await told()
  expect(report).toMatchObject({ code: 'catalog/rescued', facts: { pictures: 3 } })
  const { message, hint } = say(report!, 'en')
  expect(message).toMatch(
    /^The catalog was damaged\. Lamina goes on from the backup of 20\d\d-\d\d-\d\d \d\d:\d\d: what you wrote/,
  )
  expect(message).toContain('3 pictures were found again by their files.')
  const aside = /kept in (.+)\.$/.exec(hint!)![1]!
  expect(readdirSync(aside)).toContain('catalog.sqlite')

  // Told until it was read, also to those who come later.
  await restart(() => undefined)
  expect(await told()).toEqual(report)
  await studio.calls.studio.dismissCatalog.mutate()
  expect(await told()).toBe(null)
  await restart(() => undefined)
  expect(await told()).toBe(null)
  expect((await seeds()).sort()).toEqual(['1', '2', '3', '4', '5'])
})

test('removed: what was written comes back with the backup, and goes with the contents of the file', async () => {
  await write('ink', 'Blue ink')
  // Written about a file whose hash is known by now.
  await expect
    .poll(async () => (await studio.calls.find.details.query({ id: await idOf('ink') })).adapter?.sha256)
    .toMatch(/^[0-9a-f]{64}$/)
  expect(await studio.app.studio.keeper.backUp()).toBe('made')
  await restart(() => {
    rmSync(catalog())
    renameSync(
      join(folder, 'models', 'ink.lora.safetensors'),
      join(folder, 'models', 'tinte.lora.safetensors'),
    )
  })
  await studio.app.studio.library.look()
  expect(await told()).toMatchObject({ code: 'catalog/put-back' })
  await expect.poll(titled).toEqual(['tinte.lora: Blue ink'])
})

const idOf = async (query: string): Promise<string> =>
  (await studio.calls.find.items.query({ query, model: null, sort: 'name', offset: 0, limit: 1 })).items[0]!
    .id

test('damaged without a backup: all that is on the disk is there, and what is lost is said', async () => {
  await write('ink', 'Blue ink')
  await makePicture('1')
  await restart(() => damages['its header overwritten']!(catalog()))
  await pictureSearch()
  expect(await titled()).toEqual([])
  expect(await seeds()).toEqual(['1'])
  expect((await studio.adapters()).map(({ name }) => name)).toEqual(['ink.lora', 'wash.lora'])
  const report = (await told())!
  expect(report).toMatchObject({ code: 'catalog/begun-anew', facts: { pictures: 1 } })
  expect(say(report, 'en').message).toContain('there is no backup of it')
  expect(say(report, 'ja').message).toContain('控えもない')
})

test('found damaged while it is used: a restart within the app goes on from the last backup', async () => {
  await write('ink', 'Blue ink')
  await studio.app.studio.keeper.backUp()
  await write('wash', 'Lost wash')
  await makePicture('1')
  studio.app.announce('http://127.0.0.1:8100/')
  // One that is whole is left alone.
  await studio.calls.studio.startAgain.mutate()
  expect((await titled()).length).toBe(2)
  damageInUse(catalog())
  expect(await studio.app.studio.keeper.backUp()).toBe('damaged')
  // Who is there hears of it, whatever can still be read.
  await expect
    .poll(() => studio.events.findLast(({ type }) => type === 'catalog'))
    .toMatchObject({
      told: {
        code: 'catalog/damaged',
        details: { backupAt: expect.stringMatching(/^20.*Z$/) as string, mayStartAgain: true },
      },
    })
  const before = studio.app.studio
  await studio.calls.studio.startAgain.mutate()
  // Whoever asks meanwhile waits.
  expect(await told()).toMatchObject({ code: 'catalog/rescued' })
  expect(studio.app.studio).not.toBe(before)
  expect(await titled()).toEqual(['ink.lora: Blue ink'])
  await expect.poll(seeds).toEqual(['1'])
  expect(readFileSync(join(folder, 'address.txt'), 'utf8')).toContain('8100')
})

test('a restart that fails is told once, and everything was let go of once', async () => {
  await studio.app.close()
  const closed: string[] = []
  const counted = (name: string): FakeEngine => {
    const engine = createFakeEngine()
    return { ...engine, close: async () => (closed.push(name), engine.close()) }
  }
  const lost: unknown[] = []
  studio = await startTestApp(folder, {
    engine: counted('first'),
    engineAgain: () => counted('second'),
    onLost: (error) => lost.push(error),
  })
  damageInUse(catalog())
  expect(await studio.app.studio.keeper.backUp()).toBe('damaged')
  writeFileSync(join(folder, 'damaged'), 'in the way')
  await studio.calls.studio.startAgain.mutate()
  await expect.poll(() => lost).toMatchObject([{ code: 'disk/file-in-the-way' }])
  await Promise.all([studio.app.close(), studio.app.close()])
  expect(closed).toEqual(['first', 'second'])
  expect(lost).toHaveLength(1)
  rmSync(join(folder, 'damaged'))
  studio = await startTestApp(folder)
  expect(await told()).toMatchObject({ code: 'catalog/begun-anew' })
})

test('found damaged by a page that opens: what can be read is there, what cannot is named, and the offer is made', async () => {
  await write('ink', 'Blue ink')
  await makePicture('1')
  expect(await studio.app.studio.keeper.backUp()).toBe('made')
  await makePicture('2')
  damageUnseen(catalog())
  const { pictures, unread, catalog: report, models, settings } = await studio.calls.studio.snapshot.query()
  expect({ pictures, unread }).toEqual({ pictures: [], unread: ['pictures'] })
  expect(models).toHaveLength(3)
  expect(settings.picturesFolder).toBe(join(folder, 'pictures'))
  expect(report).toMatchObject({
    code: 'catalog/damaged',
    details: { backupAt: expect.stringMatching(/^20.*Z$/) as string, mayStartAgain: true },
  })
  await studio.calls.studio.startAgain.mutate()
  expect(await studio.calls.studio.snapshot.query()).toMatchObject({
    unread: [],
    catalog: { code: 'catalog/rescued' },
  })
  await expect.poll(seeds).toEqual(['2', '1'])
})

test('found damaged while it is used: said at once, and replaced at the next start', async () => {
  await write('ink', 'Blue ink')
  await studio.app.studio.keeper.backUp()
  damageInUse(catalog())
  expect(await studio.app.studio.keeper.backUp()).toBe('damaged')
  expect(await told()).toMatchObject({ code: 'catalog/damaged' })
  expect(studio.events.filter(({ type }) => type === 'catalog')).toHaveLength(1)
  await restart(() => undefined)
  expect(await told()).toMatchObject({ code: 'catalog/rescued' })
  expect(await titled()).toEqual(['ink.lora: Blue ink'])
})
