// The stack on the real engine and the demo model: a slider changes the picture at once, and nothing else is disturbed.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { hasFocus } from '../support/has-focus.ts'
import { axeViolations, openStudio, type Studio } from '../support/open-studio.ts'

const output = join(import.meta.dirname, '../screens/output')
let studio: Studio
let page: Page

beforeAll(async () => {
  mkdirSync(output, { recursive: true })
  studio = await openStudio({ real: true })
  page = await studio.open()
}, 60_000)
afterAll(() => studio.close())

const button = (name: string) => page.getByRole('button', { name, exact: true })
const card = (name: string) => page.getByRole('group', { name, exact: true })
const weight = (name: string) => card(name).getByRole('slider', { name: 'Weight', exact: true })
const photograph = (name: string) => page.screenshot({ path: join(output, `${name}.png`) })
const result = () => page.getByRole('img', { name: /^Result/ })
const options = () => page.getByRole('listbox', { name: 'Session' }).getByRole('option')

/** Mean saturation, 0 to 1, of what the main picture shows now. */
async function saturation(): Promise<number> {
  return result().evaluate(async (element) => {
    const image = element as HTMLImageElement
    await image.decode()
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight)
    const context = canvas.getContext('2d')
    context?.drawImage(image, 0, 0)
    const { data } = context?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] }
    let sum = 0
    for (let at = 0; at < data.length; at += 4) {
      const [r = 0, g = 0, b = 0] = [data[at], data[at + 1], data[at + 2]]
      const most = Math.max(r, g, b)
      sum += most === 0 ? 0 : (most - Math.min(r, g, b)) / most
    }
    return sum / (data.length / 4)
  })
}

async function add(name: RegExp): Promise<void> {
  await button('Add adapter').click()
  await page.getByRole('option', { name }).first().click()
  await page.keyboard.press('Escape')
}

describe('the demo adapters', () => {
  test('the picker has them, a click makes a card that fits', async () => {
    await add(/ink-wash/)
    await card('ink-wash').waitFor()
    await card('ink-wash').getByText(/fits/).waitFor()
  })

  test('a picture is made with the stack, and its record says what acted', async () => {
    await button('Generate').click()
    await expect.poll(() => options().count(), { timeout: 60_000 }).toBe(1)
    await result().waitFor()
    const [picture] = studio.app.studio.pictures.list(null, 1)
    expect(picture?.record!.adapters).toMatchObject([{ name: 'ink-wash', kind: 'lora', unmatched: 0 }])
    expect(picture?.record!.adapters[0]?.matched).toBeGreaterThan(100)
    await expect.poll(saturation).toBeLessThan(0.4)
  })
})

describe('live', () => {
  test('moving a slider makes the same picture again, in colour at 0, without touching the session', async () => {
    await page.getByRole('switch', { name: 'Live', exact: true }).click()
    await weight('ink-wash').focus()
    await page.keyboard.press('Home')
    await expect.poll(saturation, { timeout: 30_000 }).toBeGreaterThan(0.5)
    await expect.poll(() => options().count()).toBe(1)
  })

  test('a queued picture is not cancelled by a live one', async () => {
    await button('Generate').click()
    await weight('ink-wash').focus()
    for (let press = 0; press < 5; press++) await page.keyboard.press('ArrowRight')
    await expect.poll(() => options().count(), { timeout: 60_000 }).toBe(2)
  })

  test('a kept draft is a picture of the session', async () => {
    await weight('ink-wash').focus()
    await page.keyboard.press('ArrowRight')
    await page.getByText('draft', { exact: true }).first().waitFor({ timeout: 30_000 })
    await page.locator('body').press('Enter')
    await expect.poll(() => options().count(), { timeout: 30_000 }).toBe(3)
  })
})

test('what two do to each other is one line below the cards, and a table by a click', async () => {
  await page.getByRole('switch', { name: 'Live', exact: true }).click()
  await add(/night-glow/)
  const line = page.getByRole('button', {
    name: /leave each other alone|nearly the same| adds | takes | pull apart /,
  })
  await line.focus()
  await line.press('Enter')
  const map = page.getByRole('dialog', { name: 'What the adapters do to each other' })
  await map.getByRole('row', { name: /ink-wash · night-glow/ }).waitFor()
  expect(await axeViolations(page)).toEqual([])
  await page.keyboard.press('Escape')
  await map.waitFor({ state: 'detached' })
  await hasFocus(line)
})

test('a slider marks where an adapter is as strong as others, says how that is known, and changes nothing', async () => {
  const said = () =>
    weight('ink-wash').evaluate((slider) => {
      const id = slider.getAttribute('aria-describedby')
      return id === null ? '' : document.getElementById(id)?.textContent
    })
  await expect
    .poll(said, { timeout: 20_000 })
    .toMatch(/^By its weights: at \d\.\d\d it is as strong as the middle one of your \d adapters/)
  const before = await weight('ink-wash').getAttribute('aria-valuenow')
  await card('night-glow').getByRole('button', { name: 'More', exact: true }).click()
  await card('night-glow')
    .getByText(/^At 1\.00 it changes its layers by 81\.4%/)
    .waitFor()
  await photograph('marks-dark')
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole('button', { name: 'Menu of night-glow' }).click()
  await page.getByRole('menuitem', { name: /^Prefer 0\.\d+, as marked$/ }).click()
  const preferred = () =>
    studio.app.studio.adapters.lookup({ ids: [], names: ['night-glow'] }).adapters[0]?.preferredWeight
  await expect.poll(preferred).toBeLessThan(0.3)
  await page.keyboard.press('Control+z')
  await expect.poll(preferred).toBe(1)
  await expect.poll(() => weight('ink-wash').getAttribute('aria-valuenow')).toBe(before)
})

test('nothing went wrong meanwhile', () => {
  expect(studio.troubles).toEqual([])
})
