// Numbers under real key presses: field, slider and engine say the same at every moment. Served app, fake engine.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { openStudio, type Studio } from '../support/open-studio.ts'

let studio: Studio
let page: Page

beforeAll(async () => {
  studio = await openStudio({
    stepMs: 10,
    models: ['emoji-diffusion-128', 'ink.lora', 'wash.lora', 'paper.lora', 'pen.lora'],
  })
  page = await studio.open()
  await page.keyboard.press('a')
  for (const name of ['ink', 'wash', 'paper', 'pen'])
    await page.getByRole('option').filter({ hasText: name }).first().click()
  await page.keyboard.press('Escape')
})
afterAll(() => studio.close())

const card = (name: string) => page.getByRole('group', { name, exact: true })
const slider = (name: string, label = 'Weight') =>
  card(name).getByRole('slider', { name: label, exact: true })
const value = (name: string, label = 'Weight value') =>
  card(name).getByRole('spinbutton', { name: label, exact: true })
const field = (name: string) => page.getByRole('spinbutton', { name, exact: true })
const session = () => page.getByRole('listbox', { name: 'Session' }).getByRole('option')
const weight = async (name: string, label = 'Weight') =>
  Number(await slider(name, label).getAttribute('aria-valuenow'))
const range = async (name: string) => [
  Number(await slider(name).getAttribute('aria-valuemin')),
  Number(await slider(name).getAttribute('aria-valuemax')),
]

/** A picture, and what the engine was asked for. */
async function generate() {
  const before = await session().count()
  await page.getByRole('button', { name: 'Generate', exact: true }).click()
  await expect.poll(() => session().count(), { timeout: 30_000 }).toBe(before + 1)
  return studio.engine.made.at(-1)!.request
}
async function sentWeight(name: string): Promise<number | undefined> {
  return (await generate()).stack.find((entry) => entry.name === name)?.weight
}
/** Field and slider of a card. */
async function shown(name: string) {
  return { field: await value(name).inputValue(), slider: await weight(name) }
}

describe.each(['ink.lora', 'wash.lora', 'paper.lora', 'pen.lora'])('the weight of %s', (name) => {
  test.each([
    { typed: '0.85', delay: 0, as: 0.85, text: '0.85' },
    { typed: '0.85', delay: 150, as: 0.85, text: '0.85' },
    { typed: '1.25', delay: 40, as: 1.25, text: '1.25' },
  ])('$typed is typed key by key ($delay ms)', async ({ typed, delay, as, text }) => {
    await value(name).dblclick()
    await page.keyboard.press('Control+a')
    await page.keyboard.type(typed, { delay })
    await expect.poll(() => value(name).inputValue()).toBe(typed)
    await page.keyboard.press('Tab')
    expect(await shown(name)).toEqual({ field: text, slider: as })
  })
})

describe('a weight', () => {
  const name = 'ink.lora'

  test('typed after Tab, settled by Enter, is what the engine gets', async () => {
    await slider(name).focus()
    await page.keyboard.press('Tab')
    await page.keyboard.type('0.35')
    await page.keyboard.press('Enter')
    expect(await shown(name)).toEqual({ field: '0.35', slider: 0.35 })
    expect(await sentWeight(name)).toBe(0.35)
  })

  test('what is being typed when Generate is clicked counts', async () => {
    await value(name).click({ clickCount: 3 })
    await page.keyboard.type('0.15*2')
    expect(await sentWeight(name)).toBe(0.3)
    expect(await shown(name)).toEqual({ field: '0.30', slider: 0.3 })
  })

  test('a double-click on the thumb is seen in the field, whatever was typed before', async () => {
    await value(name).click({ clickCount: 3 })
    await page.keyboard.type('0.3')
    await page.keyboard.press('Enter')
    await thumb(name, (x, y) => page.mouse.dblclick(x, y))
    expect(await shown(name)).toEqual({ field: '1.00', slider: 1 })
    expect(await sentWeight(name)).toBe(1)
  })

  test('pasted, it is taken; Escape gives up what is typed', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.evaluate(() => navigator.clipboard.writeText('0.7'))
    await value(name).click({ clickCount: 3 })
    await page.keyboard.press('Control+v')
    expect(await shown(name)).toEqual({ field: '0.7', slider: 0.7 })
    await page.keyboard.press('Enter')
    expect(await shown(name)).toEqual({ field: '0.70', slider: 0.7 })
    await page.keyboard.press('Control+a')
    await page.keyboard.type('0.2')
    await page.keyboard.press('Escape')
    expect(await shown(name)).toEqual({ field: '0.70', slider: 0.7 })
  })

  test('what was just typed is there after a reload', async () => {
    await value(name).click({ clickCount: 3 })
    await page.keyboard.type('0.45')
    await page.reload()
    await card(name).waitFor()
    expect(await shown(name)).toEqual({ field: '0.45', slider: 0.45 })
  })

  test('of the text encoders is typed as well', async () => {
    await card(name).getByRole('button', { name: 'More', exact: true }).click()
    await value(name, 'Text weight value').click({ clickCount: 3 })
    await page.keyboard.type('0.35', { delay: 40 })
    await page.keyboard.press('Tab')
    await expect.poll(() => value(name, 'Text weight value').inputValue()).toBe('0.35')
    expect(await weight(name, 'Text weight')).toBe(0.35)
    await card(name).getByRole('button', { name: 'More', exact: true }).click()
  })

  test('a wrong one is said, kept, and goes when the slider moves', async () => {
    await value(name).click({ clickCount: 3 })
    await page.keyboard.type('0.x')
    await page.keyboard.press('Tab')
    await expect.poll(() => value(name).getAttribute('aria-invalid')).toBe('true')
    await slider(name).focus()
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => value(name).getAttribute('aria-invalid')).toBe('false')
    expect(Number(await value(name).inputValue())).toBe(await weight(name))
  })
})

describe('the range of a slider', () => {
  const name = 'wash.lora'

  async function type(text: string): Promise<void> {
    await value(name).click({ clickCount: 3 })
    await page.keyboard.type(text)
    await page.keyboard.press('Enter')
  }

  test('does not grow while a number is typed, and then only as far as it has to', async () => {
    await value(name).click({ clickCount: 3 })
    await page.keyboard.type('2.3')
    await page.keyboard.press('Enter')
    await expect.poll(() => range(name)).toEqual([-0.5, 2.5])
  })

  test('no slip of the keyboard makes it useless', async () => {
    await type('1000000000')
    expect(await range(name)).toEqual([-0.5, 10])
    await expect.poll(() => value(name).inputValue()).toBe('1000000000.00')
    await type('1')
    await expect.poll(() => range(name)).toEqual([-0.5, 2.5])
    expect(await weight(name)).toBe(1)
  })

  test('is reset in the menu', async () => {
    await card(name)
      .getByRole('button', { name: `Menu of ${name}` })
      .click()
    await page.getByRole('menuitem', { name: /^Reset range/ }).click()
    await expect.poll(() => range(name)).toEqual([-0.5, 1.5])
    expect(await weight(name)).toBe(1)
  })

  test('grows when the thumb is dragged past an end, and a double-click at an end resets it', async () => {
    const box = (await slider(name).boundingBox())!
    const y = box.y + box.height / 2
    await thumb(name, async (x) => {
      await page.mouse.move(x, y)
      await page.mouse.down()
      await page.mouse.move(box.x + box.width + 60, y, { steps: 4 })
      await page.mouse.up()
    })
    await expect.poll(async () => (await range(name))[1]).toBeGreaterThan(1.5)
    await type('1')
    await page.mouse.dblclick(box.x + box.width - 2, y)
    await expect.poll(() => range(name)).toEqual([-0.5, 1.5])
    expect(await weight(name)).toBe(1)
  })
})

describe('keys and wheel', () => {
  test('a focused slider obeys the wheel, another one does not', async () => {
    await slider('paper.lora').focus()
    const before = await weight('paper.lora')
    const other = await weight('pen.lora')
    await slider('paper.lora').hover()
    await page.mouse.wheel(0, -100)
    const after = Math.round(100 * (before + 0.05)) / 100
    await expect.poll(() => weight('paper.lora')).toBe(after)
    expect(Number(await value('paper.lora').inputValue())).toBe(after)
    await slider('pen.lora').hover()
    await page.mouse.wheel(0, -100)
    expect(await weight('pen.lora')).toBe(other)
  })

  test('Page and end keys move a number; while it is typed Home is the caret’s', async () => {
    await field('Steps').click()
    await page.keyboard.press('End')
    await expect.poll(() => field('Steps').inputValue()).toBe('1000')
    await page.keyboard.press('Home')
    await expect.poll(() => field('Steps').inputValue()).toBe('1')
    await page.keyboard.press('PageUp')
    await expect.poll(() => field('Steps').inputValue()).toBe('11')
    await page.keyboard.press('Control+a')
    await page.keyboard.type('2')
    await page.keyboard.press('Home')
    await page.keyboard.type('1')
    await expect.poll(() => field('Steps').inputValue()).toBe('12')
    await page.keyboard.press('Enter')
    await value('pen.lora').click()
    await page.keyboard.press('End')
    expect(await shown('pen.lora')).toEqual({ field: '1.50', slider: 1.5 })
  })

  test('the reset of guidance is what a fresh start has', async () => {
    const fresh = await field('Guidance').inputValue()
    await field('Guidance').click({ clickCount: 3 })
    await page.keyboard.type('9.5')
    await page.keyboard.press('Enter')
    await page.getByText('Guidance', { exact: true }).dblclick()
    await expect.poll(() => field('Guidance').inputValue()).toBe(fresh)
  })
})

describe('the seed', () => {
  beforeEach(async () => {
    await field('Seed').click({ clickCount: 3 })
  })

  test('-1 is random, as A1111 has it', async () => {
    await page.keyboard.type('77')
    expect((await generate()).seed).toBe('77')
    await field('Seed').click({ clickCount: 3 })
    await page.keyboard.type('-1')
    await expect.poll(() => field('Seed').getAttribute('aria-invalid')).toBe('false')
    await page.keyboard.press('Enter')
    await expect.poll(() => field('Seed').inputValue()).toBe('')
    await expect.poll(() => field('Seed').getAttribute('aria-valuetext')).toBe('random')
    expect((await generate()).seed).not.toBe('77')
  })

  test('what is no seed is said when the field is left', async () => {
    await page.keyboard.type('-2')
    await expect.poll(() => field('Seed').getAttribute('aria-invalid')).toBe('false')
    await page.keyboard.press('Tab')
    await expect.poll(() => field('Seed').getAttribute('aria-invalid')).toBe('true')
    await page.getByText('-1 for random').waitFor()
    await field('Seed').focus()
    await page.keyboard.press('Escape')
    await expect.poll(() => field('Seed').getAttribute('aria-invalid')).toBe('false')
  })
})

test('nothing went wrong on the way', () => {
  expect(studio.troubles).toEqual([])
})

async function thumb(name: string, act: (x: number, y: number) => Promise<void>): Promise<void> {
  const box = (await slider(name).boundingBox())!
  const [min, max] = await range(name)
  const at = box.x + (((await weight(name)) - min!) / (max! - min!)) * box.width
  await act(at, box.y + box.height / 2)
}
