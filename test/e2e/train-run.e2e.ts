// A training run as a person follows it: progress, samples, loss, pause and
// resume, the grid, and its card in the stack.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import type { TrainingRun } from '../../src-main/contract/training-project.ts'
import { axeViolations, openStudio, type Studio } from '../support/open-studio.ts'

const output = join(import.meta.dirname, '../screens/output')
const prompts = ['strawberry on a blue background', 'panda on a green background']
let studio: Studio
let page: Page
let id: string

beforeAll(async () => {
  mkdirSync(output, { recursive: true })
  studio = await openStudio({ stepMs: 20, models: ['emoji-diffusion-128', 'ink.lora'] })
  const folder = join(studio.dataFolder, 'to-learn')
  mkdirSync(folder)
  for (let n = 0; n < 3; n++) {
    const create = { width: 128, height: 128, channels: 3 as const, background: `hsl(${n * 90}, 60%, 50%)` }
    await sharp({ create })
      .png()
      .toFile(join(folder, `${n}.png`))
  }
  const { training, models } = studio.app.studio
  const base = models.list().find(({ problem }) => problem === null)!.id
  const project = await training.create('style', 'Style')
  id = project.id
  const sample = { seed: 7, width: 128, height: 128, steps: 4 }
  await training.edit(id, {
    name: 'Ink wash',
    place: 'run',
    recipe: {
      ...project.recipe,
      name: 'ink-wash',
      base,
      steps: 2400,
      epochs: null,
      data: { ...project.recipe.data, folder, width: 128, height: 128 },
      samples: { every: 60, prompts: prompts.map((prompt) => ({ prompt, ...sample })) },
      save: { every: 60, stateEvery: 20 },
    },
  })
  await training.start(id)
  page = await studio.open()
  await page.goto(`${studio.address}#/train/${id}`)
  await bar().waitFor()
})
afterAll(() => studio.close())

const bar = () => page.getByRole('progressbar', { name: 'Training', exact: true })
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
const run = (): TrainingRun => studio.app.studio.training.projects().find((one) => one.id === id)!.run!
const stepOnBar = async () => Number(await bar().getAttribute('aria-valuenow'))
const photograph = (name: string) => page.screenshot({ path: join(output, `${name}.png`) })
const sampleAt = (prompt: string, step: number) =>
  page.getByRole('img', {
    name: step === 0 ? `${prompt}, base` : `${prompt}, step ${step}`,
    exact: true,
  })

describe('the run page', () => {
  test('the bar goes on, and says what is safe', async () => {
    await expect.poll(stepOnBar, { timeout: 10_000 }).toBeGreaterThan(20)
    await expect.poll(() => bar().getAttribute('aria-valuemax')).toBe('2400')
    await page.getByText(/saved at step \d+: you can quit safely/).waitFor()
    await page.getByText(/LoRA rank 16 on .+ · learning a style/).waitFor()
  })

  test('samples stand beside the base; a large view goes through them by keys', async () => {
    await sampleAt(prompts[1]!, 60).waitFor()
    await sampleAt(prompts[0]!, 0).click()
    const large = page.getByRole('dialog', { name: 'Sample' })
    await large.getByRole('img', { name: `${prompts[0]}, base` }).waitFor()
    await page.keyboard.press('ArrowRight')
    await large.getByRole('img', { name: `${prompts[0]}, step 60` }).waitFor()
    await page.keyboard.press('ArrowDown')
    await large.getByRole('img', { name: `${prompts[1]}, step 60` }).waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => large.count()).toBe(0)
  })

  test('the loss is drawn and said', async () => {
    const chart = page.getByRole('img', { name: /^Loss at step \d/ })
    await chart.waitFor()
    await expect.poll(() => chart.locator('canvas').count()).toBe(1)
    await expect.poll(() => chart.getAttribute('aria-label')).toMatch(/Mean of the last \d+ steps: \d/)
    const smoothing = page.getByRole('slider', { name: 'Smoothing' })
    const smoothed = page.getByText(/^smoothed/)
    await smoothed.waitFor()
    const before = await smoothed.textContent()
    await smoothing.fill('0')
    const scale = page.getByRole('switch', { name: 'Log scale' })
    await scale.click()
    await expect.poll(() => chart.locator('canvas').count()).toBe(1)
    await expect.poll(() => smoothed.textContent()).not.toBe(before)
    await smoothing.fill('0.9')
    await scale.click()
  })

  test('prompts are edited for the next round, and taken back', async () => {
    await button('Edit prompts').click()
    const editor = page.getByRole('dialog', { name: 'Sample prompts' })
    expect(await axeViolations(page)).toEqual([])
    await editor.getByRole('textbox', { name: 'Prompt 2', exact: true }).fill('rocket')
    await editor.getByRole('button', { name: 'Add prompt', exact: true }).click()
    await expect.poll(() => editor.getByRole('button', { name: 'Apply' }).isDisabled()).toBe(true)
    await editor.getByRole('textbox', { name: 'Prompt 3', exact: true }).fill('fox')
    await photograph('train-prompts-dark')
    await editor.getByRole('button', { name: 'Apply' }).click()
    await page.getByText('The next round of samples is made with these prompts.').waitFor()
    const made = () => run().samples.some(({ sample }) => sample.prompt === 'fox')
    await expect.poll(made, { timeout: 10_000 }).toBe(true)
    await page
      .getByRole('img', { name: /^fox, step \d+$/ })
      .first()
      .waitFor()
    await button('Undo').click()
    const now = () => studio.app.studio.training.projects()[0]!.recipe.samples?.prompts?.length
    await expect.poll(now).toBe(2)
  })

  test('it rests, and goes on from where it was', async () => {
    await button('Pause').click()
    await button('Resume').waitFor()
    await expect.poll(() => run().state).toBe('paused')
    const rested = run().step
    await page.getByText(/Paused at step/).waitFor()
    await photograph('train-paused-dark')
    expect(await axeViolations(page)).toEqual([])
    await button('Resume').click()
    await button('Pause').waitFor()
    await expect.poll(() => run().step, { timeout: 10_000 }).toBeGreaterThan(rested)
  })

  test('a grid of steps and weights is made of drafts, the base once for all', async () => {
    await button('Make grid').click()
    await page
      .getByRole('img', { name: /^Step \d+ at 1\.2$/ })
      .first()
      .waitFor()
    await expect
      .poll(() => page.getByRole('img', { name: /^Step \d+ at 0$/ }).count(), { timeout: 60_000 })
      .toBeGreaterThan(1)
    await button('Make again').waitFor({ timeout: 60_000 })
    const asked = studio.engine.made.filter(({ request }) => request.stack.length > 0)
    expect(asked.length % 4).toBe(0)
    for (const { request } of asked) expect(request.stack[0]!.adapter).toMatch(/ink-wash.*\.safetensors$/)
    expect(studio.engine.made.filter(({ request }) => request.stack.length === 0)).toHaveLength(1)
    const cells = page.getByRole('img', { name: /^Step \d+ at [\d.]+$/ })
    const made = await cells.count()
    await page.reload()
    await button('Make again').waitFor()
    await expect.poll(() => cells.count()).toBe(made)
  })

  test('a saved step goes into the library, and from there into the stack', async () => {
    await button(/^Add step [\d,]+ to library$/).click()
    await page.getByText(/is in the library, in /).waitFor()
    await button('Show in Create').click()
    await page.getByRole('group', { name: /^ink-wash step \d+$/ }).waitFor()
    await page.goto(`${studio.address}#/train/${id}`)
    await bar().waitFor()
  })
})

describe('its card in the stack', () => {
  const card = () => page.getByRole('group', { name: 'Ink wash, training', exact: true })
  const step = () => card().getByRole('slider', { name: 'Step', exact: true })
  const stepNow = async () => Number(await step().getAttribute('aria-valuenow'))

  test('it is put there from the run, at the newest step, and follows the next one', async () => {
    await button('Add to stack').click()
    await expect.poll(stepNow).toBeGreaterThan(0)
    const first = await stepNow()
    await photograph('train-run-dark')
    if (run().state === 'running') await expect.poll(stepNow, { timeout: 15_000 }).toBeGreaterThan(first)
  })

  test('between two saved steps a picture is made of both', async () => {
    await page.keyboard.press('Control+1')
    await card().waitFor()
    await card().getByRole('spinbutton', { name: 'Step value' }).fill('75')
    await expect.poll(stepNow).toBe(75)
    await card().getByText('between two saved steps').waitFor()
    const before = studio.engine.made.length
    await button('Generate').click()
    await expect.poll(() => studio.engine.made.length).toBeGreaterThan(before)
    // The first is the adapter from the library.
    const stack = studio.engine.made.at(-1)!.request.stack.slice(1)
    expect(stack.map(({ weight }) => weight)).toEqual([0.75, 0.25])
    expect(stack.map(({ name }) => name)).toEqual(['ink-wash-step00000060', 'ink-wash-step00000120'])
    await photograph('train-card-dark')
    expect(await axeViolations(page)).toEqual([])
  })

  test('by keys it goes to saved steps; who left the end stays', async () => {
    await step().focus()
    await page.keyboard.press('PageUp')
    await expect.poll(stepNow).toBe(120)
    await page.keyboard.press('Shift+ArrowLeft')
    await expect.poll(stepNow).toBe(119)
  })

  test('removed as any card, and offered again at the top of the picker', async () => {
    await step().focus()
    await page.keyboard.press('Delete')
    await expect.poll(() => card().count()).toBe(0)
    await button('Add adapter').click()
    await page.getByRole('list', { name: 'Trainings' }).getByRole('button').click()
    await card().waitFor()
    expect(await axeViolations(page)).toEqual([])
    await page.getByRole('combobox', { name: 'Find an adapter' }).press('Escape')
  })
})

test('a word learned alone goes into the library, and from there into the prompt', async () => {
  const { training } = studio.app.studio
  const { recipe } = training.projects().find((one) => one.id === id)!
  const project = await training.create('object', 'Object')
  await training.edit(project.id, {
    name: 'Blob',
    place: 'run',
    recipe: {
      ...recipe,
      adapter: {},
      learn: 'embedding',
      embedding: { word: 'blobbish' },
      steps: 12,
      schedule: {},
      save: { every: 4 },
    },
  })
  // One run at a time: this one waits until the other rests.
  await training.pause(id)
  await training.start(project.id)
  await page.goto(`${studio.address}#/train/${project.id}`)
  const word = page.getByRole('region', { name: 'The word', exact: true })
  await word.getByRole('button', { name: 'Add step 12 to library' }).waitFor()
  await photograph('train-word-dark')
  expect(await axeViolations(page)).toEqual([])
  await word.getByRole('button', { name: 'Add step 12 to library' }).click()
  await button('Put it into the prompt').click()
  const prompt = page.getByRole('textbox', { name: 'Prompt', exact: true })
  await expect.poll(() => prompt.inputValue()).toMatch(/\bblobbish$/)
  // On a slow machine it was over before it was told to rest.
  if (run().state === 'paused') await training.resume(id)
})

test('stopped and kept it says so; in light Japanese nothing is out of place', async () => {
  await page.goto(`${studio.address}#/train/${id}`)
  await bar().waitFor()
  // More columns than the width has room for, however fast the pages before were.
  const columns = () => new Set(run().samples.map(({ step }) => step)).size
  await expect.poll(columns, { timeout: 20_000 }).toBeGreaterThan(8)
  if (run().state === 'running') await button('Stop and keep').click()
  await expect.poll(() => run().state).toMatch(/kept|finished/)
  await studio.app.studio.settings.set({ theme: 'light', language: 'ja' })
  await page.reload()
  await page.getByRole('progressbar', { name: '学習' }).waitFor()
  const scroller = page.getByRole('group', { name: 'サンプル', exact: true })
  // The newest is in view.
  const hidden = () => scroller.evaluate((box) => box.scrollWidth - box.clientWidth - box.scrollLeft)
  await expect.poll(() => scroller.evaluate((box) => box.scrollLeft)).toBeGreaterThan(0)
  await expect.poll(hidden).toBeLessThan(2)
  await photograph('train-run-light-ja')
  expect(await axeViolations(page)).toEqual([])
  expect(studio.troubles).toEqual([])
})
