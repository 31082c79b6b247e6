// Create, as a person uses it: fields, keys, queue, stop, session, restore. Served app, real Chromium.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { AppError, reportError } from '../../src-main/base/errors.ts'
import { putFiles } from '../support/folder-tree.ts'
import { hasFocus } from '../support/has-focus.ts'
import { axeViolations, openStudio, watchLayoutShift, type Studio } from '../support/open-studio.ts'

const output = join(import.meta.dirname, '../screens/output')
const programs = mkdtempSync(join(tmpdir(), 'lamina-programs-'))
let studio: Studio
let page: Page

beforeAll(async () => {
  mkdirSync(output, { recursive: true })
  mkdirSync(join(programs, 'webui/models/Stable-diffusion'), { recursive: true })
  putFiles(programs, {
    'webui/models/Lora/ink.lora.safetensors': 'ink.lora',
    'ComfyUI/comfy/__init__.py': '',
    'ComfyUI/models/checkpoints/big.safetensors': 'big',
    'ComfyUI/models/loras/small.safetensors': 'small',
  })
  studio = await openStudio({
    stepMs: 40,
    likelyParents: [programs],
    failures: {
      'too large': new AppError('engine/out-of-memory'),
    },
  })
  page = await studio.open()
})
afterAll(async () => {
  await studio.close()
  rmSync(programs, { recursive: true })
})

const button = (name: string) => page.getByRole('button', { name, exact: true })
const field = (name: string) => page.getByRole('spinbutton', { name, exact: true })
const prompt = () => page.getByRole('textbox', { name: 'Prompt', exact: true })
const options = () => page.getByRole('listbox', { name: 'Session' }).getByRole('option')
const bar = () => page.getByRole('progressbar', { name: 'Generating' })
const result = () => page.getByRole('img', { name: /^Result/ })

/** The host has nothing left to make, and the page says so. */
async function idle(): Promise<void> {
  const open = async () => [
    studio.app.studio.jobs.open().filter(({ state }) => state !== 'failed').length,
    await bar().count(),
  ]
  await expect.poll(open, { timeout: 30_000 }).toEqual([0, 0])
}

describe('the first sight', () => {
  test('every name of the interface is there', async () => {
    for (const name of ['Create', 'Library', 'Train', 'Gallery', 'Models', 'Settings']) {
      await expect
        .poll(() => page.getByRole('link', { name, exact: true }).count(), { message: name })
        .toBe(1)
    }
    for (const name of ['Prompt', 'Negative prompt']) {
      await expect
        .poll(() => page.getByRole('textbox', { name, exact: true }).count(), { message: name })
        .toBe(1)
    }
    for (const name of ['Width', 'Height', 'Steps', 'Guidance', 'Batch', 'Seed']) {
      await expect.poll(() => field(name).count(), { message: name }).toBe(1)
    }
    for (const name of ['Model', 'Sampler', 'Scheduler']) {
      await expect
        .poll(() => page.getByRole('combobox', { name, exact: true }).count(), { message: name })
        .toBe(1)
    }
    for (const name of ['Generate', 'Use settings', 'Compare', 'Swap width and height', 'Random seed']) {
      await expect.poll(() => button(name).count(), { message: name }).toBe(1)
    }
    await expect.poll(() => page.getByRole('listbox', { name: 'Session' }).count()).toBe(1)
    await expect.poll(() => bar().count()).toBe(0)
    await expect.poll(() => options().count()).toBe(0)
  })

  test('the demo prompt is already there, with three further ideas', async () => {
    await expect.poll(() => prompt().inputValue()).toBe('strawberry on a blue background')
    await expect.poll(() => page.locator('[data-stage] .empty > ul button').count()).toBe(3)
  })
})

describe('folders of other programs', () => {
  const offers = () => page.getByRole('region', { name: 'Found on this computer' })

  test('are offered on the first start, and added or declined by keys', async () => {
    await page.emulateMedia({ colorScheme: 'light' })
    await offers().getByText('A1111: one model file').waitFor()
    await page.screenshot({ path: join(output, 'create-offers-light.png') })
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await axeViolations(page)).toEqual([])
    await page.screenshot({ path: join(output, 'create-offers-dark.png') })
    await offers().getByRole('button', { name: 'Not these folders of ComfyUI' }).press('Enter')
    await expect.poll(() => offers().getByRole('listitem').count()).toBe(1)
    await offers().getByRole('button', { name: 'Add the folders of A1111' }).press('Enter')
    await expect.poll(() => offers().count()).toBe(0)
    const models = join(programs, 'webui', 'models')
    const { settings } = studio.app.studio
    await expect
      .poll(() => settings.get().modelFolders)
      .toEqual([join(models, 'Stable-diffusion'), join(models, 'Lora')])
    expect(settings.get().declinedLayouts).toEqual([join(programs, 'ComfyUI')])
    await settings.set({ modelFolders: [] })
  })
})

describe('making a picture', () => {
  test('nothing moves while it is made, and it ends in the session', async () => {
    const shifted = await watchLayoutShift(page)
    // Under way until it has been looked at.
    studio.engine.holdAfter(10)
    await button('Generate').click()
    await bar().waitFor()
    await page.getByText(/^Step \d+ of 20$/).waitFor()
    await page.getByRole('img', { name: 'Preview: strawberry on a blue background' }).waitFor()
    studio.engine.letGo()
    await result().waitFor()
    await expect.poll(() => result().getAttribute('alt')).toBe('Result: strawberry on a blue background')
    await expect.poll(() => options().count()).toBe(1)
    await idle()
    await button('Generate').click()
    await expect.poll(() => options().count(), { timeout: 30_000 }).toBe(2)
    await idle()
    expect(await shifted()).toBeLessThan(0.01)
  })

  test('Ctrl+Enter makes one from any field; typed numbers are sent as they are seen', async () => {
    await field('Steps').fill('2*4')
    await field('Seed').fill('18446744073709551615')
    await field('Seed').press('Control+Enter')
    await expect.poll(() => options().count(), { timeout: 30_000 }).toBe(3)
    const request = studio.engine.made.at(-1)?.request
    expect(request?.seed).toBe('18446744073709551615')
    expect(request?.steps).toBe(8)
    await idle()
  })

  test('a wrong size is said under its field and nothing is sent', async () => {
    const before = studio.engine.made.length
    await field('Width').fill('100')
    await button('Generate').click()
    await page.getByText('Must be divisible by 8').waitFor()
    await expect.poll(() => field('Width').getAttribute('aria-invalid')).toBe('true')
    await hasFocus(field('Width'))
    expect(studio.engine.made.length).toBe(before)
    await field('Width').press('Escape')
    await expect.poll(() => field('Width').inputValue()).toBe('128')
    await expect.poll(() => page.getByRole('alert').count(), { message: 'it is put right' }).toBe(0)
  })

  test('three are queued, cancelled one by one, and stopped keeping what there is', async () => {
    const before = await options().count()
    await field('Steps').fill('200')
    studio.engine.holdAfter(5)
    for (let n = 0; n < 3; n++) await button('Generate').click()
    await page.getByText('2 more in queue').waitFor()
    await page.getByRole('button', { name: /in queue/ }).click()
    const queue = page.getByRole('dialog', { name: 'Activity' })
    await queue
      .getByRole('button', { name: /^Remove from queue/ })
      .nth(1)
      .click()
    await expect.poll(() => queue.getByRole('button', { name: /^Move/ }).count()).toBe(1)
    await page.keyboard.press('Escape')
    await expect.poll(() => bar().count(), { message: 'Escape closes the popover and stops nothing' }).toBe(1)
    await page.getByText(/^Step \d+ of 200$/).waitFor()
    await button('Stop and keep').click()
    await expect.poll(() => options().count(), { timeout: 30_000 }).toBe(before + 1)
    await page.getByText(/^Step \d+ of 200$/).waitFor()
    await button('Cancel').click()
    await idle()
    await expect.poll(() => options().count()).toBe(before + 1)
    await options().first().click()
    await expect
      .poll(() => options().first().getAttribute('aria-label'))
      .toMatch(/ · stopped at step \d+ of 200$/)
    await page.getByText(/ · stopped at step \d+ of 200$/).waitFor()
  })

  test('Escape stops and keeps when nothing is open', async () => {
    const before = await options().count()
    await button('Generate').click()
    await page.getByText(/^Step ([2-9]|\d\d) of 200$/).waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => options().count(), { timeout: 30_000 }).toBe(before + 1)
    await idle()
    studio.engine.letGo()
    await field('Steps').fill('5')
  })

  test('again and again goes on until it is stopped; at every change makes one for a change', async () => {
    await field('Steps').fill('2')
    const before = await options().count()
    await button('More ways to start').click()
    await page.getByRole('menuitemradio', { name: 'Again and again' }).click()
    await expect.poll(() => options().count(), { timeout: 20_000 }).toBeGreaterThan(before + 2)
    await button('More ways to start').click()
    await page.getByRole('menuitemradio', { name: 'Once' }).click()
    await idle()
    await button('More ways to start').click()
    await page.getByRole('menuitemradio', { name: 'On every change' }).click()
    const made = () => studio.engine.made.filter(({ request }) => request.steps === 3).length
    await field('Steps').fill('3')
    await expect.poll(made).toBe(1)
    await button('More ways to start').click()
    await page.getByRole('menuitemradio', { name: 'Once' }).click()
    await idle()
    expect(made()).toBe(1)
  })

  test('the queue is put in another order by the keyboard', async () => {
    await field('Steps').fill('60')
    studio.engine.holdAfter(5)
    for (const text of ['first', 'second', 'third']) {
      await prompt().fill(text)
      await prompt().press('Control+Enter')
    }
    const asked = () => studio.app.studio.jobs.open().map(({ request }) => request!.prompt)
    await expect.poll(asked).toEqual(['first', 'second', 'third'])
    await page.getByRole('button', { name: /in queue/ }).click()
    const queue = page.getByRole('dialog', { name: 'Activity' })
    await queue.getByRole('button', { name: 'Move: third' }).press('Alt+ArrowUp')
    await expect
      .poll(() =>
        studio.app.studio.jobs
          .open()
          .filter(({ state }) => state === 'queued')
          .map(({ request }) => request!.prompt),
      )
      .toEqual(['third', 'second'])
    for (let left = 3; left > 0; left--) {
      await queue
        .getByRole('button', { name: /^(Remove from queue|Cancel):/ })
        .first()
        .click()
      await expect
        .poll(() => queue.getByRole('button', { name: /^(Remove from queue|Cancel):/ }).count())
        .toBe(left - 1)
    }
    await page.keyboard.press('Escape')
    studio.engine.letGo()
    await field('Steps').fill('5')
    await prompt().fill('strawberry on a blue background')
  })

  test('an error stands where the picture would be, and can be tried again', async () => {
    await prompt().fill('too large')
    await button('Generate').click()
    const alert = page.getByRole('alert')
    await alert.getByText('There is not enough memory for this picture.').waitFor()
    await alert.getByText('Make the picture smaller, lower the batch, or close other programs.').waitFor()
    await alert.getByText('engine/out-of-memory').waitFor()
    await expect.poll(() => alert.getByRole('button', { name: 'Copy details' }).count()).toBe(1)
    await expect.poll(() => alert.getByRole('button', { name: 'Retry' }).count()).toBe(1)
    const rail = page.getByRole('button', { name: /in queue/ })
    await expect
      .poll(() => rail.getAttribute('aria-label'))
      .toBe('Pretend processor: ready, 0 running, 0 in queue, 1 failed. Open the activity')
    await expect
      .poll(() => rail.locator('.light.ready').count(), { message: 'the light is the device’s' })
      .toBe(1)
    await expect.poll(() => rail.locator('.open.failed').getAttribute('data-count')).toBe('1')
    await rail.click()
    const activity = page.getByRole('dialog', { name: 'Activity' })
    await activity
      .getByText('Make the picture smaller, lower the batch, or close other programs. (engine/out-of-memory)')
      .waitFor()
    await expect.poll(() => activity.getByRole('button', { name: 'Retry' }).count()).toBe(1)
    await page.screenshot({ path: 'test/screens/output/activity-failed.png' })
    await page.keyboard.press('Escape')
    expect(await axeViolations(page)).toEqual([])
    await alert.getByRole('button', { name: 'Dismiss' }).click()
    await result().waitFor()
    await prompt().fill('strawberry on a blue background')
  })

  test('a dead engine is told, and the next picture is made', async () => {
    const before = await options().count()
    await field('Steps').fill('100')
    studio.engine.holdAfter(5)
    await button('Generate').click()
    await page.getByText(/^Step \d+ of 100$/).waitFor()
    studio.engine.letGo()
    studio.engine.die()
    await page.getByRole('alert').first().waitFor()
    await idle()
    await field('Steps').fill('5')
    await button('Generate').click()
    await expect.poll(() => options().count(), { timeout: 30_000 }).toBe(before + 1)
    await idle()
  })
})

describe('the session', () => {
  test('keys move, compare, pin, like and trash, and trash is undone', async () => {
    const count = await options().count()
    const list = page.getByRole('listbox', { name: 'Session' })
    const selected = () => list.locator('[aria-selected="true"]').getAttribute('aria-posinset')
    await list.focus()
    await page.keyboard.press('ArrowRight')
    await expect.poll(selected).toBe('2')
    await page.keyboard.press('c')
    await page.getByRole('slider', { name: 'Divider' }).waitFor()
    const sides = page.locator('[data-stage] [data-side]')
    await expect
      .poll(() => sides.allInnerTexts())
      .toEqual([expect.stringMatching(/^Before\s+seed \d+/), expect.stringMatching(/^After\s+seed \d+/)])
    await page.screenshot({ path: 'test/screens/output/compare-dark.png' })
    await page.keyboard.press('Escape')
    await expect.poll(() => page.getByRole('slider').count()).toBe(0)
    await page.keyboard.press(' ')
    const full = page.getByRole('dialog', { name: 'Full window' })
    await full.getByText(/^2 of \d+ · 128 × 128 · seed \d+/).waitFor()
    await page.keyboard.press('z')
    const shown = full.getByRole('img')
    await expect.poll(async () => (await shown.boundingBox())!.width).toBe(128)
    await page.screenshot({ path: 'test/screens/output/full-pixels.png' })
    await page.keyboard.press('z')
    await expect.poll(async () => (await shown.boundingBox())!.width).toBeGreaterThan(500)
    await page.keyboard.press('f')
    await expect
      .poll(() => full.getByRole('button', { name: 'Favourite' }).getAttribute('aria-pressed'))
      .toBe('true')
    await page.screenshot({ path: 'test/screens/output/full-window.png' })
    await page.keyboard.press('f')
    await page.keyboard.press('Escape')
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
    await list.focus()
    await page.keyboard.press('f')
    await expect.poll(() => button('Favourite').getAttribute('aria-pressed')).toBe('true')
    await page.keyboard.press('Delete')
    await expect.poll(() => options().count()).toBe(count - 1)
    await page
      .getByRole('status')
      .filter({ hasText: 'Picture moved to the trash.' })
      .getByRole('button', { name: 'Undo' })
      .click()
    await expect.poll(() => options().count()).toBe(count)
    await expect.poll(selected).toBe('2')
  })

  test('the settings of a picture are used, and put back by Undo', async () => {
    await options().last().click()
    await expect.poll(() => button('Compare').isDisabled()).toBe(true)
    await expect.poll(() => button('Compare').getAttribute('title')).toMatch(/no picture before/)
    await prompt().fill('something else')
    await field('Steps').fill('33')
    await button('Use settings').click()
    await expect.poll(() => prompt().inputValue()).toBe('strawberry on a blue background')
    await expect.poll(() => field('Steps').inputValue()).toBe('20')
    await page.getByText('Settings of the picture are in use.').waitFor()
    await page.getByRole('status').getByRole('button', { name: 'Undo' }).last().click()
    await expect.poll(() => prompt().inputValue()).toBe('something else')
    await expect.poll(() => field('Steps').inputValue()).toBe('33')
  })
})

describe('fields', () => {
  test('the seed is random or pinned, and visible which', async () => {
    await button('Random seed').click()
    await expect.poll(() => field('Seed').inputValue()).toBe('')
    const last = await field('Seed').getAttribute('placeholder')
    await button('random: Pin the last seed').click()
    await expect.poll(() => field('Seed').inputValue()).toBe(last)
    await page.getByText('pinned', { exact: true }).waitFor()
    await field('Seed').press('ArrowUp')
    await expect.poll(() => field('Seed').inputValue()).toBe(((BigInt(last!) + 1n) % 2n ** 64n).toString())
    await field('Seed').fill('18446744073709551616')
    await field('Seed').press('Enter')
    await page.getByText('0 to 18446744073709551615, or -1 for random').waitFor()
    await field('Seed').press('Escape')
  })

  test('sizes step by 64 and by 8, swap, and come from presets', async () => {
    await field('Width').press('ArrowUp')
    await expect.poll(() => field('Width').inputValue()).toBe('192')
    await field('Width').press('Shift+ArrowUp')
    await expect.poll(() => field('Width').inputValue()).toBe('200')
    await button('Swap width and height').click()
    await expect
      .poll(async () => [await field('Width').inputValue(), await field('Height').inputValue()])
      .toEqual(['128', '200'])
    await page.getByRole('button', { name: /Size presets/ }).click()
    await page.getByRole('menuitemradio', { name: /^1:1/ }).click()
    await expect
      .poll(async () => [await field('Width').inputValue(), await field('Height').inputValue()])
      .toEqual(['128', '128'])
    await field('Guidance').fill('5')
    await field('Guidance').press('ArrowUp')
    await expect.poll(() => field('Guidance').inputValue()).toBe('5.5')
    await field('Guidance').press('Shift+ArrowUp')
    await expect.poll(() => field('Guidance').inputValue()).toBe('5.6')
  })

  test('a label is dragged, and a double click on it resets', async () => {
    await field('Steps').fill('20')
    const label = page.getByText('Steps', { exact: true })
    await label.hover()
    await page.mouse.down()
    await page.mouse.move(400, 440, { steps: 4 })
    await page.mouse.up()
    await expect.poll(async () => Number(await field('Steps').inputValue())).toBeGreaterThan(20)
    await label.dblclick()
    await expect.poll(() => field('Steps').inputValue()).toBe('20')
  })

  test('Ctrl+Up raises the attention of the word, and the browser undoes it', async () => {
    await prompt().fill('red apple')
    await prompt().press('End')
    await prompt().press('Control+ArrowUp')
    await expect.poll(() => prompt().inputValue()).toBe('red (apple:1.1)')
    await prompt().press('Control+ArrowDown')
    await expect.poll(() => prompt().inputValue()).toBe('red apple')
    await prompt().press('Control+ArrowUp')
    await prompt().press('Control+z')
    await expect.poll(() => prompt().inputValue()).not.toBe('red (apple:1.1)')
  })

  test('tokens are counted and the border is drawn', async () => {
    await prompt().fill('cat '.repeat(90))
    await page.getByText('90 / 150').waitFor()
    await expect.poll(() => page.locator('.mirror .border').count()).toBe(1)
    await prompt().fill('cat')
    await page.getByText('1 / 75').waitFor()
    await expect.poll(() => page.locator('.mirror .border').count()).toBe(0)
  })

  test('a refused model is listed with its reason and cannot be chosen; another brings its size', async () => {
    const model = page.getByRole('combobox', { name: 'Model', exact: true })
    await model.click()
    const refused = page.getByRole('option', { name: /broken/i })
    await expect.poll(() => refused.getAttribute('aria-disabled')).toBe('true')
    await expect.poll(() => refused.textContent()).toContain('The file ends before its last tensor does.')
    expect(await axeViolations(page)).toEqual([])
    await page.getByRole('option', { name: /painter/i }).click()
    await expect.poll(() => field('Width').inputValue()).toBe('1024')
    await model.click()
    await page.getByRole('option', { name: /emoji/i }).click()
    await expect.poll(() => field('Width').inputValue()).toBe('128')
  })
})

describe('coming back', () => {
  test('a reload restores every field and the session exactly', async () => {
    await prompt().fill('whale on a yellow background')
    await page.getByRole('textbox', { name: 'Negative prompt' }).fill('fog')
    await field('Width').fill('256')
    await field('Steps').fill('7')
    await field('Guidance').fill('3.25')
    await field('Seed').fill('9007199254740993')
    await field('Batch').fill('2')
    await page.getByRole('combobox', { name: 'Sampler' }).click()
    await page.getByRole('option', { name: 'Heun', exact: true }).click()
    await page.getByRole('combobox', { name: 'Scheduler' }).click()
    await page.getByRole('option', { name: 'Beta', exact: true }).click()
    await button('VAE, clip skip, noise, profile').click()
    await field('Clip skip').fill('2')
    await page.getByRole('combobox', { name: 'Noise source' }).click()
    await page.getByRole('option', { name: /NVIDIA/ }).click()
    await options().nth(2).click()
    const before = await everything()
    // At once: what was typed last must survive without a pause.
    await prompt().fill('whale on a yellow background, calm')
    await page.reload()
    await button('Generate').waitFor()
    await expect.poll(everything).toEqual({ ...before, prompt: 'whale on a yellow background, calm' })
  })

  async function everything(): Promise<Record<string, unknown>> {
    const values: Record<string, unknown> = { prompt: await prompt().inputValue() }
    for (const name of ['Width', 'Height', 'Steps', 'Guidance', 'Seed', 'Batch', 'Clip skip']) {
      values[name] = await field(name).inputValue()
    }
    for (const name of ['Model', 'Sampler', 'Scheduler', 'VAE', 'Noise source']) {
      values[name] = await page.getByRole('combobox', { name, exact: true }).textContent()
    }
    values['negative'] = await page.getByRole('textbox', { name: 'Negative prompt' }).inputValue()
    values['pictures'] = await options().count()
    values['selected'] = await page
      .locator('[role="option"][aria-selected="true"]')
      .getAttribute('aria-posinset')
    return values
  }

  test('two windows change what they have changed, and see what the other did', async () => {
    const other = await studio.open()
    await other.getByRole('textbox', { name: 'Negative prompt' }).fill('rain')
    await prompt().fill('whale on a red background')
    await expect.poll(() => page.getByRole('textbox', { name: 'Negative prompt' }).inputValue()).toBe('rain')
    await expect
      .poll(() => other.getByRole('textbox', { name: 'Prompt', exact: true }).inputValue())
      .toBe('whale on a red background')
    await other.context().close()
    await page.reload()
    await button('Generate').waitFor()
    await expect.poll(() => page.getByRole('textbox', { name: 'Negative prompt' }).inputValue()).toBe('rain')
    await expect.poll(() => prompt().inputValue()).toBe('whale on a red background')
  })

  test('a disk that takes nothing is told until it does', async () => {
    const { events } = studio.app.studio
    const told = page.getByRole('region', { name: 'Notifications' }).getByRole('alert')
    const problem = reportError(new AppError('disk/data-full', { name: 'catalog.sqlite' }))
    events.publish({ type: 'storage', problem })
    await told.getByText('The disk with Lamina’s data is full').waitFor()
    await told.getByText('What you type is kept until Lamina quits').waitFor()
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: join(output, `create-disk-full-${colorScheme}.png`) })
      expect(await axeViolations(page)).toEqual([])
    }
    await page.emulateMedia({ colorScheme: 'dark' })
    events.publish({ type: 'storage', problem: null })
    await expect.poll(() => told.count()).toBe(0)
  })

  test('what happened to the catalog is told until it is read', async () => {
    const told = page.getByRole('region', { name: 'Notifications' }).getByRole('alert')
    const rescued = new AppError('catalog/rescued', {
      backupAt: '2026-11-29 06:55',
      pictures: 12,
      folder: '/data/damaged/2026-11-30T06-55-12-000',
    })
    studio.app.studio.events.publish({ type: 'catalog', told: reportError(rescued) })
    await told.getByText('12 pictures were found again').waitFor()
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: join(output, `create-catalog-rescued-${colorScheme}.png`) })
      expect(await axeViolations(page)).toEqual([])
    }
    await page.emulateMedia({ colorScheme: 'dark' })
    await told.getByRole('button', { name: 'Close' }).press('Enter')
    await expect.poll(() => told.count()).toBe(0)
  })

  test('axe finds nothing, and nothing went wrong on the way', async () => {
    expect(await axeViolations(page)).toEqual([])
    expect(studio.troubles).toEqual([])
  })
})
