// Whose ways a picture follows, chosen in the app: tags that act become cards where tags are only text. Fake engine.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { axeViolations, openStudio, type Studio } from '../support/open-studio.ts'

const output = join(import.meta.dirname, '../screens/output')
let studio: Studio
let page: Page

beforeAll(async () => {
  mkdirSync(output, { recursive: true })
  studio = await openStudio({ stepMs: 10, models: ['emoji-diffusion-128', 'ink.lora'] })
  page = await studio.open()
})
afterAll(() => studio.close())

const prompt = () => page.getByRole('textbox', { name: 'Prompt', exact: true })
const card = () => page.getByRole('group', { name: 'ink.lora', exact: true })
const slider = () => card().getByRole('slider', { name: 'Weight', exact: true })
const pictures = () => studio.app.studio.pictures.list(null, 9)

async function choose(profile: RegExp): Promise<void> {
  await page.getByRole('combobox', { name: 'Prompt and sampling as in' }).click()
  await page.getByRole('option', { name: profile }).click()
}

async function generate(): Promise<void> {
  const before = pictures().length
  await page.getByRole('button', { name: 'Generate', exact: true }).click()
  await expect.poll(() => pictures().length).toBe(before + 1)
}

test('the entry of a tag stays as a card, the tag goes, and the record says whose ways it followed', async () => {
  await prompt().fill('a cat <lora:ink.lora:0.5> on a mat')
  await card().waitFor()
  await page.getByRole('button', { name: 'VAE, clip skip, noise, profile', exact: true }).click()
  await choose(/^ComfyUI/)
  await expect.poll(() => prompt().inputValue()).toBe('a cat on a mat')
  await expect.poll(() => slider().getAttribute('aria-valuenow')).toBe('0.5')
  await page.screenshot({ path: join(output, 'profile-dark.png') })
  expect(await axeViolations(page)).toEqual([])
  await generate()
  expect(pictures()[0]?.record).toMatchObject({
    request: { profile: 'comfyui', prompt: 'a cat on a mat' },
    adapters: [{ name: 'ink.lora' }],
  })
})

test('a tag that is typed there is text: it makes no card, and moving a card leaves it alone', async () => {
  await prompt().fill('a dog <lora:paper:1>')
  await slider().press('ArrowRight')
  await expect.poll(() => prompt().inputValue()).toBe('a dog <lora:paper:1>')
  await expect.poll(() => page.locator('[data-card]').count()).toBe(1)
})

test('back with the other, and all of it is taken back step by step', async () => {
  await choose(/^A1111/)
  await expect.poll(() => page.locator('[data-card]').count()).toBe(2)
  await page.locator('body').press('Control+z')
  await expect.poll(() => page.locator('[data-card]').count()).toBe(1)
  await expect.poll(() => prompt().inputValue()).toBe('a dog <lora:paper:1>')
})
