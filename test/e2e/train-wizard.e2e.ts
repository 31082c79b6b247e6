// The Train view as a person uses it: a preset, pictures, captions, the adapter,
// the review, Start training. Fake engine.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { axeViolations, changesEnd, openStudio, type Studio } from '../support/open-studio.ts'

const output = join(import.meta.dirname, '../screens/output')
let studio: Studio
let page: Page
let folder: string

beforeAll(async () => {
  mkdirSync(output, { recursive: true })
  studio = await openStudio({ stepMs: 20, models: ['emoji-diffusion-128'] })
  folder = join(studio.dataFolder, 'drawings')
  mkdirSync(folder)
  for (let at = 0; at < 8; at++) {
    const size = at === 7 ? { width: 192, height: 96 } : { width: 128, height: 128 }
    await sharp({ create: { ...colour(at * 45, 60).create, ...size } })
      .composite([{ input: colour(160 - at * 9, 40), left: at * 6, top: at * 7 }])
      .png()
      .toFile(join(folder, `drawing-${at}.png`))
    if (at < 6) writeFileSync(join(folder, `drawing-${at}.txt`), `ink, object ${at}, paper`)
  }
  writeFileSync(join(folder, 'torn.png'), 'no picture')
  page = await studio.open()
})
afterAll(() => studio.close())

const colour = (hue: number, light: number) => ({
  create: { width: 40, height: 40, channels: 3 as const, background: `hsl(${hue}, 70%, ${light}%)` },
})
const button = (name: string) => page.getByRole('button', { name, exact: true })
const textbox = (name: string) => page.getByRole('textbox', { name, exact: true })
const steps = () => page.getByRole('list', { name: 'Steps' }).getByRole('listitem')
const current = () => steps().and(page.locator('[aria-current="step"]')).getAttribute('aria-label')
const photograph = (name: string) => page.screenshot({ path: join(output, `${name}.png`) })

async function next(): Promise<void> {
  await page.keyboard.press('Control+Enter')
}

test('the rail leads to what training does; a preset begins one', async () => {
  await page.getByRole('link', { name: 'Train', exact: true }).click()
  await page.getByRole('heading', { name: 'Train an adapter of your own' }).waitFor()
  await photograph('train-empty-dark')
  expect(await axeViolations(page)).toEqual([])
  await button('Style').press('Enter')
  await expect.poll(current).toBe('What to learn')
  await expect
    .poll(() => steps().evaluateAll((all) => all.map((one) => one.getAttribute('aria-label'))))
    .toEqual(['What to learn', 'Pictures', 'Captions', 'Adapter', 'Review', 'Run'])
})

test('what to learn is saved as it is typed', async () => {
  await textbox('Name').fill('Ink wash')
  await textbox('Trigger word').fill('ink')
  await photograph('train-learn-dark')
  expect(await axeViolations(page)).toEqual([])
  await expect
    .poll(async () => (await page.locator('.saved').textContent())?.startsWith('Draft saved'))
    .toBe(true)
  // At once, before the draft is saved by itself.
  await textbox('Trigger word').fill('inkstyle')
  await page.reload()
  await expect.poll(() => textbox('Name').inputValue()).toBe('Ink wash')
  await expect.poll(() => textbox('Trigger word').inputValue()).toBe('inkstyle')
})

test('pictures are read from a folder; one is left out and comes back', async () => {
  await next()
  await expect.poll(current).toBe('Pictures')
  await textbox('Folder of pictures').fill(folder)
  await textbox('Folder of pictures').press('Enter')
  const list = page.getByRole('listbox', { name: 'Pictures' })
  const options = list.getByRole('option')
  await expect.poll(() => options.count()).toBe(8)
  await expect.poll(() => page.getByText('torn.png', { exact: true }).count()).toBe(1)
  await photograph('train-pictures-dark')
  expect(await axeViolations(page)).toEqual([])
  await list.focus()
  await list.press('ArrowRight')
  await list.press('Delete')
  await expect.poll(() => options.count()).toBe(7)
  await button('Undo').click()
  await expect.poll(() => options.count()).toBe(8)
  await page.getByRole('switch', { name: 'Mirror at random' }).click()
})

test('captions are edited one by one and many at once, with a way back', async () => {
  await next()
  await expect.poll(current).toBe('Captions')
  const caption = (at: number) => textbox(`Caption of drawing-${at}.png`)
  await expect.poll(() => caption(0).inputValue()).toBe('ink, object 0, paper')
  await photograph('train-captions-dark')
  expect(await axeViolations(page)).toEqual([])
  await caption(7).fill('a wide one')
  await textbox('Add a tag').fill('drawing')
  await button('Add at the end').click()
  await expect.poll(() => caption(0).inputValue()).toBe('ink, object 0, paper, drawing')
  await expect.poll(() => caption(7).inputValue()).toBe('a wide one, drawing')
  await button('Undo').last().click()
  await expect.poll(() => caption(0).inputValue()).toBe('ink, object 0, paper')
  await expect.poll(() => caption(7).inputValue()).toBe('a wide one')
  await button('One by one').click()
  await photograph('train-caption-large-dark')
  await page.getByRole('textbox', { name: 'Caption of drawing-0.png' }).press('PageDown')
  await expect.poll(() => caption(1).count()).toBe(1)
  await button('Write to .txt').click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Write to .txt' }).click()
  await page.getByText('1 file was written.').waitFor()
})

test('the adapter: what would do nothing says so, and the recipe is text that is checked', async () => {
  await next()
  await expect.poll(current).toBe('Adapter')
  await photograph('train-adapter-dark')
  expect(await axeViolations(page)).toEqual([])
  const rank = page.getByRole('spinbutton', { name: 'Rank', exact: true })
  await rank.fill('8')
  await rank.press('Enter')
  await page
    .getByText('Would do nothing: a LoRA leaves convolutions alone; LoCon changes them.')
    .first()
    .waitFor()
  await button('Show all settings').click()
  await page.getByRole('spinbutton', { name: 'optimizer.weightDecay', exact: true }).waitFor()
  expect(await axeViolations(page)).toEqual([])
  await photograph('train-settings-dark')
  await button('Recipe as JSON').click()
  const text = textbox('Recipe as JSON')
  await expect.poll(() => text.inputValue()).toMatch(/"rank": ?8\b/)
  const recipe = JSON.parse(await text.inputValue()) as { adapter: { rank: number } }
  expect(recipe.adapter.rank).toBe(8)
  await text.fill(JSON.stringify({ ...recipe, adapter: { rank: 0 } }))
  await button('Apply').click()
  await page.getByText('recipe/invalid').waitFor()
  await text.fill(JSON.stringify({ ...recipe, adapter: { rank: 12 } }))
  await button('Apply').click()
  await expect.poll(() => rank.inputValue()).toBe('12')
})

test('every step holds in Japanese, in light, and in a small window', async () => {
  const small = await studio.open({
    viewport: { width: 1100, height: 700 },
    colorScheme: 'light',
    locale: 'ja-JP',
  })
  await small.goto(`${studio.address}${new URL(page.url()).hash}`)
  const list = small.getByRole('list', { name: '手順' })
  for (const [at, name] of ['learn', 'pictures', 'captions', 'adapter'].entries()) {
    await list.getByRole('button').nth(at).click()
    await changesEnd(small)
    await small.screenshot({ path: join(output, `train-${name}-light-ja.png`) })
    expect(await axeViolations(small), name).toEqual([])
    const isWide = () => small.evaluate(() => document.documentElement.scrollWidth > innerWidth)
    await expect.poll(isWide, { message: name }).toBe(false)
  }
  await small.context().close()
})

test('the review measures, and the run starts from it', async () => {
  await next()
  await expect.poll(current).toBe('Review')
  await page.getByText('measured just now').waitFor()
  await page.getByText(/LoRA rank 12/).waitFor()
  await photograph('train-review-dark')
  expect(await axeViolations(page)).toEqual([])
  await page
    .getByRole('list', { name: 'Instead' })
    .getByRole('button')
    .filter({ hasText: 'Half the steps' })
    .click()
  await page.getByText(/^1,000, batch 1/).waitFor()
  await page.getByText('measured just now').waitFor()
  await button('Start training').click()
  await expect.poll(current).toBe('Run')
  await page.getByRole('progressbar', { name: 'Training' }).waitFor()
})

test('any step can be revisited, and a training can be removed and come back', async () => {
  await steps().filter({ hasText: 'Pictures' }).getByRole('button').click()
  await expect.poll(current).toBe('Pictures')
  await button('All trainings').click()
  await page.getByRole('link', { name: /Ink wash/ }).waitFor()
  await button('Remove Ink wash').click()
  await expect.poll(() => page.getByRole('link', { name: /Ink wash/ }).count()).toBe(0)
  await button('Undo').last().click()
  await page.getByRole('link', { name: /Ink wash/ }).waitFor()
  expect(studio.troubles).toEqual([])
})
