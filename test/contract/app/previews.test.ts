// The pictures of cards: one that a person chose of ours, the one beside a file, and the one that is embedded in it.
import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { libraryWork } from '../../../src-main/catalog/worker/library-work.ts'
import type { FoundItem } from '../../../src-main/contract/find.ts'
import { writeTensorFile } from '../../../src-main/files/write-tensor-file.ts'
import { madeUpPng } from '../../support/made-up-png.ts'
import {
  makeDataFolder,
  origin,
  removeFolder,
  reportFrom,
  startTestApp,
  type TestApp,
} from '../../support/test-app.ts'

const png = (side: number): Buffer =>
  madeUpPng({ width: side, height: side, bits: 8, interlaced: false, whole: true })

async function withStudio(
  prepare: (folder: string) => void | Promise<void>,
  work: (studio: TestApp, folder: string) => Promise<void>,
  change: Parameters<typeof startTestApp>[1] = {},
): Promise<void> {
  const folder = makeDataFolder()
  await prepare(folder)
  const studio = await startTestApp(folder, change)
  try {
    await work(studio, folder)
  } finally {
    await studio.app.close()
    removeFolder(folder)
  }
}

async function card(studio: TestApp, query: string): Promise<FoundItem> {
  const wish = { query, model: null, sort: 'name' as const, offset: 0, limit: 1 }
  return (await studio.calls.find.items.query(wish)).items[0]!
}

/** Null where there is none. */
async function shown({ app }: TestApp, url: string | null): Promise<Buffer | null> {
  if (url === null) return null
  const response = await app.fetch(new Request(`${origin}${url}`))
  if (response.status !== 200) return null
  expect(response.headers.get('content-type')).toMatch(/^image\/(jpeg|webp)$/)
  expect(response.headers.get('cache-control')).toContain('immutable')
  return Buffer.from(await response.arrayBuffer())
}

test('a picture of ours stands for adapters and models, wherever their files go, and after it is gone', () =>
  withStudio(
    (folder) => {
      for (const name of ['ink', 'wash'])
        writeFileSync(join(folder, 'models', `${name}.lora.safetensors`), name)
      writeFileSync(join(folder, 'models', 'ink.lora.preview.png'), png(8))
    },
    async (studio, folder) => {
      const before = await card(studio, 'ink')
      const beside = await shown(studio, before.previewUrl)
      expect(beside).not.toBe(null)
      const job = await studio.calls.generation.submit.mutate(studio.request())
      const [picture] = (await studio.reached(job.id, 'done')).pictureIds
      const model = await card(studio, 'kind:checkpoint -is:broken')
      expect(model.previewUrl).toBe(null)
      expect((await card(studio, '-has:preview kind:checkpoint -is:broken')).id).toBe(model.id)

      const ids = [before.id, model.id]
      const { count, before: back } = await studio.calls.find.choosePreview.mutate({ ids, picture: picture! })
      expect(count).toBe(2)
      const after = await card(studio, 'ink')
      const chosen = await shown(studio, after.previewUrl)
      expect(after.previewUrl).not.toBe(before.previewUrl)
      expect(chosen?.equals(beside!)).toBe(false)
      expect((await studio.adapters()).find(({ id }) => id === before.id)?.previewUrl).toBe(after.previewUrl)
      expect(await shown(studio, (await card(studio, 'has:preview kind:checkpoint')).previewUrl)).toEqual(
        chosen,
      )

      // It belongs to the contents, and needs its picture no longer.
      await studio.calls.pictures.trash.mutate({ id: picture! })
      await expect
        .poll(async () => (await studio.calls.find.details.query({ id: before.id })).sha256)
        .toMatch(/^[0-9a-f]{64}$/)
      mkdirSync(join(folder, 'models', 'deep'))
      renameSync(
        join(folder, 'models', 'ink.lora.safetensors'),
        join(folder, 'models', 'deep', 'tinte.lora.safetensors'),
      )
      await studio.calls.library.rescan.mutate()
      await expect.poll(async () => shown(studio, (await card(studio, 'tinte')).previewUrl)).toEqual(chosen)

      await studio.calls.find.edit.mutate({ edits: back })
      expect((await card(studio, 'kind:checkpoint -is:broken')).previewUrl).toBe(null)
      expect((await card(studio, 'tinte')).previewUrl).toBe(null)
      const gone = studio.calls.find.choosePreview.mutate({ ids, picture: 'nobody' })
      expect((await reportFrom(gone)).code).toBe('picture/not-found')
    },
  ))

test('a picture file that a person sends stands for what it is chosen for; what is no picture is refused', () =>
  withStudio(
    (folder) => writeFileSync(join(folder, 'models', 'ink.lora.safetensors'), 'ink'),
    async (studio, folder) => {
      const send = (body: BodyInit): Promise<Response> =>
        studio.app.fetch(new Request(`${origin}/library/preview`, { method: 'PUT', body }))
      const { preview } = (await (await send(new Uint8Array(png(24)))).json()) as { preview: string }
      const { id, previewUrl } = await card(studio, 'ink')
      expect(previewUrl).toBe(null)
      await studio.calls.find.edit.mutate({ edits: [{ ids: [id], change: { preview } }] })
      expect(await shown(studio, (await card(studio, 'ink')).previewUrl)).not.toBe(null)
      const refused = await send('not a picture')
      expect(refused.status).toBe(422)
      const { error } = (await refused.json()) as { error: { code: string } }
      expect(error.code).toMatch(/^picture/)
      expect(readdirSync(folder).filter((name) => name.includes('incoming'))).toEqual([])
    },
  ))

test('a picture that is embedded in a file is that of its card; one beside it goes before it', () =>
  withStudio(
    async (folder) => {
      const uri = (bytes: Buffer): string => `data:image/png;base64,${bytes.toString('base64')}`
      const zeros = new Float32Array(4 * 8)
      const tensors = new Map(
        ['lora_down', 'lora_up'].map((part) => [
          `lora_unet_mid_block_attentions_0_proj_in.${part}.weight`,
          { dtype: 'f32' as const, shape: part === 'lora_down' ? [4, 8] : [8, 4], data: zeros },
        ]),
      )
      const file = (name: string): string => join(folder, 'models', `${name}.safetensors`)
      const metadata = new Map([['modelspec.thumbnail', uri(png(16))]])
      await writeTensorFile(file('inside'), tensors, metadata)
      copyFileSync(file('inside'), file('both'))
      writeFileSync(join(folder, 'models', 'both.preview.png'), png(32))
      await writeTensorFile(
        file('cut'),
        tensors,
        new Map([['modelspec.thumbnail', uri(png(16).subarray(0, 40))]]),
      )
      for (const name of ['emoji-diffusion-128', 'tiny-vae.vae', 'broken']) rmSync(file(name))
    },
    async (studio) => {
      const [inside, both, cut] = [
        await card(studio, 'inside'),
        await card(studio, 'both'),
        await card(studio, 'cut'),
      ]
      const small = await shown(studio, inside.previewUrl)
      expect(small?.subarray(8, 12).toString()).toBe('WEBP')
      expect((await shown(studio, both.previewUrl))?.equals(small!)).toBe(false)
      // Only whoever shows it learns that it is no picture.
      expect(await shown(studio, cut.previewUrl)).toBe(null)
      expect((await card(studio, 'has:preview sort:name')).name).toBe('both')

      // All of them are known; another one than the first stands for it once it is chosen.
      const previews = async () => (await studio.calls.find.details.query({ id: both.id })).previews
      const before = await previews()
      expect(before.map(({ from }) => from)).toEqual(['beside', 'embedded'])
      expect(await shown(studio, before[1]!.url)).not.toEqual(await shown(studio, before[0]!.url))
      const wish = { id: both.id, from: 'embedded' } as const
      const { before: back, preview } = await studio.calls.find.preferPreview.mutate(wish)
      expect(preview).toMatch(/^[0-9a-f]{64}$/)
      expect((await previews()).map(({ from }) => from)).toEqual(['chosen', 'beside', 'embedded'])
      expect((await card(studio, 'both')).previewUrl).not.toBe(both.previewUrl)
      await studio.calls.find.edit.mutate({ edits: back })
      expect(await previews()).toEqual(before)
      const none = studio.calls.find.preferPreview.mutate({ id: inside.id, from: 'beside' })
      expect((await reportFrom(none)).code).toBe('library/no-preview')
      // One inside that is no picture is refused when it is chosen.
      const damaged = studio.calls.find.preferPreview.mutate({ id: cut.id, from: 'embedded' })
      expect((await reportFrom(damaged)).code).toMatch(/^(picture|file)\//)
    },
    { libraryWork },
  ))
