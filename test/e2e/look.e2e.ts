// How it looks: both themes, both languages, small and narrow windows; and the Settings view. Photographs are kept.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Page } from 'playwright-core'
import { AppError } from '../../src-main/base/errors.ts'
import { remark } from '../../src-main/messages/table.ts'
import { axeViolations, openStudio, type Studio } from '../support/open-studio.ts'

const output = join(import.meta.dirname, '../screens/output')
let studio: Studio
let page: Page

beforeAll(async () => {
  mkdirSync(output, { recursive: true })
  studio = await openStudio({ stepMs: 10 })
  page = await studio.open()
  for (let n = 1; n <= 3; n++) {
    await page.getByRole('button', { name: 'Generate', exact: true }).click()
    await page
      .getByRole('listbox', { name: 'Session' })
      .getByRole('option')
      .nth(n - 1)
      .waitFor()
  }
})
afterAll(() => studio.close())
beforeEach(() => page.setViewportSize({ width: 1440, height: 900 }))

async function choose(name: string | RegExp, option: string): Promise<void> {
  await page.getByRole('combobox', { name, exact: true }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

async function photograph(name: string): Promise<void> {
  await page.screenshot({ path: join(output, `${name}.png`) })
}

/** Nothing may stick out of the window. */
async function overflow(): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
}

describe('settings', () => {
  test('Ctrl+comma and Ctrl+1 go there and back', async () => {
    await page.keyboard.press('Control+,')
    await page.getByRole('combobox', { name: 'Language', exact: true }).waitFor()
    await page.keyboard.press('Control+1')
    await page.getByRole('button', { name: 'Generate', exact: true }).waitFor()
    await page.getByRole('link', { name: 'Settings' }).click()
  })

  test('language, theme and device are there by their names; conformance is a table', async () => {
    for (const name of ['Language', 'Theme', 'Device']) {
      const chosen = page.getByRole('combobox', { name, exact: true })
      await chosen.waitFor()
      await expect.poll(() => chosen.count(), { message: name }).toBe(1)
    }
    await page
      .getByText('All 1 operators agree')
      .or(page.getByText(/operators? agree/))
      .first()
      .click()
    const row = page.getByRole('row', { name: /MatMul/ })
    await expect.poll(() => row.getByRole('cell').count()).toBe(4)
    expect(await axeViolations(page)).toEqual([])
  })

  test('a malformed pattern is refused with a reason, and the old one stays', async () => {
    const pattern = page.getByRole('textbox', { name: 'File name pattern' })
    const before = await pattern.inputValue()
    await pattern.fill('{nonsense}')
    await pattern.press('Enter')
    await page.getByRole('alert').waitFor()
    await expect.poll(() => pattern.getAttribute('aria-invalid')).toBe('true')
    await expect
      .poll(() => pattern.inputValue(), { message: 'what was typed stays to be put right' })
      .toBe('{nonsense}')
    await expect
      .poll(() => page.getByRole('region', { name: 'Notifications' }).getByRole('alert').count())
      .toBe(0)
    await photograph('settings-refused')
    await pattern.press('Escape')
    await expect.poll(() => pattern.inputValue()).toBe(before)
    await expect.poll(() => page.getByRole('alert').count()).toBe(0)
  })

  test('a check that does not come to an end says why where it was asked for, until the next one', async () => {
    const check = page.getByRole('button', { name: 'Check again' })
    const devices = vi.spyOn(studio.app.studio.devices, 'check')
    devices.mockRejectedValueOnce(
      new AppError('device/unavailable', { device: 'Pretend processor', note: remark('device/no-cuda') }),
    )
    await check.click()
    const card = page.getByRole('article').filter({ has: page.getByRole('alert') })
    await card.getByText('device/unavailable', { exact: true }).waitFor()
    await expect
      .poll(() => page.getByRole('region', { name: 'Notifications' }).getByRole('alert').count())
      .toBe(0)
    await photograph('settings-device-refused')
    expect(await axeViolations(page)).toEqual([])
    await check.click()
    await expect.poll(() => card.count()).toBe(0)
    devices.mockRestore()
  })
})

describe.each([
  ['dark', 'Dark'],
  ['light', 'Light'],
] as const)('the %s theme', (theme, label) => {
  test('is chosen in the settings, stays after a reload, and has enough contrast', async () => {
    await page.keyboard.press('Control+,')
    await choose('Theme', label)
    await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe(theme)
    await photograph(`settings-${theme}`)
    expect(await axeViolations(page)).toEqual([])
    await page.keyboard.press('Control+1')
    await page.reload()
    await page.getByRole('img', { name: /^Result/ }).waitFor()
    await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe(theme)
    await photograph(`create-${theme}`)
    expect(await axeViolations(page)).toEqual([])
  })
})

describe('sizes', () => {
  test.each([
    ['small', 1000, 640],
    ['phone', 390, 844],
    ['large', 2560, 1440],
  ])('%s: nothing sticks out and everything can be reached', async (name, width, height) => {
    await page.setViewportSize({ width, height })
    await photograph(`create-${name}`)
    await expect.poll(overflow).toBeLessThanOrEqual(0)
    const generate = page.getByRole('button', { name: 'Generate', exact: true })
    await generate.click({ trial: true })
    await expect
      .poll(() => generate.locator('kbd').isVisible(), { message: 'a phone has no keys' })
      .toBe(name !== 'phone')
    await page.getByRole('spinbutton', { name: 'Batch' }).click()
    expect(await axeViolations(page)).toEqual([])
  })

  test('at 200 % everything still has a place', async () => {
    await page.keyboard.press('Control+,')
    await page.getByRole('spinbutton', { name: /Interface scale/ }).fill('200')
    await page.getByRole('spinbutton', { name: /Interface scale/ }).press('Enter')
    await page.keyboard.press('Control+1')
    await photograph('create-200')
    await expect.poll(overflow).toBeLessThanOrEqual(0)
    const shown = (await page.getByRole('img', { name: /^Result/ }).boundingBox())!
    const tile = (await page
      .getByRole('listbox', { name: 'Session' })
      .getByRole('option')
      .first()
      .boundingBox())!
    expect(shown.width).toBeGreaterThan(tile.width)
    const prompt = (await page.getByRole('textbox', { name: 'Prompt', exact: true }).boundingBox())!
    expect(prompt.y + 40, 'the prompt is on the screen').toBeLessThan(900)
    await page.keyboard.press('Control+,')
    await page.getByRole('spinbutton', { name: /Interface scale/ }).fill('100')
    await page.getByRole('spinbutton', { name: /Interface scale/ }).press('Enter')
    await page.keyboard.press('Control+1')
  })
})

describe('Japanese', () => {
  test('is complete: no English word of ours is left on the page', async () => {
    await page.keyboard.press('Control+,')
    await choose('Language', '日本語')
    await page.getByRole('combobox', { name: '言語', exact: true }).waitFor()
    await expect.poll(() => page.locator('html').getAttribute('lang')).toBe('ja')
    await photograph('settings-ja')
    await page.keyboard.press('Control+1')
    await page.getByRole('button', { name: '生成', exact: true }).waitFor()
    await photograph('create-ja')
    const text = await page.locator('body').innerText()
    for (const word of ['Prompt', 'Steps', 'Seed', 'Generate', 'Settings', 'Compare']) {
      expect(text).not.toContain(word)
    }
    expect(await axeViolations(page)).toEqual([])
    await page.keyboard.press('Control+,')
    await page.getByRole('combobox', { name: '言語', exact: true }).click()
    await page.getByRole('option', { name: 'English', exact: true }).click()
  })

  test('nothing went wrong on the way', () => {
    // The refused pattern is answered with an error status, which Chromium reports.
    expect(studio.troubles.filter((trouble) => !trouble.includes('422'))).toEqual([])
  })
})
