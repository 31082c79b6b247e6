// A kept picture made again: equal to the pixel by the same engine, and what differs is named where it is not.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { plainEntry } from '../../../src-main/contract/adapter.ts'
import type { GenerationRequest } from '../../../src-main/contract/generation.ts'
import type { ReplayVerdict } from '../../../src-main/contract/replay.ts'
import type { PictureSummary } from '../../../src-main/contract/studio.ts'
import { createFakeEngine } from '../../support/fake-engine.ts'
import {
  makeDataFolder,
  removeFolder,
  reportFrom,
  startTestApp,
  type TestApp,
} from '../../support/test-app.ts'

let folder: string
let studio: TestApp
const fileOf = (name: string): string => join(folder, 'models', `${name}.safetensors`)
const codes = ({ differs }: ReplayVerdict): string[] => differs.map(({ code }) => code)

beforeEach(async () => {
  folder = makeDataFolder()
  writeFileSync(fileOf('ink.lora'), 'the first ink')
  studio = await startTestApp(folder, { engine: createFakeEngine() })
})
afterEach(async () => {
  await studio.app.close()
  removeFolder(folder)
})

async function draw(change: Partial<GenerationRequest>): Promise<PictureSummary[]> {
  const job = await studio.calls.generation.submit.mutate(studio.request(change))
  const { pictureIds } = await studio.reached(job.id, 'done')
  await expect
    .poll(() => studio.app.studio.pictures.find(pictureIds.at(-1)!).record!.model.sha256)
    .toBeDefined()
  return pictureIds.map((id) => studio.app.studio.pictures.find(id))
}

async function replay(id: string): Promise<{ draftId: string; verdict: ReplayVerdict }> {
  const { draft } = await studio.calls.gallery.replay.mutate({ id })
  await studio.until(() =>
    studio.events.some(
      (event) => event.type === 'draft' && event.draft.id === draft.id && event.draft.state === 'done',
    )
      ? true
      : null,
  )
  return { draftId: draft.id, verdict: await studio.calls.gallery.replayed.query({ id, draftId: draft.id }) }
}

test.each([
  { profile: 'a1111', asked: { seed: '9', batch: 1 } },
  { profile: 'comfyui', asked: { seed: '7', batch: 3 } },
] as const)('the third of a batch of $profile is made again, and is in no gallery', async (way) => {
  const [, , third] = await draw({ profile: way.profile, batch: 3 })
  const { verdict, draftId } = await replay(third!.id)
  expect(verdict).toEqual({ isEqual: true, differing: 0, of: 128 * 64, largest: 0, differs: [] })
  expect(studio.engine.made.at(-1)!.request).toMatchObject(way.asked)
  expect(await studio.calls.pictures.list.query({ limit: 10 })).toHaveLength(3)
  const kept = await studio.calls.drafts.keep.mutate({ id: draftId })
  expect(kept.record!.seed).toBe(third!.record!.seed)
})

test('an adapter with other contents, and one that is gone, are named', async () => {
  const ink = (await studio.adapters())[0]!
  const stack = [plainEntry({ id: 'a', adapter: ink.id, name: 'ink', weight: 1 })]
  const [changed] = await draw({ stack })
  await expect
    .poll(() => studio.app.studio.pictures.find(changed!.id).record!.adapters[0]!.sha256)
    .toBeDefined()
  // The pretend engine draws by seed and prompt: the kept picture is touched instead.
  await touch(changed!)
  writeFileSync(fileOf('ink.lora'), 'the second ink')
  await studio.calls.library.rescan.mutate()
  const other = (await replay(changed!.id)).verdict
  expect(other.isEqual).toBe(false)
  expect([other.differing, other.of]).toEqual([1, 128 * 64])
  expect(codes(other)).toEqual(['replay/file-changed'])

  mkdirSync(join(folder, 'elsewhere'))
  renameSync(fileOf('ink.lora'), join(folder, 'elsewhere', 'ink'))
  await studio.calls.library.rescan.mutate()
  expect(codes((await replay(changed!.id)).verdict)).toEqual(['replay/adapter-missing'])
})

test('without its model nothing is made; one of its name is used, and named where its contents differ', async () => {
  const [picture] = await draw({})
  await touch(picture!)
  writeFileSync(fileOf('emoji-diffusion-128'), 'emoji-diffusion-821')
  await studio.calls.library.rescan.mutate()
  expect(codes((await replay(picture!.id)).verdict)).toEqual(['replay/file-changed'])
  mkdirSync(join(folder, 'elsewhere'))
  renameSync(fileOf('emoji-diffusion-128'), join(folder, 'elsewhere', 'emoji'))
  await studio.calls.library.rescan.mutate()
  const refused = await reportFrom(studio.calls.gallery.replay.mutate({ id: picture!.id }))
  expect(refused.code).toBe('replay/model-missing')
})

/** One pixel, and nothing of its texts. */
async function touch({ fileName }: PictureSummary): Promise<void> {
  const path = join(folder, 'pictures', fileName)
  const { data, info } = await sharp(path).raw().toBuffer({ resolveWithObject: true })
  data[0]! ^= 8
  await sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } })
    .png()
    .toFile(`${path}.part`)
  renameSync(`${path}.part`, path)
}
