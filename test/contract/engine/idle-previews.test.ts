// Previews in idle time by the real engine on the demo model and three of its adapters: made at their weight and at 0, each
// another picture, the same bytes when they are made again, and given up as soon as somebody touches a key.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createApp, type App } from '../../../src-main/app/create-app.ts'
import { noIdlePreviews, type IdleWish } from '../../../src-main/contract/idle-previews.ts'
import { pictureWork } from '../../../src-main/files/decoding/picture-work.ts'
import { forkEngine } from '../../../src-main/shells/server/engine-host.ts'
import { demoModel } from '../../support/demo-base.ts'
import { removeFolder } from '../../support/test-app.ts'

const names = ['ink-wash', 'night-glow', 'pixel-blocks']
/** Eight pictures take seconds; on a machine with much else to do, a minute. */
vi.setConfig({ testTimeout: 120_000 })
const folder = mkdtempSync(join(tmpdir(), 'lamina-test-'))
const models = join(folder, 'models')
const shelf = join(folder, 'idle-previews')
let app: App

beforeAll(async () => {
  mkdirSync(models)
  cpSync(demoModel, join(models, basename(demoModel)))
  for (const name of names)
    cpSync(join(dirname(demoModel), 'adapters', `${name}.safetensors`), join(models, `${name}.safetensors`))
  app = await createApp({
    dataFolder: folder,
    staticFolder: null,
    modelFolders: [models],
    picturesFolder: join(folder, 'pictures'),
    pictureWork: { ...pictureWork, close: () => Promise.resolve() },
    engine: forkEngine(),
    watchModels: false,
    measures: false,
    idleAfterMs: 200,
  })
  await app.studio.library.rescan()
})
afterAll(async () => {
  await app.close()
  removeFolder(folder)
})

async function want(change: Partial<IdleWish> = {}): Promise<void> {
  const { id } = app.studio.models.list().find(({ kind }) => kind === 'checkpoint')!
  await app.studio.settings.set({
    idlePreviews: {
      ...noIdlePreviews,
      ...{ isOn: true, model: id, prompts: [{ prompt: 'panda', seed: '7' }], steps: 2, side: 64 },
      ...change,
    },
  })
}
/** Looked at now and at every event: asking again and again would take the time of the thread that makes them go on. */
async function until(holds: () => boolean): Promise<void> {
  const events = app.studio.events.subscribe(undefined)
  for (let event = events.next(); !holds(); event = events.next()) await event
  await events.return()
}
async function areAllMade(): Promise<void> {
  await until(() => {
    const { made } = app.studio.idlePreviews.report()
    return made?.done === 6 && made.of === 6
  })
}
const bytesByFile = (): [string, string][] =>
  readdirSync(shelf)
    .toSorted()
    .map((file) => [file, readFileSync(join(shelf, file)).toString('base64')])

test('at its weight and at 0 of each adapter, two pictures, and no two adapters alike', async () => {
  await want()
  await areAllMade()
  for (const name of names) {
    const { id } = app.studio.adapters.byName(name)!
    const [own, without, ...more] = app.studio.idlePreviews.of(id)
    expect([own?.from, without?.from, more]).toEqual(['preferred', 'without', []])
    expect(readFileSync(own!.path).equals(readFileSync(without!.path))).toBe(false)
  }
  const all = bytesByFile()
  expect(new Set(all.map(([, bytes]) => bytes)).size).toBe(all.length)
})

test('made again they are the same bytes', async () => {
  await want()
  await areAllMade()
  const first = bytesByFile()
  expect(first.length).toBeGreaterThan(names.length)
  await app.studio.idlePreviews.clear()
  await areAllMade()
  expect(bytesByFile()).toEqual(first)
})

test('a key gives the engine back in the middle of a picture, and nothing of it is kept', async () => {
  await want({ steps: 100, side: 256 })
  const isDrawing = (): boolean =>
    app.studio.idlePreviews.isMaking() && app.studio.engineState().state === 'working'
  await until(isDrawing)
  const before = app.studio.idlePreviews.report().count
  // Whoever is there goes on typing.
  const isDrawingWhileTyping = (): boolean => {
    app.studio.attention.note()
    return isDrawing()
  }
  await expect.poll(isDrawingWhileTyping, { interval: 20, timeout: 110_000 }).toBe(false)
  app.studio.idlePreviews.pause(true)
  expect(app.studio.idlePreviews.report().made).toEqual({ done: 0, of: 6 })
  expect(app.studio.idlePreviews.report().count).toBe(before)
  expect(readdirSync(shelf).filter((file) => file.endsWith('.png'))).toEqual([])
})
