// The stack column as a person uses it: picker, cards, tags, words, order, saved
// stacks, Live and the strip. Fake engine.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Locator, Page } from 'playwright-core'
import { hasFocus } from '../support/has-focus.ts'
import {
  axeViolations,
  changesEnd,
  openStudio,
  watchLayoutShift,
  type Studio,
} from '../support/open-studio.ts'

const output = join(import.meta.dirname, '../screens/output')
let studio: Studio
let page: Page

beforeAll(async () => {
  mkdirSync(output, { recursive: true })
  studio = await openStudio({
    stepMs: 10,
    models: ['emoji-diffusion-128', 'ink.lora', 'wash.lora', 'paper.lora', 'broken.lora'],
  })
  page = await studio.open()
})
afterAll(() => studio.close())

const button = (name: string) => page.getByRole('button', { name, exact: true })
const prompt = () => page.getByRole('textbox', { name: 'Prompt', exact: true })
const cards = () => page.locator('[data-card]')
const card = (name: string) => page.getByRole('group', { name, exact: true })
const slider = (name: string) => card(name).getByRole('slider', { name: 'Weight', exact: true })
const value = (name: string) => card(name).getByRole('spinbutton', { name: 'Weight value', exact: true })
const live = () => page.getByRole('switch', { name: 'Live', exact: true })
const choices = () => page.getByRole('listbox', { name: 'Adapters to add' }).getByRole('option')
const session = () => page.getByRole('listbox', { name: 'Session' }).getByRole('option')
const names = () => cards().evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')))
const weightOf = async (name: string) => Number(await slider(name).getAttribute('aria-valuenow'))
/** Nothing may stick out of the window. */
const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
const photograph = (name: string) => page.screenshot({ path: join(output, `${name}.png`) })

describe('the picker', () => {
  test('A opens it beside the picture; a click adds and it stays open', async () => {
    await page.locator('body').press('a')
    const search = page.getByRole('combobox', { name: 'Find an adapter' })
    await hasFocus(search)
    await expect.poll(() => choices().count()).toBe(4)
    await choices().filter({ hasText: 'ink' }).click()
    await card('ink.lora').waitFor()
    await photograph('picker-dark')
    expect(await axeViolations(page)).toEqual([])
    const under = async () => {
      const picker = (await page.getByRole('dialog', { name: 'Add adapter' }).boundingBox())!
      const strip = (await page.getByRole('listbox', { name: 'Session' }).boundingBox())!
      return strip.x + strip.width - picker.x
    }
    await expect.poll(under, { message: 'nothing of the stage lies under it' }).toBeLessThanOrEqual(0)
    await search.press('ArrowDown')
    await search.fill('wash')
    await expect.poll(() => choices().count()).toBe(1)
    await search.press('Enter')
    await card('wash.lora').waitFor()
    await search.press('Escape')
    await expect.poll(() => choices().count()).toBe(0)
    await expect.poll(names).toEqual(['ink.lora', 'wash.lora'])
  })

  test('one that is in the stack is shown there, and not added twice', async () => {
    await page.locator('body').press('a')
    const search = page.getByRole('combobox', { name: 'Find an adapter' })
    await search.pressSequentially('ink.lora')
    await expect.poll(() => choices().count()).toBe(1)
    await page.keyboard.press('Enter')
    await hasFocus(slider('ink.lora'))
    await expect.poll(names).toEqual(['ink.lora', 'wash.lora'])
    await button('Close').click()
  })

  test('what cannot be used says so and is not added', async () => {
    await button('Add adapter').click()
    const broken = choices().filter({ hasText: 'broken' })
    await broken.getByText(/^✕ .+\.$/).waitFor()
    await photograph('picker-reason')
    await broken.click({ force: true })
    await expect.poll(() => cards().count()).toBe(2)
    await button('Fits only').click()
    await expect.poll(() => choices().count()).toBe(3)
    await button('Fits only').click()
    await page.keyboard.press('Escape')
  })

  test('a card says its kind and whether it fits', async () => {
    await card('ink.lora').getByText('LoRA · 4').waitFor()
    await card('ink.lora').getByText('fits').waitFor()
  })
})

describe('one file of the whole stack', () => {
  test('is planned, made and proven; goes into the stack, and away again', async () => {
    await button('Stack menu').click()
    await page.getByRole('menuitem', { name: 'Merge into one adapter…' }).click()
    const sheet = page.getByRole('dialog', { name: 'Merge into one adapter' })
    await sheet.getByText('ink.lora + wash.lora.safetensors').waitFor()
    await sheet.getByText('Adapter, fp16, rank 8').waitFor()
    await photograph('merge-dark')
    expect(await axeViolations(page)).toEqual([])
    await sheet.getByRole('button', { name: 'Make it' }).click()
    await sheet.getByText('it changes exactly what was wanted').waitFor()
    await photograph('merged-dark')
    expect(await axeViolations(page)).toEqual([])
    await sheet.getByRole('button', { name: 'Add to stack' }).click()
    await card('ink.lora + wash.lora').waitFor()
    await sheet.getByRole('button', { name: 'Undo' }).click()
    await sheet.waitFor({ state: 'detached' })
    await card('ink.lora + wash.lora').getByText('missing').first().waitFor()
    await page.keyboard.press('Control+z')
    await expect.poll(names).toEqual(['ink.lora', 'wash.lora'])
  })
})

describe('a weight', () => {
  test('arrows step by 0.05, with Shift by 0.01, and the field says the same', async () => {
    await expect.poll(() => weightOf('ink.lora')).toBe(1)
    await slider('ink.lora').press('ArrowLeft')
    await expect.poll(() => weightOf('ink.lora')).toBe(0.95)
    await slider('ink.lora').press('Shift+ArrowLeft')
    await expect.poll(() => weightOf('ink.lora')).toBe(0.94)
    await expect.poll(() => value('ink.lora').inputValue()).toBe('0.94')
  })

  test('any number can be typed, a sum too, and the slider follows', async () => {
    await value('ink.lora').fill('1.5*2')
    await value('ink.lora').press('Enter')
    await expect.poll(() => weightOf('ink.lora')).toBe(3)
    await expect
      .poll(async () => Number(await slider('ink.lora').getAttribute('aria-valuemax')))
      .toBeGreaterThanOrEqual(3)
    await value('ink.lora').fill('0.8')
    await value('ink.lora').press('Enter')
  })

  test('the thumb is dragged, catches at 0, and a double-click brings the preferred weight', async () => {
    const box = (await slider('wash.lora').boundingBox())!
    const range = { min: -0.5, max: 1.5 }
    const at = (weight: number) => box.x + ((weight - range.min) / (range.max - range.min)) * box.width
    const y = box.y + box.height / 2
    await page.mouse.move(at(1), y)
    await page.mouse.down()
    await page.mouse.move(at(0.5), y, { steps: 4 })
    await page.mouse.move(at(0) + 1, y, { steps: 4 })
    await expect.poll(() => weightOf('wash.lora')).toBe(0)
    await page.mouse.up()
    await page.mouse.dblclick(at(0), y)
    await expect.poll(() => weightOf('wash.lora')).toBe(1)
  })

  test('off and on, and Alt-click hears one alone', async () => {
    const on = (name: string) => card(name).getByRole('switch', { name: 'On', exact: true })
    await on('ink.lora').click({ modifiers: ['Alt'] })
    await expect.poll(() => on('wash.lora').getAttribute('aria-checked')).toBe('false')
    await expect.poll(() => on('ink.lora').getAttribute('aria-checked')).toBe('true')
    await on('ink.lora').click({ modifiers: ['Alt'] })
    await expect.poll(() => on('wash.lora').getAttribute('aria-checked')).toBe('true')
    await on('wash.lora').click()
    await expect.poll(() => on('wash.lora').getAttribute('aria-checked')).toBe('false')
    await on('wash.lora').click()
  })

  test('the picture is made with the stack as it is seen', async () => {
    await button('Generate').click()
    await session().first().waitFor()
    const stack = studio.engine.made.at(-1)!.request.stack
    expect(stack.map(({ name, weight, on }) => ({ name, weight, on }))).toEqual([
      { name: 'ink.lora', weight: 0.8, on: true },
      { name: 'wash.lora', weight: 1, on: true },
    ])
  })
})

describe('which one did that', () => {
  const dialog = () => page.getByRole('dialog', { name: 'Which one did that?' })
  const rows = () =>
    dialog().getByRole('list', { name: 'Adapters, the strongest first' }).getByRole('listitem')
  const pressed = (name: string) => dialog().getByRole('button', { name, exact: true, pressed: true })

  test('W makes it again without each; a spot names who did it, D damps, and one step back restores', async () => {
    await session().first().click()
    await page.keyboard.press('w')
    const changed = rows().filter({ hasText: 'changed 100% of the picture visibly' })
    // The process that compares starts with the first.
    await expect.poll(() => changed.count(), { timeout: 30_000 }).toBe(2)
    // The pretend engine turns the hue by the weights that act.
    await rows().first().getByText('wash.lora').waitFor()
    const first = rows().first().getByRole('button').first()
    await hasFocus(first)
    await page.keyboard.press('Space')
    await pressed('Without it').waitFor()
    await dialog().getByRole('img', { name: 'The picture without wash.lora' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await dialog().getByRole('img', { name: 'The picture without ink.lora' }).waitFor()
    await page.keyboard.press('Space')
    await pressed('What it changed').waitFor()
    await dialog().getByRole('application', { name: 'The picture' }).click()
    await dialog().getByText('This spot: wash.lora').waitFor()
    await changesEnd(page)
    await photograph('which-one-dark')
    expect(await axeViolations(page)).toEqual([])
    await page.keyboard.press('d')
    await dialog().getByRole('button', { name: 'Damp: 0.70 → 0.49 (wash.lora)' }).waitFor()
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'detached' })
    await expect.poll(() => weightOf('wash.lora')).toBe(0.7)
    await page.keyboard.press('Control+z')
    await expect.poll(() => weightOf('wash.lora')).toBe(1)
    await expect.poll(() => session().count()).toBe(1)
  })

  test('what is compared already is there again, from the menu of the stage, until it is put away', async () => {
    const made = studio.engine.made.length
    await page
      .getByRole('region', { name: 'Picture' })
      .getByRole('button', { name: 'More', exact: true })
      .click()
    await page.getByRole('menuitem', { name: /^Which one did that/ }).click()
    await rows().filter({ hasText: 'changed 100%' }).first().waitFor()
    await dialog().getByRole('button', { name: 'Put away' }).click()
    await dialog().waitFor({ state: 'detached' })
    expect(studio.engine.made).toHaveLength(made)
  })
})

describe('words', () => {
  const toggle = () => card('ink.lora').getByRole('button', { name: /inkwork/ })

  test('a group is put into the prompt and taken out, and shows where it is', async () => {
    await expect.poll(() => toggle().getAttribute('aria-pressed')).toBe('false')
    await toggle().click()
    await expect.poll(() => prompt().inputValue()).toBe('strawberry on a blue background, inkwork')
    await expect.poll(() => toggle().getAttribute('aria-pressed')).toBe('true')
    await toggle().click()
    await expect.poll(() => prompt().inputValue()).toBe('strawberry on a blue background')
  })

  test('removing a card takes its words along; Undo brings both back', async () => {
    await toggle().click()
    await card('ink.lora').getByRole('button', { name: 'Menu of ink.lora' }).click()
    await page.getByRole('menuitem', { name: /^Remove/ }).click()
    await expect.poll(() => card('ink.lora').count()).toBe(0)
    await expect.poll(() => prompt().inputValue()).toBe('strawberry on a blue background')
    await button('Undo').last().click()
    await card('ink.lora').waitFor()
    await expect.poll(() => prompt().inputValue()).toBe('strawberry on a blue background, inkwork')
    await expect.poll(names).toEqual(['ink.lora', 'wash.lora'])
  })

  test('which words were its own is still known after a reload', async () => {
    const saved = () =>
      studio.app.studio.workspace.get(studio.app.studio.models.list(), studio.app.studio.adapters)
        .insertedWords
    await expect.poll(() => Object.values(saved()).flat()).toEqual(['inkwork'])
    await page.reload()
    await slider('ink.lora').focus()
    await page.keyboard.press('Delete')
    await expect.poll(() => card('ink.lora').count()).toBe(0)
    await expect.poll(() => prompt().inputValue()).toBe('strawberry on a blue background')
    await button('Undo').last().click()
    await card('ink.lora').waitFor()
  })

  test('words that were edited stay when the card goes', async () => {
    await prompt().fill('strawberry, (inkwork:1.3)')
    await slider('ink.lora').focus()
    await page.keyboard.press('Delete')
    await expect.poll(() => card('ink.lora').count()).toBe(0)
    await expect.poll(() => prompt().inputValue()).toBe('strawberry, (inkwork:1.3)')
    await prompt().fill('strawberry')
  })
})

describe('tags and cards', () => {
  test('a typed tag is at once a card, and both are one value', async () => {
    await prompt().fill('strawberry <lora:paper.lora:0.6>')
    await card('paper.lora').waitFor()
    await expect.poll(() => weightOf('paper.lora')).toBe(0.6)
    await slider('paper.lora').press('ArrowRight')
    await expect.poll(() => prompt().inputValue()).toBe('strawberry <lora:paper.lora:0.65>')
    await prompt().fill('strawberry <lora:paper.lora:-0.2>')
    await expect.poll(() => weightOf('paper.lora')).toBe(-0.2)
    await button('Generate').click()
    await expect.poll(() => session().count()).toBe(2)
    const acting = studio.engine.made.at(-1)!.request.stack.filter(({ name }) => name === 'paper.lora')
    expect(acting.map(({ weight }) => weight)).toEqual([-0.2])
  })

  test('deleting the tag removes the card; removing the card removes the tag', async () => {
    await prompt().fill('strawberry')
    await expect.poll(() => card('paper.lora').count()).toBe(0)
    await prompt().fill('strawberry <lora:paper.lora:0.6>')
    await slider('paper.lora').focus()
    await page.keyboard.press('Delete')
    await expect.poll(() => card('paper.lora').count()).toBe(0)
    await expect.poll(() => prompt().inputValue()).toBe('strawberry')
  })

  test('a name that is nowhere stays as a card with its weight', async () => {
    await prompt().fill('strawberry <lora:nobody:0.4>')
    await card('nobody').getByText('missing', { exact: false }).first().waitFor()
    await expect.poll(() => weightOf('nobody')).toBe(0.4)
    await prompt().fill('strawberry')
  })

  test('after < the adapters are offered; Enter writes the tag', async () => {
    await prompt().fill('')
    await prompt().pressSequentially('strawberry <pap')
    const offered = page.getByRole('listbox', { name: 'Adapters', exact: true }).getByRole('option')
    await expect.poll(() => offered.count()).toBe(1)
    await prompt().press('Enter')
    await expect.poll(() => prompt().inputValue()).toBe('strawberry <lora:paper.lora:1>')
    await card('paper.lora').waitFor()
    await expect.poll(() => offered.count()).toBe(0)
  })
})

describe('the order', () => {
  test('Alt+Up and Alt+Down move a card, and it is said', async () => {
    await expect.poll(names).toEqual(['wash.lora', 'paper.lora'])
    await slider('paper.lora').focus()
    await page.keyboard.press('Alt+ArrowUp')
    await expect.poll(names).toEqual(['paper.lora', 'wash.lora'])
    await page.getByText('paper.lora: place 1 of 2').waitFor({ state: 'attached' })
    await hasFocus(slider('paper.lora'))
  })

  test('the grip drags it back', async () => {
    const grip = (await card('paper.lora').getByRole('button', { name: 'Move paper.lora' }).boundingBox())!
    const other = (await card('wash.lora').boundingBox())!
    await page.mouse.move(grip.x + 8, grip.y + 8)
    await page.mouse.down()
    await page.mouse.move(grip.x + 8, other.y + other.height - 6, { steps: 6 })
    await page.mouse.up()
    await expect.poll(names).toEqual(['wash.lora', 'paper.lora'])
    await expect.poll(() => page.locator('[data-card].dragged').count()).toBe(0)
  })
})

describe('an opened card', () => {
  test('has a text weight that follows until it is moved, blocks, steps and notes', async () => {
    const more = card('wash.lora').getByRole('button', { name: 'More', exact: true })
    await more.click()
    await expect.poll(() => more.getAttribute('aria-expanded')).toBe('true')
    const text = card('wash.lora').getByRole('slider', { name: 'Text weight', exact: true })
    await text.press('ArrowLeft')
    await expect.poll(async () => Number(await text.getAttribute('aria-valuenow'))).toBe(0.95)
    await card('wash.lora').getByRole('button', { name: 'Follow weight' }).click()
    await expect.poll(async () => Number(await text.getAttribute('aria-valuenow'))).toBe(1)
    const block = card('wash.lora').getByRole('slider', { name: 'Block BASE' })
    await block.press('ArrowDown')
    await expect.poll(async () => Number(await block.getAttribute('aria-valuenow'))).toBe(0.95)
    const start = card('wash.lora').getByRole('slider', { name: 'Starts at' })
    await start.press('ArrowRight')
    await expect.poll(() => start.getAttribute('aria-valuetext')).toBe('5%')
    expect(await axeViolations(page)).toEqual([])
    await photograph('card-open-dark')
    await block.press('ArrowUp')
    await start.press('ArrowLeft')
    await more.click()
  })
})

describe('saved stacks', () => {
  test('a stack is saved under a name and loaded again', async () => {
    await button('Save').click()
    await page.getByRole('textbox', { name: 'Stack name' }).fill('Studies')
    await page.getByRole('textbox', { name: 'Stack name' }).press('Enter')
    await expect
      .poll(() => page.getByRole('combobox', { name: 'Stack', exact: true }).innerText())
      .toContain('Studies')
    await prompt().fill('strawberry')
    await button('Stack menu').click()
    await page.getByRole('menuitem', { name: 'Remove all' }).click()
    await expect.poll(() => cards().count()).toBe(0)
    await page.getByRole('combobox', { name: 'Stack', exact: true }).click()
    await page.getByRole('option', { name: /Studies/ }).click()
    await expect.poll(names).toEqual(['wash.lora', 'paper.lora'])
  })

  test('the stack is there after a reload', async () => {
    await expect
      .poll(
        () =>
          studio.app.studio.workspace.get(studio.app.studio.models.list(), studio.app.studio.adapters).request
            .stack.length,
      )
      .toBe(2)
    await page.reload()
    await expect.poll(names).toEqual(['wash.lora', 'paper.lora'])
  })
})

describe('Live', () => {
  test('a slider at rest makes the same seed again, nothing is kept, nothing moves', async () => {
    const before = await session().count()
    const shifted = await watchLayoutShift(page)
    await live().click()
    await page.getByText('draft', { exact: true }).waitFor()
    const seed = studio.engine.made.at(-1)!.request.seed
    await slider('wash.lora').press('ArrowLeft')
    await expect.poll(() => studio.engine.made.at(-1)!.request.stack[0]?.weight).toBe(0.95)
    expect(studio.engine.made.at(-1)!.request.seed).toBe(seed)
    expect(await shifted()).toBeLessThan(0.01)
    await expect.poll(() => session().count()).toBe(before)
    await expect.poll(() => page.getByText('draft', { exact: true }).count()).toBe(1)
    await photograph('live-dark')
  })

  test('Enter keeps the draft', async () => {
    const before = await session().count()
    await page.getByText(/Enter keeps/).waitFor()
    await page.locator('body').press('Enter')
    await expect.poll(() => session().count()).toBe(before + 1)
    await live().click()
    await expect.poll(() => live().getAttribute('aria-checked')).toBe('false')
  })
})

describe('steering', () => {
  test('with Ctrl held a slider changes the picture being made', async () => {
    await page.getByRole('spinbutton', { name: 'Steps', exact: true }).fill('100')
    const before = await session().count()
    studio.engine.holdAfter(5)
    await button('Generate').click()
    await page.getByText('Step 5 of 100', { exact: true }).waitFor()
    await slider('wash.lora').press('Control+ArrowLeft')
    await page.getByText(/^Step [6-9] of 100$/).waitFor()
    studio.engine.letGo()
    await expect.poll(() => session().count(), { timeout: 20_000 }).toBe(before + 1)
    const [picture] = studio.app.studio.pictures.list(null, 1)
    expect(picture?.record!.steered.length).toBeGreaterThan(0)
    await page.getByRole('spinbutton', { name: 'Steps', exact: true }).fill('10')
  })
})

describe('the strip', () => {
  test('shows ten weights with 0 and the preferred one; arrows step and Enter keeps', async () => {
    // A strip that lasts until it has been looked at.
    const steps = page.getByRole('spinbutton', { name: 'Steps', exact: true })
    const usual = await steps.inputValue()
    await steps.fill('60')
    await steps.press('Enter')
    await card('wash.lora').getByRole('button', { name: 'Strip', exact: true }).click()
    const frames = page.getByRole('listbox', { name: 'Strip' }).getByRole('option')
    await expect.poll(() => frames.count()).toBe(10)
    await page.getByText(/^Picture \d+ of 10 · Step \d+ of \d+$/).waitFor()
    await page.getByRole('button', { name: /1 running/ }).click()
    const activity = page.getByRole('dialog', { name: 'Activity' })
    await activity.getByText(/^Picture \d+ of 10 · .+ left$/).waitFor()
    await expect.poll(() => activity.getByRole('button', { name: 'Cancel: Strip' }).count()).toBe(1)
    await photograph('activity-dark')
    await page.keyboard.press('Escape')
    await page.getByRole('listbox', { name: 'Strip' }).focus()
    await expect.poll(() => frames.locator('img').count(), { timeout: 60_000 }).toBe(10)
    await expect.poll(() => frames.filter({ hasText: '★' }).count()).toBe(1)
    await expect.poll(() => page.getByRole('option', { name: 'Weight 0', exact: true }).count()).toBe(1)
    await page.getByRole('img', { name: /^Strip: wash\.lora/ }).waitFor()
    await photograph('strip-dark')
    expect(await axeViolations(page)).toEqual([])
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await expect.poll(() => frames.count()).toBe(0)
    await expect.poll(() => weightOf('wash.lora')).toBe(0)
    await steps.fill(usual)
    await steps.press('Enter')
  })

  test('Escape closes it and changes nothing', async () => {
    await card('wash.lora').getByRole('button', { name: 'Strip', exact: true }).click()
    const frames = page.getByRole('listbox', { name: 'Strip' }).getByRole('option')
    await expect.poll(() => frames.count()).toBe(10)
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Escape')
    await expect.poll(() => frames.count()).toBe(0)
    await expect.poll(() => weightOf('wash.lora')).toBe(0)
  })
})

test('the light theme has enough contrast on cards too', async () => {
  await page.emulateMedia({ colorScheme: 'light' })
  await card('paper.lora')
    .getByRole('button', { name: /inkwork/ })
    .click()
  const on = card('wash.lora').getByRole('switch', { name: 'On', exact: true })
  for (const state of ['false', 'true']) {
    await on.click()
    await expect.poll(() => on.getAttribute('aria-checked')).toBe(state)
    await page.mouse.move(600, 400)
    await changesEnd(page)
    await photograph('stack-light')
    expect(await axeViolations(page)).toEqual([])
  }
  await page.emulateMedia({ colorScheme: 'dark' })
})

describe('where there is no room', () => {
  test('the column is a tab of the left one', async () => {
    await page.setViewportSize({ width: 1000, height: 640 })
    await page.getByRole('tab', { name: /Adapters/ }).click()
    await slider('wash.lora').click({ trial: true })
    await button('Generate').click({ trial: true })
    await photograph('stack-small')
    expect(await axeViolations(page)).toEqual([])
    await page.setViewportSize({ width: 390, height: 844 })
    await slider('wash.lora').scrollIntoViewIfNeeded()
    await photograph('stack-phone')
    await expect.poll(overflow).toBeLessThanOrEqual(0)
  })

  test.each([
    ['beside the picture', 1000, 640],
    ['over the left column', 700, 800],
    ['below the cards', 390, 844],
  ])('what is chosen from stands %s, and never over it', async (where, width, height) => {
    await page.setViewportSize({ width, height })
    const tab = page.getByRole('tab', { name: /Adapters/ })
    if (await tab.isVisible()) await tab.click()
    const add = page.getByRole('button', { name: /^Add adapter/ })
    await add.click()
    const search = page.getByRole('combobox', { name: 'Find an adapter' })
    await hasFocus(search)
    await expect.poll(() => choices().count()).toBeGreaterThan(0)
    await photograph(`picker-${width}`)
    const boxOf = async (one: Locator) => (await one.boundingBox())!
    const pickerBox = () => boxOf(page.getByRole('dialog', { name: 'Add adapter' }))
    const apart = async () => {
      const picker = await pickerBox()
      const stage = await boxOf(page.getByRole('region', { name: 'Picture' }))
      return Math.max(
        ...[picker.x - (stage.x + stage.width), stage.x - (picker.x + picker.width)],
        ...[picker.y - (stage.y + stage.height), stage.y - (picker.y + picker.height)],
      )
    }
    await expect.poll(apart, { message: where }).toBeGreaterThanOrEqual(0)
    await choices().first().click({ trial: true })
    await button('Generate').click({ trial: true })
    const picker = await pickerBox()
    expect(picker.y + picker.height).toBeLessThanOrEqual(height)
    expect(await axeViolations(page)).toEqual([])
    // One that is there is shown, also where the picker stands over it.
    await search.fill('wash.lora')
    await expect.poll(() => choices().count()).toBe(1)
    await search.press('Enter')
    await hasFocus(slider('wash.lora'))
    const isOver = where === 'over the left column'
    await expect.poll(() => search.isVisible()).toBe(!isOver)
    if (isOver) await add.click()
    await search.press('Escape')
    await hasFocus(add)
    await expect.poll(() => search.count()).toBe(0)
  })

  test('nothing went wrong on the way', () => {
    expect(studio.troubles).toEqual([])
  })
})

describe('files whose making a host left', () => {
  const row = (name: string) => page.getByRole('listitem').filter({ hasText: name })
  const openActivity = () => page.getByRole('button', { name: /2 interrupted/ }).click()

  test('one was being made and one waited as the host ended', async () => {
    const { rewritings, adapters } = studio.app.studio
    studio.engine.holdAfter(0)
    for (const name of ['ink.lora', 'wash.lora']) {
      const adapter = adapters.byName(name)!.id
      const work = { kind: 'convert' as const, model: null, adapter, to: 'peft' as const }
      await rewritings.start({ work, dtype: null, name: null })
    }
    await expect.poll(() => rewritings.list().map(({ state }) => state)).toContain('running')
    await studio.restart()
    expect(studio.app.studio.rewritings.list().map(({ state }) => state)).toEqual([
      'interrupted',
      'interrupted',
    ])
  })

  test.each([
    ['dark', 'en-GB', 1440, 900],
    ['light', 'en-GB', 390, 844],
    ['light', 'ja', 1440, 900],
  ] as const)(
    'are told after the next start: %s, %s, %d wide',
    async (colorScheme, locale, width, height) => {
      const viewport = { width, height }
      page = await studio.open({ colorScheme, locale, viewport })
      await page.getByRole('button', { name: locale === 'ja' ? /中断 2 件/ : /2 interrupted/ }).click()
      await row('ink.lora peft.safetensors').waitFor()
      await changesEnd(page)
      await photograph(`interrupted-${colorScheme}-${locale}-${width}`)
      const isWholeInside = async () => {
        const shown = (await row('ink.lora peft.safetensors').boundingBox())!
        return shown.x >= 0 && shown.x + shown.width <= width
      }
      await expect.poll(isWholeInside).toBe(true)
      expect(await axeViolations(page)).toEqual([])
      await expect.poll(overflow).toBeLessThanOrEqual(0)
    },
  )

  test('one is begun again and one is put away, by keys', async () => {
    page = await studio.open()
    await openActivity()
    const focusInside = page.getByRole('dialog', { name: 'Activity' }).locator(':focus')
    await button('Dismiss: wash.lora peft.safetensors').press('Enter')
    await row('wash.lora peft.safetensors').waitFor({ state: 'detached' })
    await focusInside.waitFor()
    await button('Start again: ink.lora peft.safetensors').press('Enter')
    await page.getByText('ink.lora peft.safetensors is in the library.').waitFor()
    await expect.poll(() => row('ink.lora peft.safetensors').count()).toBe(0)
    await studio.restart()
    page = await studio.open()
    await page.getByRole('button', { name: /0 running, 0 in queue\./ }).waitFor()
    expect(studio.troubles).toEqual([])
  })
})
