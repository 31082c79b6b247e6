// What lies beside a model file, in the words of each program that leaves something there.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { aboutFile } from '../../../src-main/catalog/sidecars/about-file.ts'
import { embeddedThumbnail } from '../../../src-main/catalog/sidecars/embedded-thumbnail.ts'
import { readSidecars } from '../../../src-main/catalog/sidecars/read-sidecars.ts'
import { sidecarNames } from '../../../src-main/catalog/sidecars/sidecar-names.ts'
import type { AboutFile } from '../../../src-main/contract/about-file.ts'
import { writeTensorFile } from '../../../src-main/files/write-tensor-file.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const digits = 'a1'.repeat(32)

const civitai = {
  id: 22,
  modelId: 11,
  name: 'v2',
  baseModel: 'Pony',
  trainedWords: ['inkwash, monochrome', 'inkline'],
  model: {
    name: 'Ink &amp; wash',
    nsfw: true,
    tags: ['style', 'Ink'],
    description: '<p>Soft <b>ink</b>.</p><p>A &lt; B</p>',
  },
  images: [{ url: 'https://example.org/a.png' }],
  files: [{ hashes: { SHA256: digits.toUpperCase() } }],
}

async function said(
  files: Record<string, unknown>,
  metadata: Record<string, string> = {},
): Promise<{ about: AboutFile; sidecars: Awaited<ReturnType<typeof readSidecars>> }> {
  const folder = await temporaryFolder()
  await mkdir(folder, { recursive: true })
  for (const [name, value] of Object.entries(files))
    await writeFile(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value))
  const path = join(folder, 'ink.safetensors')
  const sidecars = await readSidecars(path, sidecarNames(path, new Set(Object.keys(files))))
  return { sidecars, about: aboutFile({ path, metadata: new Map(Object.entries(metadata)) }, sidecars) }
}

test('Civitai’s', async () => {
  const { about, sidecars } = await said({ 'ink.civitai.info': civitai })
  expect(about).toMatchObject({
    title: { value: 'Ink &amp; wash v2', from: 'civitai' },
    description: { value: 'Soft ink.\nA < B', from: 'civitai' },
    tags: [
      { value: 'style', from: 'civitai' },
      { value: 'Ink', from: 'civitai' },
    ],
    nsfw: { value: true, from: 'civitai' },
    civitai: { value: { model: 11, version: 22 }, from: 'civitai' },
    sha256: { value: digits, from: 'civitai' },
  })
  expect(sidecars).toMatchObject({
    madeFor: [{ text: 'Pony', where: 'civitai' }],
    trainedWords: ['inkwash, monochrome', 'inkline'],
    preview: null,
  })
})

test('A1111’s card and a plain text go before what publishers say', async () => {
  const card = {
    description: 'Mine.',
    'activation text': 'ink',
    'preferred weight': 0.7,
    notes: 'a note',
    'sd version': 'SDXL',
  }
  const { about, sidecars } = await said({
    'ink.json': card,
    'ink.txt': 'Text.',
    'ink.civitai.info': civitai,
  })
  expect(about.description).toEqual({ value: 'Mine.', from: 'a1111' })
  expect(about.title?.from).toBe('civitai')
  expect(sidecars).toMatchObject({ activationText: 'ink', preferredWeight: 0.7, notes: 'a note' })
  expect((await said({ 'ink.txt': ' Text. ' })).about.description).toEqual({ value: 'Text.', from: 'text' })
})

test('Lora Manager’s, whose picture counts where it lies beside the file', async () => {
  const metadata = {
    model_name: 'Ink wash',
    sha256: digits,
    base_model: 'Illustrious',
    preview_url: 'C:/elsewhere/lora/ink.webp.png',
    preview_nsfw_level: 16,
    notes: 'mine',
    tags: ['ink'],
    usage_tips: '{"strength":0.8,"strength_min":-4,"strength_max":4,"clip_strength":0.5}',
    modelDescription: '<p>Long</p>',
    civitai: { id: 5, modelId: 4, trainedWords: ['inkwash'] },
  }
  const { about, sidecars } = await said({ 'ink.metadata.json': metadata, 'ink.webp.png': 'a picture' })
  expect(about).toMatchObject({
    title: { value: 'Ink wash', from: 'lora-manager' },
    description: { value: 'Long' },
    nsfw: { value: true },
    civitai: { value: { model: 4, version: 5 } },
    sha256: { value: digits, from: 'lora-manager' },
    usageHint: { value: '-4 … 4', from: 'lora-manager' },
  })
  expect(sidecars).toMatchObject({
    preferredWeight: 0.8,
    range: { min: -4, max: 4 },
    notes: 'mine',
    preview: 'ink.webp.png',
    trainedWords: ['inkwash'],
    madeFor: [{ text: 'Illustrious', where: 'sidecar' }],
  })
  expect((await said({ 'ink.metadata.json': metadata })).sidecars.preview).toBeNull()
  const web = { ...metadata, preview_url: 'https://example.org/ink.webp.png' }
  expect((await said({ 'ink.metadata.json': web, 'ink.webp.png': '' })).sidecars.preview).toBeNull()
})

test('StabilityMatrix’s', async () => {
  const info = {
    ModelId: 1,
    VersionId: 2,
    ModelName: 'Ink',
    VersionName: '1.0',
    ModelDescription: '<div>Ink</div>',
    Nsfw: false,
    Tags: ['ink'],
    BaseModel: 'SDXL 1.0',
    TrainedWords: ['ink style'],
    Hashes: { SHA256: digits },
  }
  const { about } = await said({ 'ink.cm-info.json': info })
  expect(about).toMatchObject({
    title: { value: 'Ink 1.0', from: 'stability-matrix' },
    description: { value: 'Ink' },
    nsfw: { value: false },
    civitai: { value: { model: 1, version: 2 } },
  })
})

test('the file itself says the most; its own name is no title, and of its tags the most frequent are kept', async () => {
  const tags = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`tag ${n}`, n + 1]))
  const metadata = {
    'modelspec.title': 'ink',
    'modelspec.description': 'Written by its trainer.',
    'modelspec.tags': 'style, Ink,ink',
    'modelspec.usage_hint': 'at 0.8',
    'modelspec.thumbnail': 'data:image/png;base64,AAAA',
    ss_tag_frequency: JSON.stringify({ '10_ink': tags }),
    'lamina.sources': JSON.stringify([{ name: 'ink', sha256: digits, weight: 0.5 }]),
  }
  const { about } = await said({}, metadata)
  expect(about).toMatchObject({
    title: null,
    description: { value: 'Written by its trainer.', from: 'metadata' },
    usageHint: { value: 'at 0.8', from: 'metadata' },
    tags: [{ value: 'style' }, { value: 'Ink' }],
    thumbnail: true,
    sources: [{ name: 'ink', sha256: digits, weight: 0.5 }],
    tagFrequency: { total: 200 },
  })
  expect(about.tagFrequency.tags).toHaveLength(64)
  expect(about.tagFrequency.tags[0]).toEqual({ tag: 'tag 199', count: 200 })
  expect((await said({}, { 'modelspec.title': 'Ink and wash' })).about.title).toEqual({
    value: 'Ink and wash',
    from: 'metadata',
  })
})

test.each(['', '[]', '{"model":"a text","tags":{"a":1},"trainedWords":[1,null]}', 'null', '{"a":'])(
  'whatever is written there, reading goes on: %s',
  async (written) => {
    const endings = ['json', 'txt', 'metadata.json', 'civitai.info', 'cm-info.json']
    const files = Object.fromEntries(endings.map((ending) => [`ink.${ending}`, written]))
    const { about } = await said(files)
    expect(about).toMatchObject({ title: null, tags: [], nsfw: null, civitai: null })
  },
)

test('an embedded picture is handed out as it is; what is none is not', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'ink.safetensors')
  const write = (thumbnail: string): Promise<void> =>
    writeTensorFile(
      path,
      new Map([['a', { dtype: 'f32', shape: [1], data: Float32Array.of(1) }]]),
      new Map([['modelspec.thumbnail', thumbnail]]),
    )
  await write(`data:image/jpeg;base64,${Buffer.from('a picture').toString('base64')}`)
  expect(Buffer.from((await embeddedThumbnail(path)) ?? []).toString()).toBe('a picture')
  await write('data:text/html;base64,AAAA')
  expect(await embeddedThumbnail(path)).toBeNull()
})
