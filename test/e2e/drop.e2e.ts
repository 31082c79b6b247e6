// Files let go anywhere: the page stays what it is, says beforehand what would happen there, and does that.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { discPicture } from '../support/disc-picture.ts'
import { dragFiles, dropFiles } from '../support/drag-files.ts'
import { axeViolations, openStudio, watchLayoutShift, type Studio } from '../support/open-studio.ts'

const output = join(import.meta.dirname, '../screens/output')
let studio: Studio
let page: Page
/** In no model folder, and not Lamina's own. */
let elsewhere: string
const at = (...names: string[]): string => join(studio.dataFolder, ...names)

beforeAll(async () => {
  mkdirSync(output, { recursive: true })
  studio = await openStudio({
    stepMs: 10,
    models: ['emoji-diffusion-128', 'big-painter-xl', 'wide-ema.vae', 'broken', 'ink.lora', 'wash.lora'],
  })
  elsewhere = mkdtempSync(join(tmpdir(), 'lamina-elsewhere-'))
  page = await studio.open()
  writeFileSync(at('page.html'), '<title>Somebody else’s page</title>')
  mkdirSync(at('drawings'))
  await discPicture([64, 64], { x: 20, y: 20, radius: 9, colour: [0, 0, 0] }, [255, 16, 0])
    .png()
    .toFile(at('one.png'))
  await discPicture([64, 64], { x: 40, y: 40, radius: 15, colour: [0, 0, 0] }, [16, 0, 255])
    .png()
    .toFile(at('drawings', 'two.png'))
  writeFileSync(at('drawings', 'two.txt'), 'a blue wall')
  writeFileSync(at('drawings', 'notes.doc'), 'not a picture')
})
afterAll(async () => {
  await studio.close()
  rmSync(elsewhere, { recursive: true, force: true })
})

const overlay = () => page.getByRole('status', { name: 'What is dragged over the app' })
const row = (kind: string) => overlay().getByRole('listitem').filter({ hasText: kind })
const isOver = () => expect.poll(() => overlay().innerText()).toBe('')
const link = (name: string) => page.getByRole('link', { name, exact: true })
const prompt = () => page.getByRole('textbox', { name: 'Prompt', exact: true })
const said = (text: string | RegExp) => page.getByRole('status').getByText(text)
const hold = (over: string, ...files: string[]) => dragFiles(page, over, files, ['dragEnter', 'dragOver'])

/** The page that was loaded first, with what it keeps in memory. */
async function isTheSamePage(): Promise<void> {
  expect(page.url().startsWith(studio.address)).toBe(true)
  await expect.poll(() => page.evaluate(() => (globalThis as { mark?: string }).mark)).toBe('here')
}

test.each(['main', 'nav', 'textarea'])('over %s nothing is opened in the place of the app', async (over) => {
  await page.evaluate(() => Object.assign(globalThis, { mark: 'here' }))
  await prompt().fill('what was typed')
  await hold(over, at('page.html'))
  await overlay().getByText('Nothing here takes this').waitFor()
  await dragFiles(page, over, [at('page.html')], ['drop'])
  await isOver()
  await isTheSamePage()
  await expect.poll(() => page.title()).toBe('Create · Lamina')
  await expect.poll(() => prompt().inputValue()).toBe('what was typed')
})

/** A copy, of another name, as a pretend model's file says no more than its name. */
function copyOf(name: string, called: string): string {
  const path = join(elsewhere, called)
  writeFileSync(path, name)
  return path
}
const card = (name: string) => page.getByRole('group', { name, exact: true })
const model = () => page.getByRole('combobox', { name: 'Model', exact: true })

test('an adapter of the library joins the stack, told by its bytes, and one key takes it back', async () => {
  const ink = copyOf('ink.lora', 'downloaded.safetensors')
  await hold('main', ink)
  await row('A model becomes the base of Create, an adapter joins its stack.').waitFor()
  await dragFiles(page, 'main', [ink], ['drop'])
  await card('ink.lora').waitFor()
  await dropFiles(page, 'main', ink)
  await said('“ink.lora” is in the stack already.').waitFor()
  await expect.poll(() => card('ink.lora').count()).toBe(1)
  await page.keyboard.press('Control+z')
  await card('ink.lora').waitFor({ state: 'detached' })
  await isTheSamePage()
})

test('a model becomes the base, and one key takes it back', async () => {
  const before = await model().innerText()
  expect(before).toContain('Emoji Diffusion 128')
  await dropFiles(page, 'textarea', copyOf('big-painter-xl', 'x.ckpt'))
  await expect.poll(() => model().innerText()).toContain('Big Painter')
  await said(/^The base is Big Painter/).waitFor()
  await page.keyboard.press('Control+z')
  await expect.poll(() => model().innerText()).toBe(before)
  await isTheSamePage()
})

test('what is wrong with a file is said, and others of the same drop are used', async () => {
  await dropFiles(
    page,
    'main',
    copyOf('broken', 'b.safetensors'),
    copyOf('wash.lora', 'w.safetensors'),
    copyOf('ink.lora', 'i.safetensors'),
  )
  await page.getByRole('alert').getByText('safetensors/truncated').waitFor()
  await card('wash.lora').waitFor()
  await card('ink.lora').waitFor()
  // Both came in one step.
  await page.keyboard.press('Control+z')
  await expect.poll(() => card('wash.lora').or(card('ink.lora')).count()).toBe(0)
})

test('what lies in no model folder is told where it would be found', async () => {
  await dropFiles(page, 'main', copyOf('unheard of', 'stray.lora.safetensors'))
  const dialog = page.getByRole('alertdialog', { name: '“stray.lora.safetensors” lies in no model folder' })
  await dialog.waitFor()
  expect(await axeViolations(page)).toEqual([])
  await page.screenshot({ path: join(output, 'drop-stray-dark.png') })
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await dropFiles(page, 'main', join(elsewhere, 'stray.lora.safetensors'))
  await dialog.getByRole('button', { name: 'Folders in Settings' }).click()
  await page.getByRole('heading', { name: 'Model folders' }).waitFor()
  await isTheSamePage()
})

test('a desktop knows the folder, asks, and uses the file then; from Settings, too', async () => {
  // What only Electron's preload can say.
  await page.addInitScript((folder) => {
    const pathOf = ({ name }: File) => `${folder}/${name}`
    Object.assign(globalThis, { lamina: { chooseFolder: () => null, revealPicture: () => null, pathOf } })
  }, elsewhere)
  await page.reload()
  await page.evaluate(() => Object.assign(globalThis, { mark: 'here' }))
  await page.getByRole('heading', { name: 'Model folders' }).waitFor()
  await dropFiles(page, 'main', join(elsewhere, 'stray.lora.safetensors'))
  const dialog = page.getByRole('alertdialog')
  await dialog.getByText(elsewhere, { exact: true }).waitFor()
  await page.screenshot({ path: join(output, 'drop-folder-dark.png') })
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  expect(studio.app.studio.settings.get().modelFolders).toEqual([])
  await dropFiles(page, 'main', join(elsewhere, 'stray.lora.safetensors'))
  await dialog.getByRole('button', { name: 'Add folder' }).click()
  await said('Added to the stack: stray.lora.').waitFor()
  expect(studio.app.studio.settings.get().modelFolders).toEqual([elsewhere])
  // The folder is a step of Settings, the card one of Create.
  await page.keyboard.press('Control+z')
  await expect.poll(() => studio.app.studio.settings.get().modelFolders).toEqual([])
  await link('Create').click()
  await card('stray.lora').waitFor()
  await page.keyboard.press('Control+z')
  await card('stray.lora').waitFor({ state: 'detached' })
  await isTheSamePage()
})

test('a folder over Create joins the library', async () => {
  await hold('main', elsewhere)
  await row('Its models and adapters join the library, where they lie.').waitFor()
  await dragFiles(page, 'main', [elsewhere], ['drop'])
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click()
  await isTheSamePage()
})

test('what a browser cannot know yet is said as what it may be, in either theme and language', async () => {
  const shift = await watchLayoutShift(page)
  writeFileSync(at('ink.safetensors'), 'ink')
  await hold('main', at('one.png'), at('ink.safetensors'))
  await row('Model or adapter').waitFor()
  await expect.poll(() => row('Its settings are used.').count()).toBe(1)
  await expect.poll(() => row('Anything else').innerText()).toContain('Nothing in Lamina takes such a file.')
  expect(await shift()).toBe(0)
  for (const [colorScheme, language] of [
    ['dark', 'en'],
    ['light', 'en'],
    ['dark', 'ja'],
  ] as const) {
    await page.emulateMedia({ colorScheme })
    await studio.app.studio.settings.set({ language })
    await expect.poll(() => page.getAttribute('html', 'lang')).toBe(language)
    await dragFiles(page, 'main', [at('one.png'), at('ink.safetensors')], ['dragOver'])
    expect(await axeViolations(page)).toEqual([])
    await dragFiles(page, 'main', [at('one.png'), at('ink.safetensors')], ['dragOver'])
    await page.screenshot({ path: join(output, `drop-${colorScheme}-${language}.png`) })
  }
  await page.emulateMedia({ colorScheme: 'dark' })
  await studio.app.studio.settings.set({ language: 'en' })
})

/** What a browser tells the element that was under the pointer; the protocol of its debugger does not. */
const leaveWindow = (other: Page) =>
  other
    .locator('main')
    .first()
    .evaluate((main) => {
      const { x, y, width, height } = main.getBoundingClientRect()
      const under = document.elementFromPoint(x + width / 2, y + height / 2)
      under?.dispatchEvent(new DragEvent('dragleave', { bubbles: true }))
    })

test.each([
  ['leaving the window', leaveWindow],
  ['Escape', (other: Page) => other.keyboard.press('Escape')],
])('%s ends it at once', async (_, leave) => {
  const other = await studio.open()
  // A drag of which nothing is heard is over later: in this window no time passes.
  await other.clock.install()
  await other.clock.pauseAt(Date.now() + 1000)
  const shown = other.getByRole('status', { name: 'What is dragged over the app' })
  await dragFiles(other, 'main', [at('one.png')], ['dragEnter', 'dragOver'])
  await shown.getByRole('listitem').waitFor()
  await leave(other)
  await expect.poll(() => shown.innerText()).toBe('')
  await other.context().close()
})

test('a picture of the page itself that is dragged is nothing to be taken, and nothing is opened', async () => {
  await page.evaluate(() => dispatchEvent(new DragEvent('dragstart')))
  await dropFiles(page, 'main', at('one.png'))
  await isTheSamePage()
  // It has ended without a word, as what was dragged was removed.
  await page.mouse.move(300, 300)
  await hold('main', at('one.png'))
  await row('Picture').first().waitFor()
  await page.keyboard.press('Escape')
  await isOver()
})

test('what a place does not take is named with the place that does', async () => {
  await link('Settings').click()
  await page.getByRole('heading', { name: 'Folders', exact: true }).waitFor()
  await hold('main', at('one.png'))
  await row(
    'Create uses the settings of a picture, Train learns from pictures, the gallery keeps them.',
  ).waitFor()
  await dragFiles(page, 'main', [at('one.png')], ['drop'])
  await isOver()
  await isTheSamePage()
})

test('over the list of trainings, pictures and folders of them begin one', async () => {
  await link('Train').click()
  await page.getByRole('button', { name: 'First try', exact: true }).waitFor()
  await hold('main', at('one.png'))
  await row('Begins a new training.').waitFor()
  await dropFiles(page, 'main', at('one.png'), at('drawings'), at('page.html'))
  await said('2 pictures are in this training now.').waitFor()
  await said(/“page.html” was not taken/).waitFor()
  await isTheSamePage()
  const project = studio.app.studio.training.projects()[0]!
  const { pictures } = await studio.app.studio.training.pictures(project.id)
  expect(pictures.map(({ name, caption }) => [name, caption])).toEqual([
    ['one.png', null],
    ['two.png', 'a blue wall'],
  ])
})

test('in a training they are added wherever one is in it, and the way to them is offered', async () => {
  await page.getByRole('list', { name: 'Steps' }).getByRole('button', { name: 'What to learn' }).waitFor()
  await dropFiles(page, 'main', at('one.png'))
  await said('1 picture is in this training now.').waitFor()
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  const options = page.getByRole('listbox', { name: 'Pictures' }).getByRole('option')
  await expect.poll(() => options.count()).toBe(2)
  await isTheSamePage()
})

const rank = () => page.getByRole('spinbutton', { name: 'Rank', exact: true })
const projects = () => studio.app.studio.training.projects()
const toml = (name: string, text: string): string => {
  const path = join(elsewhere, name)
  writeFileSync(path, text)
  return path
}

test('in a training a configuration opens from whichever step, with what it could not bring, and one key takes it back', async () => {
  const steps = page.getByRole('list', { name: 'Steps' })
  await steps.getByRole('button', { name: 'Adapter' }).click()
  const before = await rank().inputValue()
  await steps.getByRole('button', { name: 'What to learn' }).click()
  const file = toml('kohya.toml', 'network_dim = 24\nnetwork_alpha = 12\nxformers = true\n')
  await hold('main', file)
  await row('Opens in this training.').waitFor()
  await dragFiles(page, 'main', [file, toml('second.toml', 'network_dim = 12')], ['drop'])
  await expect.poll(() => rank().inputValue()).toBe('24')
  await page.locator('summary', { hasText: 'not carried over' }).waitFor()
  await said(/“second.toml” was not taken. One configuration is opened at a time./).waitFor()
  await page.keyboard.press('Control+z')
  await expect.poll(() => rank().inputValue()).toBe(before)
  expect(projects()).toHaveLength(1)
  await isTheSamePage()
})

test('one that is chosen and cannot be opened says why where it was asked for, until another is', async () => {
  await page.getByRole('list', { name: 'Steps' }).getByRole('button', { name: 'Adapter' }).click()
  const open = page.getByRole('button', { name: 'Open a configuration…' })
  const choose = (name: string, text: string): Promise<void> =>
    page.locator('input[type=file][accept=".json,.toml"]').setInputFiles(toml(name, text))
  await choose('toolkit.toml', 'job: extension\n')
  const why = page.getByRole('main').getByRole('alert').filter({ hasText: 'neither a recipe nor' })
  await why.waitFor()
  const told = async () => (await open.getAttribute('aria-describedby')) === (await why.getAttribute('id'))
  await expect.poll(told).toBe(true)
  await expect
    .poll(() => page.getByRole('region', { name: 'Notifications' }).getByRole('alert').count())
    .toBe(0)
  await choose('kohya.toml', 'network_dim = 24\nnetwork_alpha = 12\n')
  await expect.poll(() => rank().inputValue()).toBe('24')
  await expect.poll(() => why.count()).toBe(0)
})

test('elsewhere a configuration begins a training of its own, and one that is not one begins nothing', async () => {
  await link('Create').click()
  await prompt().waitFor()
  await dropFiles(page, 'main', toml('toolkit.yaml', 'job: extension\nconfig:\n  name: ink\n'))
  await page.getByRole('alert').getByText('import/not-a-configuration').waitFor()
  expect(projects()).toHaveLength(1)
  await dropFiles(page, 'main', toml('kohya.toml', 'network_dim = 28\nnetwork_alpha = 14\n'))
  await expect.poll(() => rank().inputValue()).toBe('28')
  expect(projects()).toHaveLength(2)
  await page.keyboard.press('Control+z')
  await expect.poll(() => rank().inputValue()).not.toBe('28')
  await isTheSamePage()
})

test('nothing went wrong on the way', () => {
  // The browser notes that a configuration was refused, each time.
  const refused: unknown = expect.stringContaining('/trpc/training.importRecipe')
  expect(studio.troubles).toEqual([refused, refused])
})
