// A picture file sent to the host: its settings in the words of the draft, and
// everything that has no place here by name.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ErrorReport } from '../../../src-main/base/errors.ts'
import { plainEntry, type Stack } from '../../../src-main/contract/adapter.ts'
import {
  mostPastedLength,
  mostPictureBytes,
  type PictureSettings,
} from '../../../src-main/contract/picture-settings.ts'
import type { PictureRecord } from '../../../src-main/contract/generation.ts'
import { pngTexts } from '../../../src-main/files/bitmap.ts'
import { withPngText } from '../../../src-main/formats/png-text.ts'
import { sentence } from '../../../src-main/messages/say.ts'
import {
  exifSegment,
  exifWith,
  jpegWith,
  pngWith,
  textChunk,
  unicodeComment,
} from '../../support/picture-with-text.ts'
import {
  makeDataFolder,
  origin,
  removeFolder,
  reportFrom,
  startTestApp,
  type TestApp,
} from '../../support/test-app.ts'

const token = 'a-token-for-this-test'
let folder: string
let studio: TestApp

beforeEach(async () => {
  folder = makeDataFolder()
  for (const name of ['ink.lora', 'wash.lora']) writeFileSync(fileOf(name), name)
  studio = await startTestApp(folder, { token })
})
afterEach(async () => {
  await studio.app.close()
  removeFolder(folder)
})

const fileOf = (name: string): string => join(folder, 'models', `${name}.safetensors`)
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const modelHash = sha256('emoji-diffusion-128').slice(0, 10)

function post(body: RequestInit['body'], headers: Record<string, string> = {}): Promise<Response> {
  const init = {
    method: 'POST',
    body,
    duplex: 'half',
    headers: { authorization: `Bearer ${token}`, ...headers },
  }
  return studio.app.fetch(new Request(`${origin}/picture/settings`, init as RequestInit))
}

async function settingsOf(picture: Uint8Array): Promise<PictureSettings> {
  const response = await post(Uint8Array.from(picture))
  expect(response.status, await response.clone().text()).toBe(200)
  return (await response.json()) as PictureSettings
}

/** Files on their way, in the data folder. */
const left = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.part'))

const withText = (text: string): Promise<Buffer> => pngWith([textChunk('parameters', text, 'iTXt')])
const said = ({ left }: PictureSettings): string[] => left.map((one) => sentence(one, 'en'))
const codeOf = async (response: Response): Promise<string> =>
  ((await response.json()) as { error: ErrorReport }).error.code
const idOf = async (name: string): Promise<string> =>
  (await studio.calls.models.list.query()).find((model) => model.fileName === `${name}.safetensors`)!.id
const adapterId = async (name: string): Promise<string> =>
  (await studio.adapters()).find((adapter) => adapter.name === name)!.id
/** Without the ids of entries, which are new each time. */
const entries = (stack: Stack = []): object[] =>
  stack.map(({ name, adapter, weight, fromTag }) => ({ name, adapter, weight, fromTag }))

describe('of A1111', () => {
  test('everything the draft has, with model, VAE and adapters as they are here', async () => {
    await studio.app.studio.models.hash(await idOf('emoji-diffusion-128'), 60_000)
    const text =
      'a (crème:1.2) <lora:ink.lora:0.5> <lora:unknown:0.7>\nNegative prompt: blurry\n' +
      'Steps: 30, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 6.5, Seed: 123, Size: 640x512, ' +
      `Model hash: ${modelHash}, Model: called otherwise there, VAE: tiny-vae.vae.safetensors, Clip skip: 2, ` +
      `Lora hashes: "ink.lora: ${sha256('ink.lora').slice(0, 12)}, unknown: 0123456789ab", Version: v1.10.1`
    const found = await settingsOf(await withText(text))
    const { stack, ...settings } = found.settings
    expect(settings).toEqual({
      prompt: 'a (crème:1.2) <lora:ink.lora:0.5> <lora:unknown:0.7>',
      negativePrompt: 'blurry',
      steps: 30,
      sampler: 'dpmpp_2m',
      scheduler: 'karras',
      guidance: 6.5,
      seed: '123',
      width: 640,
      height: 512,
      clipSkip: 2,
      noise: 'nv',
      profile: 'a1111',
      model: await idOf('emoji-diffusion-128'),
      vae: await idOf('tiny-vae.vae'),
      carried: null,
    })
    expect(entries(stack)).toEqual([
      { name: 'ink.lora', adapter: await adapterId('ink.lora'), weight: 0.5, fromTag: true },
      { name: 'unknown', adapter: 'missing:0123456789ab', weight: 0.7, fromTag: true },
    ])
    expect(said(found)).toEqual(['An adapter is not here: unknown (0123456789ab).'])
  })

  test('the same from a JPEG', async () => {
    const text = 'a pear\nSteps: 30, Sampler: Euler, Seed: 123, Size: 640x512, Model: emoji-diffusion-128'
    const jpeg = await jpegWith([exifSegment(exifWith(unicodeComment(text)))])
    const { from, settings, left } = await settingsOf(jpeg)
    expect([from, settings.prompt, settings.model, left]).toEqual([
      ...['a1111', 'a pear', await idOf('emoji-diffusion-128'), []],
    ])
  })

  test('an adapter of another name is found by its hash, one of the same name and another hash is not it', async () => {
    const ink = await adapterId('ink.lora')
    await expect
      .poll(async () => (await studio.adapters()).every(({ sha256: known }) => known !== null))
      .toBe(true)
    const text =
      'a pear <lora:renamed:1> <lora:wash.lora:1>\nSteps: 30, Seed: 123, Size: 64x64, Model: emoji-diffusion-128, ' +
      `Lora hashes: "renamed: ${sha256('ink.lora').slice(0, 12)}, wash.lora: 0123456789ab"`
    const found = await settingsOf(await withText(text))
    expect(found.settings.stack?.map(({ adapter }) => adapter)).toEqual([ink, 'missing:0123456789ab'])
    expect(said(found)).toEqual(['An adapter is not here: wash.lora (0123456789ab).'])
  })

  test('what is not here or has no setting is named, and nothing is put in its place', async () => {
    const text =
      'a pear <lora:ink.lora:much> <hypernet:glow:1>\n' +
      'Steps: 30, Sampler: Restart, CFG scale: 7, Seed: 123, Size: 513x512, Model hash: 0123456789, Model: gone, ' +
      'VAE: gone too, Denoising strength: 0.5, Hires upscale: 2, TI hashes: "soft: 0123456789ab", ENSD: 31337, Version: v1.5.2'
    const found = await settingsOf(await withText(text))
    expect(Object.keys(found.settings).sort()).toEqual([
      ...[
        'carried',
        'clipSkip',
        'guidance',
        'negativePrompt',
        'noise',
        'profile',
        'prompt',
        'seed',
        'stack',
        'steps',
      ],
    ])
    expect(found.settings.stack).toEqual([])
    expect(said(found)).toEqual([
      'Its model is not here: gone (0123456789). The chosen one stays.',
      'Its VAE is not here: gone too.',
      'A tag of its prompt cannot be read: <lora:ink.lora:much>',
      'This tag does nothing in Lamina: <hypernet:glow:1>',
      'An embedding is not here: soft (0123456789ab). Its word is plain text.',
      'Not known or not possible here: Size: 513x512; Sampler: Restart',
      'Lamina does not have yet: Denoising strength: 0.5; Hires upscale: 2; ENSD: 31337',
      'A1111 v1.5.2 did some things otherwise, and the picture may differ: Downcast alphas_cumprod',
    ])
  })

  test('a model of the same name and another hash is not it', async () => {
    const text = 'a pear\nSteps: 30, Seed: 1, Size: 64x64, Model hash: 0123456789, Model: emoji-diffusion-128'
    const found = await settingsOf(await withText(text))
    expect(found.settings).not.toHaveProperty('model')
    expect(said(found)).toEqual([
      'Its model is not here: emoji-diffusion-128 (0123456789). The chosen one stays.',
    ])
  })

  test('a hash of old versions proves nothing, and that is said', async () => {
    const text = 'a pear\nSteps: 30, Seed: 1, Size: 64x64, Model hash: 7460a6fa, Model: emoji-diffusion-128'
    const found = await settingsOf(await withText(text))
    expect(found.settings.model).toBe(await idOf('emoji-diffusion-128'))
    expect(said(found)).toEqual([
      'The model emoji-diffusion-128 was found by its name; whether it is the file 7460a6fa is not known yet.',
    ])
  })

  test('a picture that names no model', async () => {
    expect(said(await settingsOf(await withText('a pear\nSteps: 30, Seed: 1, Size: 64x64')))).toEqual([
      'It does not say which model made it; the chosen one stays.',
    ])
  })

  test('prompts that no draft could hold are left out or refused', async () => {
    const long = await settingsOf(
      await withText(`${'pear '.repeat(5000)}\nSteps: 3, Seed: 1, Size: 64x64, Model: emoji-diffusion-128`),
    )
    expect(long.settings).not.toHaveProperty('prompt')
    expect(said(long)).toEqual(['A prompt of more than 20,000 characters was left out.'])
    const many = await withText(`${'<lora:ink.lora:1>'.repeat(101)}\nSteps: 3, Seed: 1, Size: 64x64`)
    const response = await post(Uint8Array.from(many))
    expect([response.status, await codeOf(response)]).toEqual([422, 'picture-settings/too-many-adapters'])
  })

  test.each([`<lora:${'x'.repeat(600)}:1>`, '<lora:ink.lora:1:dyn=1e30>', '<lora::1>'])(
    'a tag that no stack can hold stays as it is written, and is named: %.24s',
    async (tag) => {
      const { settings, left } = await settingsOf(
        await withText(`${tag}\nSteps: 3, Seed: 1, Size: 64x64, Model: emoji-diffusion-128`),
      )
      expect(settings).toMatchObject({ prompt: tag, stack: [] })
      expect(left.map(({ code }) => code)).toEqual(['picture-settings/broken-tag'])
    },
  )
})

describe('of Lamina', () => {
  async function drawn(change: Parameters<TestApp['request']>[0]): Promise<Buffer> {
    const job = await studio.calls.generation.submit.mutate(studio.request(change))
    await studio.reached(job.id, 'done')
    const [picture] = await studio.calls.pictures.list.query({ limit: 1 })
    return readFileSync(join(folder, 'pictures', picture!.fileName))
  }

  test('a picture brings back what it was asked for with', async () => {
    const ink = {
      ...plainEntry({ id: 'a', adapter: await adapterId('ink.lora'), name: 'ink.lora', weight: 0.5 }),
      textWeight: 0.25,
    }
    const request = studio.request({
      prompt: 'a pear <lora:wash.lora:0.75>',
      negativePrompt: 'blurry',
      stack: [ink],
      profile: 'a1111',
    })
    const found = await settingsOf(await drawn(request))
    const { batch: _, stack: _asked, ...asked } = request
    expect(found).toMatchObject({ from: 'lamina', settings: asked, left: [] })
    expect(entries(found.settings.stack)).toEqual([
      { name: 'ink.lora', adapter: ink.adapter, weight: 0.5, fromTag: false },
      { name: 'wash.lora', adapter: await adapterId('wash.lora'), weight: 0.75, fromTag: true },
    ])
    expect(found.settings).not.toHaveProperty('batch')
  })

  test('what another program said besides stays with a picture made of its settings', async () => {
    const text =
      'a pear\nSteps: 3, Seed: 1, Size: 64x64, Model: emoji-diffusion-128, Hires upscale: 2, ENSD: 31337'
    const { carried } = (await settingsOf(await withText(text))).settings
    const settings = [
      { name: 'Hires upscale', value: '2' },
      { name: 'ENSD', value: '31337' },
    ]
    expect(carried).toEqual({ source: 'a1111', settings })
    const png = await drawn({ prompt: 'a pear', carried })
    expect((JSON.parse(pngTexts(png).get('lamina')!) as PictureRecord).request.carried).toEqual(carried)
    expect(pngTexts(png).get('parameters')).not.toContain('Hires')
    expect((await settingsOf(png)).settings.carried).toEqual(carried)
  })

  test('a record that was made up to hold more adapters than a draft can is refused', async () => {
    const png = await drawn({ prompt: 'a pear' })
    const record = JSON.parse(pngTexts(png).get('lamina')!) as PictureRecord
    const prompt = '<lora:ink.lora:1>'.repeat(101)
    const changed = { ...record, request: { ...record.request, prompt } }
    const response = await post(withPngText(png, new Map([['lamina', JSON.stringify(changed)]])))
    expect([response.status, await codeOf(response)]).toEqual([422, 'picture-settings/too-many-adapters'])
  })

  test('weights that were steered, and a picture that was stopped, are told', async () => {
    const png = await drawn({ prompt: 'a pear' })
    const record = JSON.parse(pngTexts(png).get('lamina')!) as PictureRecord
    const changed = { ...record, stepsDone: 2, steered: [{ step: 1, entries: [] }] }
    const found = await settingsOf(withPngText(png, new Map([['lamina', JSON.stringify(changed)]])))
    expect(said(found)).toEqual([
      'Its weights were changed while it was made; the ones it began with are in use.',
      'It was stopped at step 2 of 3; the settings make it whole.',
    ])
  })

  test('where its model and adapter are gone, both are named', async () => {
    const ink = plainEntry({ id: 'a', adapter: await adapterId('ink.lora'), name: 'ink.lora', weight: 0.5 })
    const png = await drawn({ stack: [ink] })
    const elsewhere = makeDataFolder()
    writeFileSync(join(elsewhere, 'models', 'emoji-diffusion-128.safetensors'), 'another file of this name')
    const other = await startTestApp(elsewhere, { token })
    try {
      const init = {
        method: 'POST',
        body: Uint8Array.from(png),
        headers: { authorization: `Bearer ${token}` },
      }
      const response = await other.app.fetch(new Request(`${origin}/picture/settings`, init))
      const found = (await response.json()) as PictureSettings
      expect(found.settings.profile).toBe('a1111')
      expect(said(found).at(-1)).toMatch(/^An adapter is not here: ink\.lora/)
      expect(found.settings.stack?.[0]?.adapter).toMatch(/^missing:/)
    } finally {
      await other.app.close()
      removeFolder(elsewhere)
    }
  })
})

describe('a text that is pasted', () => {
  const block =
    'a (crème:1.2) pear <lora:ink.lora:0.5>\nof two lines <lora:unknown:0.7>\nNegative prompt: blurry\n' +
    'Steps: 30, Sampler: Restart, CFG scale: 6.5, Seed: 123, Size: 640x512, Model: emoji-diffusion-128, ' +
    'Hires upscale: 2, Version: v1.10.1'
  const pasted = (text: string) => studio.calls.prompt.pastedSettings.query({ text })

  test.each(['\n', '\r\n'])('says what a picture with it says, its lines ended by %j', async (end) => {
    const ofPicture = await settingsOf(await withText(block))
    const found = (await pasted(block.replaceAll('\n', end)))!
    const { stack, ...settings } = ofPicture.settings
    expect(found.settings).toMatchObject({ ...settings, seed: '123', width: 640, negativePrompt: 'blurry' })
    expect(entries(found.settings.stack)).toEqual(entries(stack))
    expect([found.from, said(found)]).toEqual(['a1111', said(ofPicture)])
    expect(said(found)).toEqual([
      'An adapter is not here: unknown.',
      'Not known or not possible here: Sampler: Restart',
      'Lamina does not have yet: Hires upscale: 2',
    ])
  })

  test.each([
    '',
    'a pear, best quality',
    'Steps: to the castle, Stairs: of stone, Sky: blue\na pear',
    'Light: soft, Mood: calm, Style: ink',
    'a pear\nSteps: 30',
    '{"prompt": "a pear", "Steps": 30}',
  ])('of words alone nothing is made: %j', async (text) => {
    expect(await pasted(text)).toBe(null)
  })

  test('that no draft can hold, or is too long, is refused', async () => {
    const many = `${'<lora:ink.lora:1>'.repeat(101)}\nSteps: 3, Seed: 1, Size: 64x64`
    expect((await reportFrom(pasted(many))).code).toBe('picture-settings/too-many-adapters')
    const long = `${'a'.repeat(mostPastedLength)}\nSteps: 3, Seed: 1, Size: 64x64`
    expect((await reportFrom(pasted(long))).code).toBe('request/invalid')
  })
})

describe('who may send what', () => {
  test.each([
    ['without the token', { authorization: '' }, 401],
    ['from another origin', { origin: 'https://elsewhere.example' }, 403],
  ])('nothing is read %s', async (_who, headers, status) => {
    expect((await post(new Uint8Array(8), headers)).status).toBe(status)
  })

  test('what is too large is refused before it has arrived', async () => {
    let sent = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 2 ** 22
        controller.enqueue(new Uint8Array(2 ** 22))
      },
    })
    const response = await post(endless)
    expect([response.status, await codeOf(response)]).toEqual([422, 'picture-settings/too-large'])
    expect(sent).toBeLessThan(mostPictureBytes + 2 ** 24)
    expect(left()).toEqual([])
  })

  test.each([
    ['no body', null, 'picture-settings/not-a-picture'],
    ['no bytes', new Uint8Array(0), 'picture-settings/not-a-picture'],
    ['other bytes', 'text', 'picture-settings/not-a-picture'],
  ])('%s', async (_, body, code) => {
    const response = await post(body)
    expect([response.status, await codeOf(response)]).toEqual([422, code])
    expect(left()).toEqual([])
  })

  test('a transfer that breaks off leaves nothing, and so does one that arrives', async () => {
    const broken = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new Uint8Array(10))
        controller.error(new Error('gone'))
      },
    })
    expect((await post(broken)).status).toBe(500)
    await settingsOf(await withText('a pear\nSteps: 30, Seed: 1, Size: 64x64'))
    expect(left()).toEqual([])
  })
})
