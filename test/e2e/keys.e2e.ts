// The one keyboard model, under real key presses: what is typed is text wherever it is, and else keys always act.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { axeViolations, openStudio, type Studio } from '../support/open-studio.ts'

let studio: Studio
let page: Page

beforeAll(async () => {
  studio = await openStudio({
    stepMs: 5,
    models: ['emoji-diffusion-128', 'ink.lora', 'wash.lora', 'paper.lora'],
  })
  page = await studio.open()
  for (let made = 1; made <= 3; made++) {
    await button('Generate').click()
    await session()
      .nth(made - 1)
      .waitFor()
  }
})
afterAll(() => studio.close())
beforeEach(async () => {
  await page.keyboard.press('Control+1')
  await page.locator('[data-stage] .room').click({ position: { x: 6, y: 6 } })
})

const button = (name: string) => page.getByRole('button', { name, exact: true })
const prompt = () => page.getByRole('textbox', { name: 'Prompt', exact: true })
const field = (name: string) => page.getByRole('spinbutton', { name, exact: true })
const session = () => page.getByRole('listbox', { name: 'Session' }).getByRole('option')
const selected = () =>
  page
    .getByRole('listbox', { name: 'Session' })
    .locator('[aria-selected="true"]')
    .getAttribute('aria-posinset')
const full = () => page.getByRole('dialog', { name: 'Full window' })
const form = () =>
  studio.app.studio.workspace.get(studio.app.studio.models.list(), studio.app.studio.adapters).request

async function nothingHappened(act: () => Promise<void>): Promise<void> {
  const before = { count: await session().count(), made: studio.engine.made.length, at: await selected() }
  await act()
  await expect.poll(() => full().count()).toBe(0)
  expect({ count: await session().count(), made: studio.engine.made.length, at: await selected() }).toEqual(
    before,
  )
}

describe('while something is typed', () => {
  test('the search of the picker holds every letter, and no key acts on the picture', async () => {
    await page.keyboard.press('a')
    const search = page.getByRole('combobox', { name: 'Find an adapter' })
    await nothingHappened(async () => {
      await page.keyboard.type('ink wash crfs? red')
      await expect.poll(() => search.inputValue()).toBe('ink wash crfs? red')
      await page.keyboard.press('Home')
      await page.keyboard.press('Delete')
      await expect.poll(() => search.inputValue()).toBe('nk wash crfs? red')
      await page.keyboard.press('Control+a')
      await page.keyboard.press('Delete')
    })
    expect(form().stack).toEqual([])
    expect(form().seed).toBeNull()
    await page.keyboard.press('Escape')
  })

  test.each(['Negative prompt', 'Prompt'])('%s is text', async (name) => {
    const area = page.getByRole('textbox', { name, exact: true })
    await area.click()
    await page.keyboard.press('End')
    await nothingHappened(() => page.keyboard.type(' arcs f?'))
    await expect.poll(() => area.inputValue()).toMatch(/ arcs f\?$/)
  })

  test('so are number fields, the seed, and whatever can be edited', async () => {
    for (const name of ['Steps', 'Seed']) {
      await field(name).click()
      await nothingHappened(() => page.keyboard.type('arcs '))
      await page.keyboard.press('Escape')
    }
    await page.evaluate(() => {
      const box = document.createElement('div')
      box.contentEditable = 'true'
      box.id = 'note'
      document.querySelector('[data-stage]')!.append(box)
      box.focus()
    })
    await nothingHappened(() => page.keyboard.type('arcs '))
    await expect.poll(async () => (await page.locator('#note').textContent())?.trim()).toBe('arcs')
    await page.locator('#note').evaluate((node) => node.remove())
  })

  test('keys with Ctrl act all the same', async () => {
    await prompt().click()
    await page.keyboard.press('Control+6')
    await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor({ state: 'attached' })
    await page.keyboard.press('Control+1')
    await prompt().click()
    const before = await session().count()
    await page.keyboard.press('Control+Enter')
    await expect.poll(() => session().count()).toBe(before + 1)
  })
})

describe('after a click', () => {
  test('on Generate, Space shows the picture and makes none', async () => {
    const before = await session().count()
    await button('Generate').click()
    await expect.poll(() => session().count()).toBe(before + 1)
    await page.keyboard.press('Space')
    await full().waitFor()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Space')
    await expect.poll(() => full().count()).toBe(0)
    await expect.poll(() => session().count()).toBe(before + 1)
    expect(studio.engine.made.length).toBe(before + 1)
    await expect.poll(selected).toBe('2')
  })

  test('on Random seed the arrows walk the session', async () => {
    await button('Random seed').click()
    const at = Number(await selected())
    await page.keyboard.press('ArrowLeft')
    await expect.poll(selected).toBe(String(at - 1))
    await page.keyboard.press('ArrowRight')
    await expect.poll(selected).toBe(String(at))
  })

  test('on the rail and on a choice the keys act too', async () => {
    await page.getByRole('link', { name: 'Create', exact: true }).click()
    await page.keyboard.press('Space')
    await full().waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('combobox', { name: 'Sampler', exact: true }).click()
    await page.getByRole('option', { name: 'Euler', exact: true }).click()
    await page.keyboard.press('Space')
    await full().waitFor()
    await page.keyboard.press('Space')
    await expect.poll(() => full().count()).toBe(0)
    await page.keyboard.press('s')
    await expect.poll(() => field('Seed').inputValue()).not.toBe('')
    await expect
      .poll(() => page.getByRole('combobox', { name: 'Sampler', exact: true }).innerText())
      .toBe('Euler')
    await button('Random seed').click()
  })

  test('a double-click on the picture shows it large', async () => {
    await page.getByRole('img', { name: /^Result/ }).dblclick()
    await full().waitFor()
    await page.keyboard.press('Escape')
  })
})

describe('what was reached by keys keeps its keys', () => {
  test('Space presses a button that Tab came to', async () => {
    const before = await session().count()
    await field('Seed').focus()
    // Past random, pinned, dice and batch to Generate.
    await expect
      .poll(async () => {
        await page.keyboard.press('Tab')
        return page.evaluate(() => document.activeElement?.textContent ?? '')
      })
      .toContain('Generate')
    await page.keyboard.press('Space')
    await expect.poll(() => session().count()).toBe(before + 1)
    await expect.poll(() => full().count()).toBe(0)
  })

  test('a slider keeps its arrows, and lets letters through', async () => {
    await page.keyboard.press('a')
    await page.getByRole('option').filter({ hasText: 'ink' }).first().click()
    await page.keyboard.press('Escape')
    const slider = page.getByRole('slider', { name: 'Weight', exact: true })
    await slider.focus()
    const at = await selected()
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => slider.getAttribute('aria-valuenow')).toBe('1.05')
    await expect.poll(selected).toBe(at)
    await page.keyboard.press('a')
    await page.getByRole('combobox', { name: 'Find an adapter' }).waitFor()
    await page.keyboard.press('Escape')
  })

  test('in an open list letters find, and Escape closes only it', async () => {
    await page.getByRole('combobox', { name: 'Scheduler', exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('listbox', { name: 'Scheduler' }).waitFor()
    await nothingHappened(() => page.keyboard.press('c'))
    await page.keyboard.press('Escape')
    await expect.poll(() => page.getByRole('listbox', { name: 'Scheduler' }).count()).toBe(0)
  })
})

describe('the sheet of keys', () => {
  test('? lists those of this place, from the table', async () => {
    await page.keyboard.press('?')
    const sheet = page.getByRole('dialog', { name: 'Keys' })
    await sheet.waitFor()
    for (const text of ['Generate', 'Full window', 'Find anything', 'Go to Train'])
      await expect
        .poll(() => sheet.getByText(text, { exact: true }).count(), { message: text })
        .toBeGreaterThan(0)
    await expect.poll(() => sheet.getByText('Next step, or start the training').count()).toBe(0)
    expect(await axeViolations(page)).toEqual([])
    await page.screenshot({ path: 'test/screens/output/keys-dark.png' })
    await nothingHappened(() => page.keyboard.press('s'))
    await page.keyboard.press('Escape')
    await expect.poll(() => sheet.count()).toBe(0)
  })

  test('a tip says the same key', async () => {
    await button('Full window').hover()
    await page.getByText('Space', { exact: true }).waitFor()
  })
})

describe('find anything', () => {
  const palette = () => page.getByRole('dialog', { name: 'Find anything' })

  async function find(text: string, ...keys: string[]): Promise<void> {
    await page.keyboard.press('Control+k')
    await palette().waitFor()
    await page.keyboard.type(text)
    for (const key of keys) await page.keyboard.press(key)
  }

  test('a command is found and done', async () => {
    await find('swap')
    await expect.poll(() => palette().getByRole('option').count()).toBe(1)
    await page.keyboard.press('Escape')
    await find('go to train', 'Enter')
    await page.getByRole('heading', { name: 'Train', level: 1 }).waitFor({ state: 'attached' })
    await expect.poll(() => palette().count()).toBe(0)
  })

  test('from anywhere an adapter is added, and the keys of the row are shown', async () => {
    await page.keyboard.press('Control+,')
    await find('paper adapter', 'Enter')
    await page.getByRole('group', { name: 'paper.lora', exact: true }).waitFor()
    await find('favourite')
    await palette()
      .getByRole('option', { name: /^Favourite/ })
      .getByText('F', { exact: true })
      .waitFor()
    expect(await axeViolations(page)).toEqual([])
    await page.screenshot({ path: 'test/screens/output/palette-dark.png' })
    await page.keyboard.press('Escape')
  })

  test('a picture is found by what was said of it, and shown', async () => {
    await find('blue strawberry', 'Enter')
    await full()
      .getByRole('img', { name: /strawberry on a blue background/ })
      .waitFor()
    await page.keyboard.press('Escape')
    await full().waitFor({ state: 'detached' })
    await expect
      .poll(() => page.getByRole('searchbox', { name: 'Search' }).inputValue())
      .toBe('blue strawberry')
  })

  test('arrows choose, and what is not there is said', async () => {
    await find('theme')
    const chosen = () => palette().locator('[aria-selected="true"]').innerText()
    await expect.poll(chosen).toContain('As the system')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await expect.poll(chosen).toContain('Light')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe('light')
    await find('theme dark', 'Enter')
    await find('zzz')
    await palette().getByText('Nothing is called like this.').waitFor()
    await page.keyboard.press('Escape')
  })
})

test('a key is changed where all of them are listed; one that is in use is asked for', async () => {
  await page.keyboard.press('Control+,')
  const keys = page.getByRole('group', { name: 'Create', exact: true })
  await keys.getByRole('button', { name: 'Add an adapter: A', exact: true }).click()
  await keys.getByText('Press a key …').waitFor()
  await page.keyboard.press('c')
  await keys.getByRole('alert').getByText('C does “Compare with the previous picture” here.').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await page.screenshot({ path: 'test/screens/output/change-keys-dark.png' })
  await keys.getByRole('button', { name: 'Use it for this' }).click()
  await keys.getByRole('button', { name: 'Add an adapter: C', exact: true }).waitFor()
  await keys.getByRole('button', { name: 'Compare with the previous picture: no key', exact: true }).waitFor()
  const search = page.getByRole('combobox', { name: 'Find an adapter' })
  await page.keyboard.press('Control+1')
  await page.keyboard.press('a')
  await page.keyboard.press('c')
  await search.press('Escape')
  await page.keyboard.press('Control+,')
  await button('All usual keys').click()
  await keys.getByRole('button', { name: 'Add an adapter: A', exact: true }).waitFor()
})

test('nothing went wrong on the way', () => {
  expect(studio.troubles).toEqual([])
})
