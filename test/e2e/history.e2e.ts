// One history for each place, walked with real keys: whatever was done last is what Ctrl+Z takes back.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { axeViolations, openStudio, type Studio } from '../support/open-studio.ts'

let studio: Studio
let page: Page

beforeAll(async () => {
  studio = await openStudio({
    stepMs: 15,
    models: ['emoji-diffusion-128', 'ink.lora', 'wash.lora', 'paper.lora'],
  })
  page = await studio.open()
  await page.clock.install()
  await page.reload()
  await button('Generate').waitFor()
})
afterAll(() => studio.close())

const button = (name: string) => page.getByRole('button', { name, exact: true })
const textbox = (name: string) => page.getByRole('textbox', { name, exact: true })
const field = (name: string) => page.getByRole('spinbutton', { name, exact: true })
const session = () => page.getByRole('listbox', { name: 'Session' }).getByRole('option')
const card = (name: string) => page.getByRole('group', { name, exact: true })
const slider = (name: string) => card(name).getByRole('slider', { name: 'Weight', exact: true })
const value = (name: string) => card(name).getByRole('spinbutton', { name: 'Weight value', exact: true })
const cards = () =>
  page.locator('[data-card]').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''))
const weight = async (name: string) => Number(await slider(name).getAttribute('aria-valuenow'))
const stage = () => page.locator('[data-stage] .room').click({ position: { x: 6, y: 6 } })

/** By the clock of the page: what is typed after it is another step. */
const pause = (): Promise<void> => page.clock.fastForward(1_000)

async function undo(): Promise<void> {
  await page.keyboard.press('Control+z')
}
async function redo(how: 'Control+Shift+z' | 'Control+y' = 'Control+Shift+z'): Promise<void> {
  await page.keyboard.press(how)
}
/** Back, forth and back again, by the keys. */
async function thereAndBack<Seen>(seen: () => Promise<Seen>, before: Seen, after: Seen): Promise<void> {
  await expect.poll(seen).toEqual(after)
  await undo()
  await expect.poll(seen).toEqual(before)
  await redo()
  await expect.poll(seen).toEqual(after)
  await redo()
  await expect.poll(seen).toEqual(after)
  await undo()
  await expect.poll(seen).toEqual(before)
}
async function add(name: string): Promise<void> {
  await page.keyboard.press('a')
  await page.getByRole('combobox', { name: 'Find an adapter' }).waitFor()
  await page.keyboard.type(name)
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
}

describe('in Create', () => {
  test('what is typed into the prompt, a word at a time, and never into another field', async () => {
    const prompt = () => textbox('Prompt').inputValue()
    const first = await prompt()
    await textbox('Negative prompt').click()
    await page.keyboard.type('blurry')
    await textbox('Prompt').click()
    await page.keyboard.press('Control+End')
    await page.keyboard.type(', at night')
    await pause()
    await page.keyboard.type(', rain')
    await undo()
    await expect.poll(prompt).toBe(`${first}, at night`)
    await expect
      .poll(() => textbox('Prompt').evaluate((node) => (node as HTMLTextAreaElement).selectionStart))
      .toBe(`${first}, at night`.length)
    await undo()
    await expect.poll(prompt).toBe(first)
    // The field is still the prompt, and the last thing that was done is the negative one.
    await undo()
    await expect.poll(() => textbox('Negative prompt').inputValue()).toBe('')
    await expect.poll(prompt).toBe(first)
    await redo('Control+y')
    await redo()
    await redo()
    await expect.poll(() => textbox('Negative prompt').inputValue()).toBe('blurry')
    await expect.poll(prompt).toBe(`${first}, at night, rain`)
    await undo()
    await undo()
  })

  test('attention, and a tag with its card', async () => {
    const prompt = () => textbox('Prompt').inputValue()
    const first = await prompt()
    await textbox('Prompt').click()
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('Control+ArrowUp')
    await thereAndBack(prompt, first, first.replace('strawberry', '(strawberry:1.1)'))
    await page.keyboard.press('Control+End')
    await page.keyboard.insertText(' <lora:ink.lora:0.5>')
    await card('ink.lora').waitFor()
    await undo()
    await expect.poll(cards).toEqual([])
    await expect.poll(prompt).toBe(first)
  })

  test('cards: added, weighed, moved, switched, removed', async () => {
    await stage()
    await add('ink')
    await thereAndBack(cards, [], ['ink.lora'])
    await redo()
    await add('wash')
    const at = () => weight('wash.lora')
    await slider('wash.lora').focus()
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    await thereAndBack(at, 1, 0.9)
    await value('wash.lora').click({ clickCount: 3 })
    await page.keyboard.type('0.35', { delay: 30 })
    await page.keyboard.press('Enter')
    await thereAndBack(at, 1, 0.35)
    await expect.poll(() => value('wash.lora').inputValue()).toBe('1.00')
    const box = (await slider('wash.lora').boundingBox())!
    await page.mouse.move(box.x + box.width * 0.75, box.y + box.height / 2)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.3, box.y + box.height / 2, { steps: 8 })
    await page.mouse.up()
    const dragged = await at()
    await thereAndBack(at, 1, dragged)
    await slider('wash.lora').focus()
    await page.keyboard.press('Alt+ArrowUp')
    await thereAndBack(cards, ['ink.lora', 'wash.lora'], ['wash.lora', 'ink.lora'])
    const on = () =>
      card('ink.lora').getByRole('switch', { name: 'On', exact: true }).getAttribute('aria-checked')
    await card('ink.lora').getByRole('switch', { name: 'On', exact: true }).click()
    await thereAndBack(on, 'true', 'false')
    await slider('ink.lora').focus()
    await page.keyboard.press('Delete')
    await thereAndBack(cards, ['ink.lora', 'wash.lora'], ['wash.lora'])
  })

  test('fields: a number typed, a seed, a choice, the size', async () => {
    const steps = () => field('Steps').inputValue()
    await field('Steps').click({ clickCount: 3 })
    await page.keyboard.type('35')
    await undo()
    await expect.poll(steps).toBe('20')
    await page.keyboard.type('x')
    await undo()
    await expect.poll(steps).toBe('20')
    await page.keyboard.press('PageUp')
    await thereAndBack(steps, '20', '30')
    await field('Seed').click()
    await page.keyboard.type('77')
    await page.keyboard.press('Enter')
    await stage()
    await thereAndBack(() => field('Seed').inputValue(), '', '77')
    const sampler = () => page.getByRole('combobox', { name: 'Sampler', exact: true }).innerText()
    const before = await sampler()
    await page.getByRole('combobox', { name: 'Sampler', exact: true }).click()
    await page.getByRole('option', { name: 'Euler a', exact: true }).click()
    await thereAndBack(sampler, before, 'Euler a')
    await field('Width').click({ clickCount: 3 })
    await page.keyboard.type('192')
    await page.keyboard.press('Tab')
    await button('Swap width and height').click()
    const size = async () => [await field('Width').inputValue(), await field('Height').inputValue()]
    await thereAndBack(size, ['192', '128'], ['128', '192'])
    await undo()
    await expect.poll(size).toEqual(['128', '128'])
  })

  test('a picture that went into the trash, whatever was typed before; a favourite; settings taken over', async () => {
    for (let made = 1; made <= 3; made++) {
      await button('Generate').click()
      await expect.poll(() => session().count(), { timeout: 20_000 }).toBe(made)
    }
    await textbox('Prompt').click()
    await page.keyboard.press('Control+End')
    await page.keyboard.type(', later')
    const prompt = await textbox('Prompt').inputValue()
    await stage()
    await page.keyboard.press('Delete')
    await thereAndBack(() => session().count(), 3, 2)
    await expect.poll(() => textbox('Prompt').inputValue()).toBe(prompt)
    await page.keyboard.press('f')
    const hearts = () => page.getByRole('listbox', { name: 'Session' }).locator('.heart').count()
    await thereAndBack(hearts, 0, 1)
    await page.keyboard.press('r')
    const both = async () => [await textbox('Prompt').inputValue(), (await field('Seed').inputValue()) !== '']
    await thereAndBack(both, [prompt, false], [prompt.replace(', later', ''), true])
    await undo()
    await expect.poll(() => textbox('Prompt').inputValue()).toBe(prompt.replace(', later', ''))
  })

  test('what waits: removed, and moved', async () => {
    await field('Steps').click({ clickCount: 3 })
    await page.keyboard.type('1000')
    await page.keyboard.press('Enter')
    studio.engine.holdAfter(5)
    for (const text of ['one', 'two', 'three', 'four']) {
      await textbox('Prompt').click()
      await page.keyboard.press('Control+a')
      await page.keyboard.type(text)
      await page.keyboard.press('Control+Enter')
    }
    const waiting = () =>
      studio.app.studio.jobs
        .open()
        .flatMap(({ state, request }) => (state === 'queued' && request !== null ? [request.prompt] : []))
    await expect.poll(waiting).toEqual(['two', 'three', 'four'])
    await page.getByRole('button', { name: /in queue/ }).click()
    const queue = page.getByRole('dialog', { name: 'Activity' })
    await queue.getByRole('button', { name: 'Remove from queue: three' }).click()
    await thereAndBack(() => Promise.resolve(waiting()), ['two', 'three', 'four'], ['two', 'four'])
    await queue.getByRole('button', { name: 'Move: four' }).focus()
    await page.keyboard.press('Alt+ArrowUp')
    await thereAndBack(() => Promise.resolve(waiting()), ['two', 'three', 'four'], ['two', 'four', 'three'])
    await page.keyboard.press('Escape')
    for (const { id } of studio.app.studio.jobs.open()) await studio.app.studio.jobs.cancel(id)
    studio.engine.letGo()
    await expect.poll(() => page.getByRole('progressbar', { name: 'Generating' }).count()).toBe(0)
  })

  test('a search keeps its own typing, and after it what was done', async () => {
    await stage()
    // Keys are those of the popover until it is gone.
    await page.getByRole('dialog', { name: 'Activity' }).waitFor({ state: 'detached' })
    const before = await cards()
    await page.keyboard.press('a')
    const search = page.getByRole('combobox', { name: 'Find an adapter' })
    await search.waitFor()
    await page.keyboard.type('pap')
    await pause()
    await page.keyboard.type('er')
    await undo()
    await expect.poll(() => search.inputValue()).toBe('pap')
    await undo()
    await expect.poll(() => search.inputValue()).toBe('')
    await redo()
    await redo()
    await expect.poll(() => search.inputValue()).toBe('paper')
    await page.keyboard.press('Enter')
    await expect.poll(cards).toEqual([...before, 'paper.lora'])
    await page.keyboard.press('Escape')
    await undo()
    await expect.poll(cards).toEqual(before)
  })

  test('the browser’s own undo, from its menu, is ours', async () => {
    await textbox('Prompt').click()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('from the menu')
    await textbox('Negative prompt').click()
    await page.keyboard.press('Control+End')
    await page.keyboard.type('x')
    const negative = await textbox('Negative prompt').inputValue()
    const session = await page.context().newCDPSession(page)
    await session.send('Input.dispatchKeyEvent', {
      type: 'rawKeyDown',
      key: 'Unidentified',
      commands: ['undo'],
    })
    await session.detach()
    await expect.poll(() => textbox('Negative prompt').inputValue()).toBe(negative.slice(0, -1))
    await expect.poll(() => textbox('Prompt').inputValue()).toBe('from the menu')
  })

  test('H lists what was done; a click walks there', async () => {
    await stage()
    await page.keyboard.press('h')
    const list = page.getByRole('dialog', { name: 'History' })
    await list.waitFor()
    expect(await axeViolations(page)).toEqual([])
    await page.screenshot({ path: 'test/screens/output/history-dark.png' })
    await list.getByRole('button', { name: 'As it was found' }).click()
    await expect.poll(() => textbox('Prompt').inputValue()).toBe('strawberry on a blue background')
    await expect.poll(cards).toEqual([])
    await list.getByRole('button').nth(1).click()
    await expect.poll(() => textbox('Prompt').inputValue()).toBe('from the menu')
    await page.keyboard.press('Escape')
  })
})

describe('in a training', () => {
  let folder: string
  const options = () => page.getByRole('listbox', { name: 'Pictures' }).getByRole('option')
  const caption = (at: number) => textbox(`Caption of drawing-${at}.png`)

  beforeAll(async () => {
    folder = join(studio.dataFolder, 'drawings')
    mkdirSync(folder)
    for (let at = 0; at < 6; at++) {
      await sharp({
        create: { width: 128, height: 128, channels: 3, background: `hsl(${at * 60}, 70%, 50%)` },
      })
        .composite([
          {
            input: { create: { width: 30, height: 30, channels: 3, background: '#000' } },
            left: at * 12,
            top: 8,
          },
        ])
        .png()
        .toFile(join(folder, `drawing-${at}.png`))
      writeFileSync(join(folder, `drawing-${at}.txt`), `ink, object ${at}`)
    }
  })

  test('a name, and a folder that was typed', async () => {
    await page.keyboard.press('Control+3')
    await button('Style').click()
    await textbox('Name').click()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('Ink')
    await thereAndBack(() => textbox('Name').inputValue(), 'Style', 'Ink')
    await page.keyboard.press('Control+Enter')
    await textbox('Folder of pictures').click()
    await page.keyboard.insertText(folder)
    await page.keyboard.press('Enter')
    await expect.poll(() => options().count()).toBe(6)
  })

  test('a picture left out comes back; the folder stays', async () => {
    await options().nth(1).click()
    await page.keyboard.press('Delete')
    await thereAndBack(() => options().count(), 6, 5)
    await expect.poll(() => textbox('Folder of pictures').inputValue()).toBe(folder)
  })

  test('captions, one typed and many at once', async () => {
    await page.keyboard.press('Control+Enter')
    await expect.poll(() => caption(0).inputValue()).toBe('ink, object 0')
    await caption(0).click()
    await page.keyboard.press('Control+End')
    await page.keyboard.type(', wet')
    await page.getByRole('textbox', { name: 'Add a tag', exact: true }).click()
    await page.keyboard.type('drawing')
    await button('Add at the end').click()
    const all = async () => Promise.all([caption(0).inputValue(), caption(5).inputValue()])
    await thereAndBack(
      all,
      ['ink, object 0, wet', 'ink, object 5'],
      ['ink, object 0, wet, drawing', 'ink, object 5, drawing'],
    )
    await caption(0).click()
    await undo()
    await expect.poll(all).toEqual(['ink, object 0', 'ink, object 5'])
  })

  test('a field of the recipe', async () => {
    await page.keyboard.press('Control+Enter')
    const rank = () => field('Rank').inputValue()
    const before = await rank()
    await field('Rank').click({ clickCount: 3 })
    await page.keyboard.type('12')
    await page.keyboard.press('Enter')
    await thereAndBack(rank, before, '12')
  })

  test('is not that of Create', async () => {
    await page.keyboard.press('Control+1')
    await stage()
    await undo()
    await page.keyboard.press('Control+3')
    await page
      .getByRole('link', { name: /Ink|Style/ })
      .first()
      .click()
    await expect.poll(() => field('Rank').inputValue()).not.toBe('12')
  })
})

test('in Settings a theme goes back', async () => {
  await page.keyboard.press('Control+,')
  const theme = () => page.evaluate(() => document.documentElement.dataset['theme'])
  await page.getByRole('combobox', { name: 'Theme' }).click()
  await page.getByRole('option', { name: 'Light' }).click()
  await thereAndBack(theme, 'dark', 'light')
})

test('nothing went wrong on the way', () => {
  expect(studio.troubles).toEqual([])
})
