// The settings of a picture file, dropped, chosen by keys or from the menu: the
// fields say what it says, and one step back.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { dragFiles, dropFiles } from '../support/drag-files.ts'
import { axeViolations, openStudio, type Studio } from '../support/open-studio.ts'
import {
  exifSegment,
  exifWith,
  jpegWith,
  pngWith,
  textChunk,
  unicodeComment,
  webpWith,
} from '../support/picture-with-text.ts'

const output = join(import.meta.dirname, '../screens/output')
let studio: Studio
let page: Page
const at = (name: string): string => join(studio.dataFolder, name)

const text = (prompt: string, pairs = ''): string =>
  `${prompt}\nNegative prompt: blurry\nSteps: 33, Sampler: DPM++ SDE, Schedule type: Exponential, CFG scale: 6.5, ` +
  `Seed: 4294967297, Size: 256x192, Clip skip: 2, Model: big-painter-xl${pairs}`

const graph = {
  '1': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'big-painter-xl.safetensors' } },
  '2': {
    class_type: 'LoraLoader',
    inputs: {
      lora_name: 'ink.lora.safetensors',
      strength_model: 0.35,
      strength_clip: 0.35,
      model: ['1', 0],
      clip: ['1', 1],
    },
  },
  '3': { class_type: 'CLIPTextEncode', inputs: { text: 'a graph of a pear', clip: ['2', 1] } },
  '4': { class_type: 'CLIPTextEncode', inputs: { text: 'blurry', clip: ['2', 1] } },
  '5': { class_type: 'EmptyLatentImage', inputs: { width: 256, height: 192, batch_size: 1 } },
  '6': {
    class_type: 'KSampler',
    inputs: {
      ...{
        seed: 4294967297,
        steps: 33,
        cfg: 6.5,
        sampler_name: 'dpmpp_sde',
        scheduler: 'exponential',
        denoise: 1,
      },
      ...{ model: ['2', 0], positive: ['3', 0], negative: ['4', 0], latent_image: ['5', 0] },
    },
  },
  '7': { class_type: 'VAEDecode', inputs: { samples: ['6', 0], vae: ['1', 2] } },
  '8': { class_type: 'SaveImage', inputs: { filename_prefix: 'ComfyUI', images: ['7', 0] } },
}
const fooocus = {
  ...{
    prompt: 'a styled pear',
    negative_prompt: 'blurry',
    base_model: 'big-painter-xl',
    guidance_scale: 6.5,
    steps: 33,
  },
  ...{
    sampler: 'dpmpp_sde_gpu',
    scheduler: 'exponential',
    seed: '4294967297',
    resolution: '(256, 192)',
    sharpness: 2,
  },
  ...{ loras: [['ink.lora', 0.35, '']], metadata_scheme: 'fooocus', version: 'Fooocus v2.5.5' },
}

beforeAll(async () => {
  mkdirSync(output, { recursive: true })
  studio = await openStudio({
    stepMs: 10,
    models: ['emoji-diffusion-128', 'big-painter-xl', 'ink.lora'],
  })
  page = await studio.open()
  const files: Record<string, Buffer> = {
    'a.png': await pngWith([textChunk('parameters', text('a crème pear <lora:ink.lora:0.35>'), 'iTXt')]),
    'b.jpg': await jpegWith([exifSegment(exifWith(unicodeComment(text('苺 <lora:ink.lora:0.35>'))))]),
    'c.webp': await webpWith(exifWith(unicodeComment(text('a 🍓 <lora:ink.lora:0.35>')), { order: 'MM' })),
    'lost.png': await pngWith([
      textChunk(
        'parameters',
        'a pear <lora:nowhere:1>\nSteps: 3, Sampler: Restart, Seed: 5, Size: 64x64, Model hash: 0123456789, ' +
          'Model: gone, Hires upscale: 2, Version: v1.10.1',
        'tEXt',
      ),
    ]),
    'unread.png': await pngWith([textChunk('workflow', '{}', 'tEXt')]),
    'comfy.png': await pngWith([textChunk('prompt', JSON.stringify(graph), 'tEXt')]),
    'fooocus.jpg': await jpegWith([exifSegment(exifWith(Buffer.from(JSON.stringify(fooocus))))]),
    'none.png': await pngWith([]),
  }
  for (const [name, bytes] of Object.entries(files)) writeFileSync(at(name), bytes)
})
afterAll(() => studio.close())

const textbox = (name: string) => page.getByRole('textbox', { name, exact: true })
const field = (name: string) => page.getByRole('spinbutton', { name, exact: true })
const choice = (name: string) => page.getByRole('combobox', { name, exact: true })
const session = () => page.getByRole('listbox', { name: 'Session' }).getByRole('option')
const toasts = () => page.getByRole('region', { name: 'Notifications' })
const cards = () =>
  page.locator('[data-card]').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''))

async function fields() {
  return {
    prompt: await textbox('Prompt').inputValue(),
    negative: await textbox('Negative prompt').inputValue(),
    seed: await field('Seed').inputValue(),
    width: await field('Width').inputValue(),
    height: await field('Height').inputValue(),
    steps: await field('Steps').inputValue(),
    guidance: await field('Guidance').inputValue(),
    model: (await choice('Model').innerText()).split('\n')[0],
    sampler: await choice('Sampler').innerText(),
    scheduler: await choice('Scheduler').innerText(),
    cards: await cards(),
  }
}
const written = {
  negative: 'blurry',
  seed: '4294967297',
  width: '256',
  height: '192',
  steps: '33',
  guidance: '6.5',
  model: 'Big Painter XL',
  sampler: 'DPM++ SDE',
  scheduler: 'Exponential',
  cards: ['ink.lora'],
}

test.each([
  ['a.png', 'a crème pear <lora:ink.lora:0.35>'],
  ['b.jpg', '苺 <lora:ink.lora:0.35>'],
  ['c.webp', 'a 🍓 <lora:ink.lora:0.35>'],
])('%s is let go over Create: its settings are used, and Ctrl+Z puts all back', async (name, prompt) => {
  const before = await fields()
  await dragFiles(page, 'main', [at(name)], ['dragEnter', 'dragOver'])
  await page.getByRole('listitem').getByText('Its settings are used.').waitFor()
  await dragFiles(page, 'main', [at(name)], ['drop'])
  await toasts().getByText(`The settings of “${name}” are in use.`).waitFor()
  await expect.poll(fields).toEqual({ prompt, ...written })
  await page.keyboard.press('Control+z')
  await expect.poll(fields).toEqual(before)
})

test.each([
  ['comfy.png', 'a graph of a pear', 'The settings of “comfy.png” are in use.', []],
  [
    'fooocus.jpg',
    'a styled pear',
    'fooocus.jpg',
    [
      'Lamina does not have yet: sharpness: 2',
      'Fooocus makes pictures in ways of its own: with the same settings Lamina makes a similar one.',
    ],
  ],
])('%s of another program: its settings are used as one step', async (name, prompt, said, left) => {
  const before = await fields()
  await dropFiles(page, 'main', at(name))
  await toasts().getByText(said).first().waitFor()
  await expect.poll(fields).toEqual({ prompt, ...written })
  if (left.length > 0)
    await expect.poll(() => toasts().getByRole('list').getByRole('listitem').allInnerTexts()).toEqual(left)
  await page.keyboard.press('Control+z')
  await expect.poll(fields).toEqual(before)
})

test('a picture made here brings everything back, its adapter and its own seed too', async () => {
  await dropFiles(page, 'main', at('a.png'))
  await expect.poll(() => field('Steps').inputValue()).toBe('33')
  await page.getByRole('button', { name: 'Generate', exact: true }).click()
  await expect.poll(() => session().count(), { timeout: 30_000 }).toBe(1)
  const asked = await fields()
  const [picture] = studio.app.studio.pictures.list(null, 1)
  copyFileSync(studio.app.studio.pictures.filePath(picture!.id), at('own.png'))
  await page.keyboard.press('Control+z')
  await expect.poll(cards).toEqual([])
  await dropFiles(page, 'main', at('own.png'))
  await toasts().getByText('The settings of “own.png” are in use.').waitFor()
  await expect.poll(fields).toEqual(asked)
  await toasts()
    .getByRole('status')
    .filter({ hasText: 'own.png' })
    .getByRole('button', { name: 'Undo', exact: true })
    .click()
  await expect.poll(cards).toEqual([])
})

test('what has no place is listed by name until the list is closed, in either theme and language', async () => {
  await dropFiles(page, 'main', at('lost.png'))
  const list = () => toasts().getByRole('list')
  await list().waitFor()
  await expect
    .poll(() => list().getByRole('listitem').allInnerTexts())
    .toEqual([
      'Its model is not here: gone (0123456789). The chosen one stays.',
      'An adapter is not here: nowhere.',
      'Not known or not possible here: Sampler: Restart',
      'Lamina does not have yet: Hires upscale: 2',
    ])
  await expect.poll(() => textbox('Prompt').inputValue()).toBe('a pear <lora:nowhere:1>')
  for (const [colorScheme, language] of [
    ['dark', 'en'],
    ['light', 'en'],
    ['dark', 'ja'],
  ] as const) {
    await page.emulateMedia({ colorScheme })
    await studio.app.studio.settings.set({ language })
    await expect.poll(() => page.getAttribute('html', 'lang')).toBe(language)
    expect(await axeViolations(page)).toEqual([])
    await page.screenshot({ path: join(output, `picture-settings-${colorScheme}-${language}.png`) })
  }
  await page.emulateMedia({ colorScheme: 'dark' })
  await studio.app.studio.settings.set({ language: 'en' })
  await expect.poll(() => page.getAttribute('html', 'lang')).toBe('en')
  const toast = toasts()
    .getByRole('status')
    .filter({ has: page.getByRole('list') })
  await toast.getByRole('button', { name: 'Close', exact: true }).click()
  await list().waitFor({ state: 'detached' })
})

test('a picture without settings, and one whose settings nobody understands, change nothing and say why', async () => {
  const before = await fields()
  await dropFiles(page, 'main', at('none.png'))
  await page.getByRole('alert').getByText('There are no settings in this picture.').waitFor()
  await dropFiles(page, 'main', at('unread.png'))
  await page.getByRole('alert').getByText('settings of ComfyUI').waitFor()
  await expect.poll(fields).toEqual(before)
})

test('by keys alone, through Find anything', async () => {
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog', { name: 'Find anything' }).waitFor()
  await page.keyboard.type('settings of a picture file')
  await page.getByRole('option', { name: 'Use the settings of a picture file…' }).waitFor()
  const chooser = page.waitForEvent('filechooser')
  await page.keyboard.press('Enter')
  await (await chooser).setFiles(at('b.jpg'))
  await toasts().getByText('The settings of “b.jpg” are in use.').waitFor()
  await expect.poll(() => textbox('Prompt').inputValue()).toBe('苺 <lora:ink.lora:0.35>')
})

test('from the menu beside Use settings', async () => {
  const actions = page.getByRole('region', { name: 'Picture', exact: true })
  await actions.getByRole('button', { name: 'More', exact: true }).click()
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('menuitem', { name: 'From a picture file…', exact: true }).click()
  await (await chooser).setFiles(at('c.webp'))
  await toasts().getByText('The settings of “c.webp” are in use.').waitFor()
  await expect.poll(() => textbox('Prompt').inputValue()).toBe('a 🍓 <lora:ink.lora:0.35>')
})

async function paste(words: string): Promise<void> {
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), words)
  // What is pasted is a step of its own, however soon it comes: another field was left before.
  await field('Seed').focus()
  await textbox('Prompt').focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Control+v')
  await expect.poll(() => textbox('Prompt').inputValue()).toBe(words)
}
const useSettings = () => page.getByRole('button', { name: 'Use as settings', exact: true })

test('a pasted text of settings is offered, used by keys alone as one step, and put back', async () => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const block = text('a crème pear <lora:ink.lora:0.35>', ', Hires upscale: 2')
  await field('Steps').fill('20')
  await paste('a plain prompt')
  const before = await fields()
  const areaBefore = await textbox('Prompt').boundingBox()
  await paste(block)
  await useSettings().waitFor()
  // It takes no room of what was there.
  await expect.poll(() => textbox('Prompt').boundingBox()).toEqual(areaBefore)
  expect((await fields()).steps).toBe(before.steps)
  for (const [colorScheme, language] of [
    ['dark', 'en'],
    ['light', 'en'],
    ['dark', 'ja'],
  ] as const) {
    await page.emulateMedia({ colorScheme })
    await studio.app.studio.settings.set({ language })
    await expect.poll(() => page.getAttribute('html', 'lang')).toBe(language)
    expect(await axeViolations(page)).toEqual([])
    await page.screenshot({ path: join(output, `pasted-settings-${colorScheme}-${language}.png`) })
  }
  await page.emulateMedia({ colorScheme: 'dark' })
  await studio.app.studio.settings.set({ language: 'en' })
  await expect.poll(() => page.getAttribute('html', 'lang')).toBe('en')

  await textbox('Prompt').focus()
  await page.keyboard.press('Shift+Tab')
  await expect.poll(() => useSettings().evaluate((one) => one === document.activeElement)).toBe(true)
  await page.keyboard.press('Enter')
  await toasts().getByText('The pasted settings are in use, except for this:').waitFor()
  await toasts().getByText('Lamina does not have yet: Hires upscale: 2').waitFor()
  await expect.poll(fields).toEqual({ prompt: 'a crème pear <lora:ink.lora:0.35>', ...written })
  await useSettings().waitFor({ state: 'detached' })
  await expect.poll(() => textbox('Prompt').evaluate((one) => one === document.activeElement)).toBe(true)

  await page.keyboard.press('Control+z')
  await expect.poll(() => textbox('Prompt').inputValue()).toBe(block)
  expect((await fields()).steps).toBe(before.steps)
  await useSettings().waitFor()
  await page.keyboard.press('Control+z')
  await expect.poll(fields).toEqual(before)
  await useSettings().waitFor({ state: 'detached' })
})

test('nothing is offered for a plain prompt, nor once another word is typed', async () => {
  await paste(text('a pear'))
  await useSettings().waitFor()
  await page.keyboard.type('!')
  await useSettings().waitFor({ state: 'detached' })
  const answer = page.waitForResponse(/prompt\.pastedSettings/)
  await paste('a pear, Steps: of stone')
  await (await answer).finished()
  // Two frames are time enough for an offer to be drawn.
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
  await expect.poll(() => useSettings().count()).toBe(0)
})

test('nothing went wrong on the way', () => {
  // Chromium writes down every answer that refuses something.
  expect(studio.troubles.filter((one) => !one.includes('422'))).toEqual([])
})
