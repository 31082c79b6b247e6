// Ways into a training: pictures dropped, a folder dropped, files chosen,
// another trainer's configuration, and a tagger.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import type { TrainingProject } from '../../src-main/contract/training-project.ts'
import { dropFiles } from '../support/drag-files.ts'
import { makeTagger, taggerTags } from '../support/make-tagger.ts'
import { discPicture, type Disc } from '../support/disc-picture.ts'
import { openStudio, type Studio } from '../support/open-studio.ts'

const output = join(import.meta.dirname, '../screens/output')
let studio: Studio
let page: Page
let folder: string

beforeAll(async () => {
  mkdirSync(output, { recursive: true })
  studio = await openStudio({ real: 'copies' })
  folder = join(studio.dataFolder, 'drawings')
  mkdirSync(join(folder, 'inner'), { recursive: true })
  const grounds = {
    red: [255, 16, 0],
    blue: [16, 0, 255],
    'inner/green': [16, 255, 0],
    single: [255, 255, 255],
  } as const
  for (const [name, ground] of Object.entries(grounds))
    await discPicture([128, 128], mark(name), ground)
      .png()
      .toFile(join(name === 'single' ? studio.dataFolder : folder, `${name}.png`))
  writeFileSync(join(folder, 'red.txt'), 'a red wall')
  writeFileSync(join(folder, 'notes.doc'), 'no picture')
  const tagger = join(studio.dataFolder, 'models', 'taggers', 'colours')
  mkdirSync(tagger, { recursive: true })
  await makeTagger(tagger)
  writeFileSync(join(tagger, 'selected_tags.csv'), taggerTags.join('\n'))
  // Nobody watches the folders here.
  await studio.app.studio.library.look()
  page = await studio.open()
  await page.getByRole('link', { name: 'Train', exact: true }).click()
  await button('First try').click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Walls')
  await page.keyboard.press('Control+Enter')
})
afterAll(() => studio.close())

/** Pictures of one colour would be taken for one another. */
const mark = (name: string): Disc => ({
  x: 20 + 15 * name.length,
  y: 60,
  radius: 4 * name.length,
  colour: [0, 0, 0],
})
const button = (name: string) => page.getByRole('button', { name, exact: true })
const options = () => page.getByRole('listbox', { name: 'Pictures' }).getByRole('option')
const names = async (): Promise<string[]> =>
  (await options().evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? '')))
    .map((label) => label.split(',')[0]!)
    .sort()
const project = (): TrainingProject => studio.app.studio.training.projects()[0]!

/** Let go over the pictures. */
const drop = (...files: string[]) => dropFiles(page, '.pictures', ...files)

test('a dropped picture is copied into the project', async () => {
  await drop(join(studio.dataFolder, 'single.png'))
  await expect.poll(names).toEqual(['single.png'])
  expect(project().recipe.data.folder).toContain(project().id)
})

test('a dropped folder comes with what is inside it, captions too, and without what is no picture', async () => {
  await drop(folder)
  await expect.poll(names).toEqual(['blue.png', 'green.png', 'red.png', 'single.png'])
  const pictures = await studio.app.studio.training.pictures(project().id)
  expect(pictures.pictures.find(({ name }) => name === 'red.png')?.caption).toBe('a red wall')
  await page.screenshot({ path: join(output, 'train-dropped-dark.png') })
})

test('files can be chosen; one of the same name does not replace another', async () => {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button('Add pictures').click()])
  expect(chooser.isMultiple()).toBe(true)
  await sharp({ create: { width: 160, height: 128, channels: 3, background: '#808000' } })
    .png()
    .toFile(join(studio.dataFolder, 'red.png'))
  await chooser.setFiles([join(studio.dataFolder, 'red.png')])
  await expect.poll(() => options().count()).toBe(5)
})

test('a picture with a look-alike says on its tile that the other is left out', async () => {
  const again = join(studio.dataFolder, 'blue2.png')
  await sharp(join(folder, 'blue.png')).png({ compressionLevel: 1, adaptiveFiltering: true }).toFile(again)
  await drop(again)
  const tile = page.getByRole('option', { name: /1 picture like it left out/ })
  await expect.poll(() => tile.count()).toBe(1)
  await expect.poll(() => tile.innerText()).toContain('+1 alike')
  await expect.poll(() => options().count()).toBe(5)
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: join(output, `train-alike-${colorScheme}.png`) })
  }
  await page.emulateMedia({ colorScheme: 'dark' })
})

test('a tagger looks at the pictures that have no caption', async () => {
  await page.keyboard.press('Control+Enter')
  const caption = (name: string) => page.getByRole('textbox', { name: `Caption of ${name}`, exact: true })
  await expect.poll(() => caption('red.png').inputValue()).toBe('a red wall')
  await button('Tag pictures').click()
  await expect.poll(() => caption('blue.png').inputValue()).toBe('blue sky')
  await expect.poll(() => caption('green.png').inputValue()).toBe('sky')
  await expect.poll(() => caption('red.png').inputValue()).toBe('a red wall')
  await page.screenshot({ path: join(output, 'train-tagged-dark.png') })
  await button('Undo').last().click()
  await expect.poll(() => caption('blue.png').inputValue()).toBe('')
})

test('one by one, the whole picture is seen', async () => {
  await button('One by one').click()
  const large = page.getByRole('img', { name: 'blue.png', exact: true })
  await expect.poll(() => large.count()).toBe(1)
  await expect.poll(() => large.getAttribute('src')).toContain('/picture/')
  await expect.poll(() => large.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(128)
  await page.screenshot({ path: join(output, 'train-large-dark.png') })
})

test.each([
  {
    file: 'kohya.toml',
    text: 'network_dim = 24\nnetwork_alpha = 12\nmin_snr_gamma = 5\nmixed_precision = "fp16"\nxformers = true\nmultires_noise_iterations = 6\n',
    left: ['mixed_precision', 'multires_noise_iterations', 'xformers'],
    rank: 24,
  },
  {
    file: 'onetrainer.json',
    text: JSON.stringify({
      training_method: 'LORA',
      model_type: 'STABLE_DIFFUSION_15',
      lora_rank: 20,
      lora_alpha: 10,
      train_dtype: 'FLOAT_16',
      huber_strength: 0.5,
    }),
    left: ['huber_strength', 'text_encoder.stop_training_after', 'train_dtype'],
    rank: 20,
  },
])('$file opens as a recipe, and what it could not bring is listed', async ({ file, text, left, rank }) => {
  await page.getByRole('list', { name: 'Steps' }).getByRole('button', { name: 'Adapter' }).click()
  const before = await page.getByRole('spinbutton', { name: 'Rank', exact: true }).inputValue()
  const path = join(studio.dataFolder, file)
  writeFileSync(path, text)
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    button('Open a configuration…').click(),
  ])
  await chooser.setFiles([path])
  await expect
    .poll(() => page.getByRole('spinbutton', { name: 'Rank', exact: true }).inputValue())
    .toBe(String(rank))
  // In view, not below it.
  const summary = page.locator('summary', { hasText: 'not carried over' })
  const bottom = async () => {
    const box = await summary.boundingBox()
    return box === null ? Infinity : box.y + box.height
  }
  const top = async () => (await page.locator('footer').boundingBox())!.y
  await expect.poll(async () => (await bottom()) - (await top())).toBeLessThan(0)
  const listed = page.getByRole('listitem').filter({ has: page.locator('b') })
  await expect.poll(async () => (await listed.locator('b').allTextContents()).sort()).toEqual(left)
  await expect.poll(() => project().recipe.adapter?.rank).toBe(rank)
  // Pictures and base stay those of the project.
  expect(project().recipe.data.folder).toContain(project().id)
  expect(project().recipe.base).not.toBeNull()
  await page.screenshot({ path: join(output, `train-opened-${file.split('.')[0]}.png`) })
  await button('Undo').last().click()
  await expect
    .poll(() => page.getByRole('spinbutton', { name: 'Rank', exact: true }).inputValue())
    .toBe(before)
})

test('nothing went wrong meanwhile', () => {
  expect(studio.troubles).toEqual([])
})
