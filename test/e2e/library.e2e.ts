// A look through the model folders as a person sees it: how far it has come, wherever its outcome is waited for.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { axeViolations, openStudio, watchLayoutShift, type Studio } from '../support/open-studio.ts'

const output = join(import.meta.dirname, '../screens/output')
const many = 320
let studio: Studio
let page: Page
/** Files wait here to be read. */
const waiting: (() => void)[] = []
/** How many may be read, however many of them are asked for at a time. */
let allowed = 0

beforeAll(async () => {
  mkdirSync(output, { recursive: true })
  studio = await openStudio({
    beforeRead: () =>
      new Promise((resolve) => {
        waiting.push(resolve)
        letThrough(0)
      }),
  })
  page = await studio.open()
})
afterAll(() => studio.close())

const line = () => page.getByRole('progressbar', { name: 'Looking through the folders' })
const says = (): Promise<string | null> => line().getAttribute('aria-valuetext')
function letThrough(files: number): void {
  allowed += files
  while (allowed > 0 && waiting.length > 0) {
    allowed -= 1
    waiting.shift()?.()
  }
}
const photograph = (name: string) => page.screenshot({ path: join(output, `${name}.png`) })
const choices = () => page.getByRole('listbox', { name: 'Adapters to add' })

test('before the first look is over Create says how far it is, and not that there is no model', async () => {
  const stage = page.getByRole('region', { name: 'Picture', exact: true })
  await stage.getByRole('progressbar', { name: 'Looking through the folders' }).waitFor()
  await photograph('scan-first')
  expect(await axeViolations(page)).toEqual([])
  await expect.poll(() => stage.getByText('Add a model folder to begin').count()).toBe(0)
  letThrough(Infinity)
  await stage
    .getByRole('button', { name: /background/ })
    .first()
    .waitFor()
  await expect
    .poll(() => page.getByRole('combobox', { name: 'Model', exact: true }).innerText())
    .toMatch(/emoji/i)
})

test('Settings and the picker say how far it is, and nothing is found to be missing meanwhile', async () => {
  allowed = 0
  for (let at = 0; at < many; at++)
    writeFileSync(join(studio.dataFolder, 'models', `ink-${at}.lora.safetensors`), `ink ${at}`)
  await page.getByRole('link', { name: 'Settings' }).click()
  const shift = await watchLayoutShift(page)
  await page.getByRole('button', { name: 'Look again for models' }).click()
  await line().waitFor()
  await expect.poll(says).toBe('Looking through the folders · 0 of 320 read')
  letThrough(80)
  await expect.poll(says).toMatch(/· 80 of 320 read · \d+ s left$/)
  await photograph('scan-settings')
  expect(await shift()).toBeLessThan(0.001)

  await page.getByRole('link', { name: 'Create' }).click()
  await page.locator('body').press('a')
  await line().waitFor()
  await expect.poll(() => page.getByText('No adapters found').count()).toBe(0)
  await photograph('scan-picker')
  expect(await axeViolations(page)).toEqual([])
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /Open the activity/ }).click()
  await page.getByRole('button', { name: 'Cancel: Model folders' }).waitFor()
  await photograph('scan-activity')
  await page.keyboard.press('Escape')
  await page.locator('body').press('a')
})

test('when it is over the line is gone and everything is there, without a click', async () => {
  letThrough(Infinity)
  await line().waitFor({ state: 'detached' })
  await expect.poll(() => choices().getByRole('option').first().getAttribute('aria-setsize')).toBe('320')
  await photograph('scan-over')
  await page.keyboard.press('Escape')
})

test('in the library it lies over the cards, which stay where they are; their rows end on whole pixels', async () => {
  await page.getByRole('link', { name: 'Library' }).click()
  const grid = page.getByRole('grid')
  const sizes = () =>
    grid.getByRole('row').evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().height))
  await expect.poll(async () => (await sizes()).length).toBeGreaterThan(2)
  for (const size of await sizes()) expect(size).toBe(Math.round(size))
  const alone = await grid.boundingBox()
  allowed = 0
  writeFileSync(join(studio.dataFolder, 'models', 'late.lora.safetensors'), 'ink')
  const looked = studio.app.studio.library.look()
  await line().waitFor()
  await photograph('scan-library')
  await expect.poll(() => grid.boundingBox()).toEqual(alone)
  letThrough(Infinity)
  await looked
  await line().waitFor({ state: 'detached' })
  await expect.poll(() => grid.boundingBox()).toEqual(alone)
  expect(studio.troubles).toEqual([])
})

test('what is hashed in the background has a row, rests when it is told to, and goes on', async () => {
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /Open the activity/ }).click()
  const activity = page.getByRole('dialog', { name: 'Activity' })
  await activity.getByText(/^Reading file \d+ of \d+/).waitFor()
  await activity.getByRole('button', { name: 'Pause: Hashes' }).click()
  await activity.getByText('Paused', { exact: true }).waitFor()
  await photograph('hashing-paused')
  await activity.getByRole('button', { name: 'Resume: Hashes' }).click()
  await activity.getByText(/^Reading file \d+ of \d+/).waitFor()
  expect(await axeViolations(page)).toEqual([])
})
