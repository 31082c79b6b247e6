// A kept picture made again by the real engine on the demo model: equal in every pixel, told where it is not, and
// different by what each of its adapters did.
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApp, type App } from '../../../src-main/app/create-app.ts'
import { plainEntry } from '../../../src-main/contract/adapter.ts'
import { generationRequestSchema, type GenerationRequest } from '../../../src-main/contract/generation.ts'
import type { ReplayVerdict } from '../../../src-main/contract/replay.ts'
import { pictureWork } from '../../../src-main/files/decoding/picture-work.ts'
import { forkEngine } from '../../../src-main/shells/server/engine-host.ts'
import { demoModel } from '../../support/demo-base.ts'
import { makeDataFolder, removeFolder } from '../../support/test-app.ts'

const folder = makeDataFolder()
let app: App

beforeAll(async () => {
  app = await createApp({
    dataFolder: folder,
    staticFolder: null,
    modelFolders: [dirname(demoModel)],
    picturesFolder: join(folder, 'pictures'),
    pictureWork: { ...pictureWork, close: () => Promise.resolve() },
    engine: forkEngine(),
    watchModels: false,
    measures: false,
  })
  await app.studio.library.rescan()
})
afterAll(async () => {
  await app.close()
  removeFolder(folder)
})

async function draw(change: Partial<GenerationRequest>): Promise<string> {
  const model = app.studio.models
    .list()
    .find(({ kind, problem }) => kind === 'checkpoint' && problem === null)
  const request = generationRequestSchema.parse({
    ...{ model: model!.id, prompt: 'panda', width: 64, height: 64, steps: 2, guidance: 4, seed: '7' },
    ...{ sampler: 'euler_ancestral', scheduler: 'karras', batch: 2 },
    ...change,
  })
  const { id } = app.studio.jobs.submit(request)
  await expect.poll(() => app.studio.jobs.find(id).state, { timeout: 20_000 }).toBe('done')
  return app.studio.jobs.find(id).pictureIds[1]!
}

async function replayed(id: string): Promise<ReplayVerdict> {
  const { draft } = await app.studio.replays.start(id)
  const stateOf = (): string | undefined => app.studio.drafts.list().find((one) => one.id === draft.id)?.state
  await expect.poll(stateOf, { timeout: 20_000 }).toBe('done')
  return app.studio.replays.verdict(id, draft.id)
}

test.each(['a1111', 'comfyui'] as const)(
  'the second of a batch of %s, with noise of every step',
  async (profile) => {
    const verdict = await replayed(await draw({ profile }))
    expect(verdict).toEqual({ isEqual: true, differing: 0, of: 64 * 64, largest: 0, differs: [] })
  },
)

test('without an adapter that acts it is another picture, without one of weight 0 the same', async () => {
  const entryOf = (name: string, weight: number) => {
    const { id } = app.studio.adapters.byName(name)!
    return plainEntry({ id: name, adapter: id, name, weight })
  }
  const id = await draw({ stack: [entryOf('ink-wash', 1), entryOf('outline', 0)] })
  const hashed = (): boolean => {
    const { model, adapters } = app.studio.pictures.find(id).record!
    return [model, ...adapters].every(({ sha256 }) => sha256 !== undefined)
  }
  await expect.poll(hashed, { timeout: 20_000 }).toBe(true)
  await app.studio.mutings.start(id)
  const distances = () => app.studio.mutings.newest()!.cells.map(({ distance }) => distance)
  await expect.poll(() => distances().slice(1).includes(null), { timeout: 20_000 }).toBe(false)
  expect(app.studio.mutings.head()).toMatchObject({ base: 'kept', why: [] })
  const [, inkWash, outline] = distances()
  expect(inkWash!.share).toBeGreaterThan(0.05)
  expect(outline).toMatchObject({ share: 0, mean: 0 })
})
