// The library and the gallery in a real browser: found, picked, edited, added to the stack, compared, looked at, used.
import { mkdirSync, readdirSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { dropFiles } from '../support/drag-files.ts'
import { pngWith, textChunk } from '../support/picture-with-text.ts'
import { createHash } from 'node:crypto'
import { publicSites } from '../../src-main/app/downloads/sites.ts'
import { fileCheck } from '../../src-main/app/downloads/file-check.ts'
import { json, serveBytes, startDownloadServer, type DownloadServer } from '../support/download-server.ts'
import { safetensorsBytes } from '../support/safetensors-bytes.ts'
import { hasFocus } from '../support/has-focus.ts'
import { axeViolations, openStudio, type Studio } from '../support/open-studio.ts'

const output = join(import.meta.dirname, '../screens/output')
let studio: Studio
let page: Page
let web: DownloadServer
const cell = (name: string | RegExp) => page.getByRole('gridcell', { name })
const count = async (): Promise<number> => page.getByRole('gridcell').count()
/** What is taken away while it is on its way is not found, and rightly so. */
async function previewsLoaded(): Promise<void> {
  const previews = page.locator('img[src*="/media/adapter/"]:visible')
  await expect
    .poll(() => previews.evaluateAll((all) => all.every((one) => (one as HTMLImageElement).complete)))
    .toBe(true)
}
/** The card of an adapter hears of its preview after the details do, and asks for the picture when it does. */
async function previewOnCard(name: string): Promise<void> {
  const picture = cell(name).locator('img').first()
  await expect
    .poll(() => picture.evaluate((one: HTMLImageElement) => one.complete && one.naturalWidth > 0))
    .toBe(true)
  await previewsLoaded()
}
async function noPreviewOnCard(name: string): Promise<void> {
  await cell(name).locator('img').first().waitFor({ state: 'detached' })
}
/** Of cards, when nothing narrows the search any more: the last filter may have been taken away just now. */
async function countOfAll(): Promise<number> {
  await page.getByRole('button', { name: /^Remove the filter/ }).waitFor({ state: 'detached' })
  await expect.poll(count).toBeGreaterThan(2)
  return count()
}

beforeAll(async () => {
  mkdirSync(output, { recursive: true })
  web = await startDownloadServer()
  studio = await openStudio({
    stepMs: 1,
    idleAfterMs: 300,
    downloads: {
      check: { ...fileCheck, close: () => Promise.resolve() },
      pausesMs: [],
      gapMs: 0,
      sites: { ...publicSites, civitai: { base: web.otherBase, hosts: [new URL(web.otherBase).host] } },
    },
    models: [
      'emoji-diffusion-128',
      'broken',
      'ink-wash.lora',
      'pixel-blocks.lora',
      'night-glow.lora',
      'night-again.lora',
    ],
  })
  page = await studio.open()
  for (let made = 1; made <= 3; made++) {
    await page.getByRole('button', { name: 'Generate', exact: true }).click()
    await page
      .getByRole('listbox', { name: 'Session' })
      .getByRole('option')
      .nth(made - 1)
      .waitFor()
  }
})
afterAll(async () => {
  await studio.close()
  await web.close()
})

describe('library', () => {
  test('every file of the model folders has a card; words and filters find some of them', async () => {
    await page.keyboard.press('Control+2')
    await cell('ink-wash').waitFor()
    const all = await countOfAll()
    expect(all).toBeGreaterThanOrEqual(4)
    await page.keyboard.press('/')
    await page.keyboard.type('glow')
    await expect.poll(count).toBe(1)
    await page.keyboard.press('Escape')
    await expect.poll(count).toBe(all)
    await page.getByRole('searchbox', { name: 'Search' }).fill('colour:red')
    await page.getByText('There is no filter "colour:".', { exact: false }).waitFor()
    await page.getByRole('searchbox', { name: 'Search' }).fill('')
  })

  test('a facet narrows the search, and its chip widens it again', async () => {
    const facets = page.getByRole('navigation', { name: 'Narrow the search' })
    await facets.getByRole('button', { name: /^Problems/ }).click()
    await expect.poll(count).toBe(1)
    await page.getByRole('button', { name: 'Remove the filter is:broken' }).click()
    await expect.poll(count).toBeGreaterThan(1)
  })

  test('arrow keys go from card to card, Enter adds to the stack, and a mark says so', async () => {
    await cell('ink-wash').click()
    await page.keyboard.press('Enter')
    await cell('ink-wash').getByTitle('In the stack').waitFor()
    await page.getByRole('grid', { name: 'Adapters' }).focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowRight')
    await expect
      .poll(() => page.getByRole('grid', { name: 'Adapters' }).getAttribute('aria-activedescendant'))
      .toMatch(/-1$/)
  })

  test('a tag for many at once, mixed where they differ, and one step back', async () => {
    await cell('ink-wash').click()
    await cell('pixel-blocks').click({ modifiers: ['Control'] })
    await page.getByRole('heading', { name: 'Edit 2 items' }).waitFor()
    await page.getByRole('textbox', { name: 'Add a tag' }).fill('sketch')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Remove the tag sketch' }).waitFor()
    await page.getByRole('searchbox', { name: 'Search' }).fill('tag:sketch ')
    await expect.poll(count).toBe(2)
    await page.getByRole('grid', { name: 'Adapters' }).focus()
    await page.keyboard.press('Control+z')
    await page.getByText('Nothing matches.').waitFor()
    await page.getByRole('button', { name: 'Remove words and filters' }).click()
    await cell('night-glow').waitFor()
  })

  test('what is picked becomes one adapter, at weights and in an order that can be changed first', async () => {
    await cell('night-glow').click()
    await cell('pixel-blocks').click({ modifiers: ['Control'] })
    await page.getByRole('button', { name: 'Merge into one adapter…' }).click()
    const sheet = page.getByRole('dialog', { name: 'Merge into one adapter' })
    const file = (text: string) => sheet.getByText(text, { exact: true }).waitFor()
    const names = ['night-glow.lora', 'pixel-blocks.lora']
    const first = (await sheet.getByRole('listitem').first().innerText()).trim() === names[0] ? 0 : 1
    await file(`${names[first]} + ${names[1 - first]}.safetensors`)
    await sheet.getByRole('button', { name: `Move ${names[1 - first]} up` }).click()
    await file(`${names[1 - first]} + ${names[first]}.safetensors`)
    const weight = sheet.getByRole('spinbutton', { name: 'Weight of night-glow.lora' })
    await weight.fill('0.4')
    await weight.press('Tab')
    await page.screenshot({ path: join(output, 'merge-picked-dark.png') })
    expect(await axeViolations(page)).toEqual([])
    await sheet.getByRole('button', { name: 'Close' }).click()
    await sheet.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Bake into a checkpoint…' }).click()
    const baking = page.getByRole('dialog', { name: 'Bake into a checkpoint' })
    await baking.getByText('Checkpoint, types and names as they are').waitFor()
    await baking.getByRole('button', { name: 'Close' }).click()
    await baking.waitFor({ state: 'detached' })
  })

  test('a site is asked once everything that would be sent was shown, and what it says is told and found', async () => {
    const sha256 = createHash('sha256').update('ink-wash.lora').digest('hex')
    const address = `/api/v1/model-versions/by-hash/${sha256}`
    const files = [{ hashes: { SHA256: sha256 } }]
    const version = { id: 6, modelId: 5, name: 'v1', baseModel: 'SD 1.5', trainedWords: ['wet brush'], files }
    const newer = { id: 7, name: 'v2', baseModel: 'SD 1.5', publishedAt: '2026-03-01T00:00:00Z' }
    const own = { ...newer, id: 6, publishedAt: '2026-01-01T00:00:00Z' }
    web.on(address, json(version))
    web.on('/api/v1/models/5', json({ id: 5, name: 'Quiet Ink', modelVersions: [newer, own] }))
    await cell('ink-wash').click()
    await page.getByRole('button', { name: 'Ask Civitai and Hugging Face' }).click()
    const dialog = page.getByRole('dialog', { name: 'Ask about this file' })
    await dialog.getByText(`GET ${web.otherBase}${address}`).waitFor()
    expect(web.asked).toEqual([])
    expect(await axeViolations(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Ask', exact: true }).click()
    const told = page.getByRole('region', { name: 'What sites say' })
    await told.getByText(/^Civitai says, asked on /).waitFor()
    await told.getByRole('link', { name: 'Newer: v2, of 2026-03-01' }).waitFor()
    expect(web.asked.map(({ path }) => path)).toEqual([address, '/api/v1/models/5'])
    web.asked.length = 0
    const notes = page.getByRole('list', { name: 'Asking sites' })
    await notes.getByRole('button', { name: 'Close' }).click()
    const search = page.getByRole('searchbox', { name: 'Search' })
    await search.fill('quiet brush')
    await expect.poll(count).toBe(1)
    // Where it is not found any more nothing is shown of it.
    await search.fill('')
    await cell('night-glow').waitFor()
    await cell('ink-wash').click()
    const forget = told.getByRole('button', { name: 'Forget what sites said' })
    await forget.focus()
    await page.keyboard.press('Enter')
    await told.getByText('No site was asked about this file.').waitFor()
    await search.fill('quiet brush')
    await expect.poll(count).toBe(0)
    await search.blur()
    await page.keyboard.press('Control+z')
    await expect.poll(count).toBe(1)
    await search.fill('')
    await cell('night-glow').waitFor()
  })

  test('C puts the chosen ones into a collection by its name, and the column shows it; a search is saved', async () => {
    await cell('ink-wash').click()
    await page.keyboard.press('c')
    await page.getByRole('combobox', { name: 'Add to collection' }).fill('Favourite inks')
    await page.keyboard.press('Enter')
    const facets = page.getByRole('navigation', { name: 'Narrow the search' })
    await facets.getByRole('button', { name: 'Favourite inks 1', exact: true }).click()
    await expect.poll(count).toBe(1)
    await facets.getByRole('button', { name: 'Save this search' }).click()
    await hasFocus(facets.getByRole('textbox'))
    await page.keyboard.type('Inks I like')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Remove the filter in:"favourite inks"' }).click()
    await expect.poll(count).toBeGreaterThan(1)
    await facets.getByRole('button', { name: 'Inks I like', exact: true }).click()
    await expect.poll(count).toBe(1)
    await facets.getByRole('button', { name: 'More of Favourite inks' }).click()
    await page.getByRole('menuitem', { name: 'Remove' }).click()
    await page.getByText('Nothing matches.').waitFor()
    await page.keyboard.press('Control+z')
    await expect.poll(count).toBe(1)
    await page.getByRole('button', { name: /^Remove the filter/ }).click()
    await expect.poll(count).toBeGreaterThan(1)
  })

  test('how to search is told by ? and F1, and its examples are searched for', async () => {
    await page.getByRole('grid', { name: 'Adapters' }).focus()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).getByRole('button', { name: 'How to search' }).click()
    await page.getByRole('dialog', { name: 'How to search' }).waitFor()
    expect(await axeViolations(page)).toEqual([])
    await page.getByRole('button', { name: 'is:broken', exact: true }).click()
    await expect.poll(count).toBe(1)
    const search = page.getByRole('searchbox', { name: 'Search' })
    const help = page.getByRole('dialog', { name: 'How to search' })
    await search.focus()
    await page.keyboard.press('F1')
    await help.waitFor()
    await page.keyboard.press('Escape')
    await help.waitFor({ state: 'hidden' })
    // Whoever is quicker than the focus means the dialog, too, and not the search behind it.
    await page.keyboard.press('F1')
    await help.waitFor()
    await search.evaluate((one) =>
      one.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true })),
    )
    await help.waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Remove the filter is:broken' }).click()
    await expect.poll(count).toBeGreaterThan(1)
  })

  test('Delete moves what is chosen to the trash, and it comes back by the key, by its message and from the trash', async () => {
    const all = await countOfAll()
    await cell('ink-wash').click()
    await cell('pixel-blocks').click({ modifiers: ['Control'] })
    await page.keyboard.press('Delete')
    await expect.poll(count).toBe(all - 2)
    await page.keyboard.press('Control+z')
    await expect.poll(count).toBe(all)
    await cell('ink-wash').click()
    await page.keyboard.press('Delete')
    await expect.poll(count).toBe(all - 1)
    await page
      .getByRole('status')
      .filter({ hasText: '1 item moved to the trash.' })
      .getByRole('button', { name: 'Undo' })
      .click()
    await expect.poll(count).toBe(all)
    await cell('night-glow').click()
    await page.keyboard.press('Delete')
    await expect.poll(count).toBe(all - 1)
    await page.getByRole('navigation', { name: 'Narrow the search' }).getByText('Trash').click()
    const trash = page.getByRole('dialog', { name: 'Trash' })
    await trash
      .getByRole('region', { name: 'What lies in the trash of this disk' })
      .getByText('1 file, ', { exact: false })
      .waitFor()
    await trash.getByRole('button', { name: 'Delete for good…' }).click()
    await page.getByRole('alertdialog', { name: 'Delete 1 file for good?' }).waitFor()
    expect(await axeViolations(page)).toEqual([])
    await page.getByRole('button', { name: 'Cancel', exact: true }).click()
    await trash.getByRole('button', { name: 'Restore: night-glow.lora.safetensors' }).click()
    await trash.getByText('Nothing lies in the trash.').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(count).toBe(all)
    expect(readdirSync(join(studio.dataFolder, 'models')).toSorted()).toContain('night-glow.lora.safetensors')
  })

  test('F2 shows new names by a template before anything is done, and one step takes them back', async () => {
    const files = (): string[] => readdirSync(join(studio.dataFolder, 'models'))
    const before = files().toSorted()
    await cell('ink-wash').click()
    await cell('pixel-blocks').click({ modifiers: ['Control'] })
    await page.keyboard.press('F2')
    const dialog = page.getByRole('dialog', { name: 'Rename or move 2 files' })
    const template = dialog.getByRole('textbox', { name: 'Template' })
    await template.fill('{colour}')
    await dialog.getByText('There is no word {colour}.', { exact: false }).waitFor()
    await template.fill('one')
    await dialog.getByText('2 files with a conflict', { exact: false }).waitFor()
    await template.fill('{kind}/{name} ')
    await dialog.getByRole('button', { name: '{date}', exact: true }).click()
    await dialog.getByRole('cell', { name: /^lora\/ink-wash\.lora \d{4}-/ }).waitFor()
    expect(await axeViolations(page)).toEqual([])
    await template.press('Enter')
    await dialog.waitFor({ state: 'hidden' })
    await cell(/^ink-wash\.lora \d{4}/).waitFor()
    expect(files()).not.toContain('ink-wash.lora.safetensors')
    await page.keyboard.press('Control+z')
    await expect
      .poll(() =>
        files()
          .filter((name) => name !== '.lamina-trash')
          .toSorted(),
      )
      .toEqual(before.filter((name) => name !== '.lamina-trash'))
    await cell(/^ink-wash(?!.*\d{4})/).waitFor()
  })

  test('a card is dragged onto a collection and onto Create; the pointer shows its trigger words', async () => {
    const facets = page.getByRole('navigation', { name: 'Narrow the search' })
    const line = facets.getByRole('button', { name: 'Favourite inks 1', exact: true })
    await cell('night-glow').dragTo(line)
    await facets.getByRole('button', { name: 'Favourite inks 2', exact: true }).waitFor()
    await cell('night-glow').dragTo(page.getByRole('link', { name: 'Create' }))
    await cell('night-glow').getByTitle('In the stack').waitFor()
    await cell('pixel-blocks').hover()
    await cell('pixel-blocks').locator('.hover').getByText('inkwork').waitFor()
  })

  test('L puts the library in the order of what the card at hand does, and the chip takes it back', async () => {
    await cell('night-glow').click()
    await page.keyboard.press('l')
    await page.getByText('By effect, most like night-glow.lora first').waitFor()
    await cell('night-glow').getByText('this one').waitFor()
    await cell('pixel-blocks').getByText('unrelated').waitFor()
    await expect.poll(count).toBe(4)
    await page.screenshot({ path: join(output, 'library-alike.png') })
    await page.getByRole('button', { name: 'Remove the filter like:night-glow.lora' }).click()
    await expect.poll(count).toBeGreaterThan(3)
    await page.getByRole('combobox', { name: 'Order' }).waitFor()
  })

  test('those that do the same are shown in groups; all but the best are picked by a click, and nothing is moved', async () => {
    const facets = page.getByRole('navigation', { name: 'Narrow the search' })
    await facets.getByRole('button', { name: 'Same effect twice 2', exact: true }).click()
    await page.getByText('best of 2').waitFor()
    await expect.poll(count).toBe(2)
    await page.getByRole('button', { name: 'Select all but the best' }).click()
    await expect
      .poll(() => page.getByRole('gridcell').evaluateAll((all) => all.map((one) => one.ariaSelected)))
      .toEqual(['false', 'true'])
    await page.screenshot({ path: join(output, 'library-same-effect.png') })
    expect(await axeViolations(page)).toEqual([])
    await page.getByRole('grid', { name: 'Adapters' }).focus()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Remove the filter duplicates:any' }).click()
    await expect.poll(count).toBeGreaterThan(2)
  })

  test('in a phone, what has no room beside the cards comes by key and button, and the focus goes back', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    const grid = page.getByRole('grid', { name: 'Adapters' })
    await grid.focus()
    await page.keyboard.press('n')
    const facets = page.getByRole('dialog', { name: 'Narrow the search' })
    await facets.getByRole('button', { name: /^Problems/ }).click()
    await page.keyboard.press('Escape')
    await facets.waitFor({ state: 'hidden' })
    await hasFocus(grid)
    await page.getByRole('button', { name: 'Remove the filter is:broken' }).click()
    await cell('ink-wash').click()
    const button = page.getByRole('button', { name: 'Details', exact: true })
    await button.click()
    await page.getByRole('dialog', { name: 'Details' }).getByRole('textbox', { name: 'Title' }).waitFor()
    await page.keyboard.press('Escape')
    await hasFocus(button)
    await page.setViewportSize({ width: 1440, height: 900 })
    await grid.focus()
    await page.keyboard.press('e')
    const title = page.getByRole('textbox', { name: 'Title' })
    await hasFocus(title)
    await page.keyboard.press('Escape')
  })

  test('steps of one training are one card; its versions are walked through, added, put in front and shown apart', async () => {
    for (const step of ['10', '20', '30'])
      await writeFile(join(studio.dataFolder, 'models', `moon-step000000${step}.safetensors`), step)
    await page.keyboard.press('Control+6')
    await page.getByRole('button', { name: 'Look again for models' }).click()
    await page.keyboard.press('Control+2')
    const moon = (step: string) => cell(new RegExp(`^moon-step000000${step}`))
    // They are compared in the background, and written when nothing more is found out for a while.
    await moon('30').getByText('3 versions').waitFor({ timeout: 20_000 })
    await moon('10').waitFor({ state: 'detached' })
    await moon('30').click()
    const versions = page.getByRole('list', { name: 'Versions' })
    await versions.getByRole('button', { name: /^step 30 ?in front/ }).waitFor()
    await page.keyboard.press('[')
    await moon('20').waitFor()
    await versions.getByRole('button', { name: /^step 20/, exact: false }).press('ArrowDown')
    await moon('10').getByText('3 versions').waitFor()
    await versions.getByRole('button', { name: 'Add to stack: step 10' }).click()
    await moon('10').getByTitle('In the stack').waitFor()
    await page.screenshot({ path: join(output, 'library-versions.png') })
    expect(await axeViolations(page)).toEqual([])
    await versions.getByRole('button', { name: 'Put step 20 in front' }).click()
    await versions.getByRole('button', { name: /^step 20 ?in front/ }).waitFor()
    await moon('20').waitFor()
    await page.keyboard.press('Control+z')
    await versions.getByRole('button', { name: /^step 30 ?in front/ }).waitFor()
    await moon('30').waitFor()
    await page.keyboard.press('v')
    await moon('10').waitFor()
    await page.keyboard.press('v')
    await moon('10').waitFor({ state: 'detached' })
  })

  test('nothing for axe to say', async () => {
    expect(await axeViolations(page)).toEqual([])
  })
})

describe('gallery', () => {
  test('every picture by its day; one is looked at, and its settings are used', async () => {
    await page.keyboard.press('Control+4')
    await expect.poll(count).toBe(3)
    await page.getByRole('heading', { name: /^Today/ }).waitFor()
    await page.getByRole('gridcell').first().click()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Full window' }).waitFor()
    await page.getByText('1 of 3', { exact: false }).waitFor()
    await page.keyboard.press('ArrowRight')
    await page.getByText('2 of 3', { exact: false }).waitFor()
    await page.keyboard.press('Space')
    await page.getByRole('dialog', { name: 'Full window' }).waitFor({ state: 'hidden' })
  })

  test('in a phone, what a picture was made with comes over the grid by button and key', async () => {
    const grid = page.getByRole('grid', { name: 'Pictures' })
    const sheet = page.getByRole('dialog', { name: 'The picture' })
    const button = page.getByRole('button', { name: 'The picture', exact: true })
    await expect.poll(() => button.isVisible()).toBe(false)
    await page.setViewportSize({ width: 390, height: 844 })
    await page.getByRole('gridcell').first().click()
    // The whole picture is not loaded before somebody can see it.
    const whole = page.locator('img[src^="/media/picture/"]')
    await expect.poll(() => whole.count()).toBe(0)
    await button.click()
    await sheet.getByRole('button', { name: 'Use settings' }).waitFor()
    await whole.waitFor()
    await expect.poll(() => sheet.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0)
    expect(await axeViolations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await hasFocus(button)
    await grid.focus()
    await page.keyboard.press('i')
    await sheet.waitFor()
    await page.keyboard.press('Escape')
    await sheet.waitFor({ state: 'hidden' })
    await page.setViewportSize({ width: 1440, height: 900 })
  })

  test('two are compared; the trash takes one, and gives it back', async () => {
    await page.getByRole('gridcell').nth(0).click()
    await page
      .getByRole('gridcell')
      .nth(1)
      .click({ modifiers: ['Control'] })
    await page.getByRole('toolbar', { name: 'Selected pictures' }).waitFor()
    await page.keyboard.press('c')
    await expect
      .poll(() => page.getByRole('list', { name: 'Compared pictures' }).getByRole('listitem').count())
      .toBe(2)
    await page.keyboard.press('c')
    await page.getByRole('gridcell').nth(2).click()
    await page.keyboard.press('Delete')
    await expect.poll(count).toBe(2)
    await page.keyboard.press('Control+z')
    await expect.poll(count).toBe(3)
  })

  test('one is made again beside the first, and is equal', async () => {
    await page.getByRole('gridcell').first().click()
    await page.keyboard.press('Shift+R')
    const replay = page.getByRole('region', { name: 'Replay' })
    await replay.getByText('Equal: every pixel is the same.').waitFor()
    await expect.poll(() => replay.getByRole('img').count()).toBe(2)
    expect(await axeViolations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await expect.poll(count).toBe(3)
  })

  test('one is exported: its name is shown before, and the browser saves it bare', async () => {
    await page.getByRole('gridcell').first().click()
    await page.keyboard.press('e')
    const sheet = page.getByRole('dialog', { name: 'Export 1 picture' })
    await sheet.getByRole('switch', { name: 'With metadata' }).click()
    await sheet.getByRole('textbox', { name: 'File names' }).fill('pear {width}')
    await sheet.getByRole('list', { name: 'The files would be called' }).getByText('pear 128.png').waitFor()
    expect(await axeViolations(page)).toEqual([])
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      sheet.getByRole('button', { name: 'Download' }).click(),
    ])
    expect(saved.suggestedFilename()).toBe('pear 128.png')
    expect((await readFile(await saved.path())).includes('Steps: ')).toBe(false)
  })

  test('a picture of another program is dropped in, is found, and leaves by one step back', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lamina-import-'))
    const path = join(folder, 'owl.png')
    const infotext =
      'an owl at night <lora:ink-wash.lora:0.8>\nSteps: 4, Sampler: Euler a, Schedule type: Karras, CFG scale: 5, Seed: 7'
    await writeFile(path, await pngWith([textChunk('parameters', infotext, 'tEXt')]))
    await dropFiles(page, 'main', path)
    await page.getByRole('status').filter({ hasText: '1 picture imported.' }).first().waitFor()
    await page.getByRole('searchbox', { name: 'Search' }).fill('source:a1111 night')
    await expect.poll(count).toBe(1)
    await page.getByRole('gridcell').first().click()
    await page.getByText('Made by').waitFor()
    await page.getByRole('region', { name: 'Adapters' }).getByRole('button', { name: 'ink-wash' }).waitFor()
    expect(await axeViolations(page)).toEqual([])
    await page.getByRole('grid', { name: 'Pictures' }).focus()
    await page.keyboard.press('Control+z')
    await page.getByText('Nothing matches.').waitFor()
    await page.getByRole('button', { name: 'Remove words and filters' }).click()
    await page
      .getByRole('list', { name: 'Imports and exports' })
      .getByRole('button', { name: 'Close' })
      .click()
    await expect.poll(count).toBe(3)
    await rm(folder, { recursive: true, force: true })
  })

  test('nothing for axe to say; R uses the settings in Create', async () => {
    expect(await axeViolations(page)).toEqual([])
    await page.getByRole('gridcell').first().click()
    await page.keyboard.press('r')
    await page.getByRole('button', { name: 'Generate', exact: true }).waitFor()
    expect(studio.troubles).toEqual([])
  })
})

describe('models', () => {
  const row = (name: string) => page.getByRole('listitem').filter({ hasText: name })
  const panel = () => page.getByRole('complementary', { name: 'Download' })

  test('checkpoints, what they are and why, and those that cannot be read are told apart', async () => {
    await page.keyboard.press('Control+5')
    const checkpoints = page.getByRole('region', { name: 'Checkpoints' })
    await checkpoints.getByText('emoji-diffusion-128').waitFor()
    await page.getByRole('region', { name: 'Unreadable' }).getByText('broken').waitFor()
    await checkpoints.getByRole('button', { name: /adapters fit$/ }).waitFor()
    await checkpoints.getByRole('button', { name: 'More of emoji-diffusion-128' }).click()
    await checkpoints.getByText('emoji-diffusion-128.safetensors').waitFor()
    await page.getByRole('searchbox', { name: 'Search' }).fill('no such model')
    await page.getByText('Nothing matches.').waitFor()
    await page.getByRole('button', { name: 'Show all' }).click()
    await checkpoints.waitFor()
    expect(await axeViolations(page)).toEqual([])
  })

  test('a link becomes a file in a folder, with its progress; nothing is asked before Look', async () => {
    const model = safetensorsBytes(60_000)
    web.on('/new.lora.safetensors', serveBytes(model))
    web.on('/page.safetensors', serveBytes(Buffer.from('<html>'), { type: 'text/html' }))
    await page.getByRole('searchbox', { name: 'Search' }).blur()
    await page.keyboard.press('d')
    await hasFocus(panel().getByRole('textbox', { name: 'Address' }))
    await page.keyboard.type(`${web.base}/new.lora.safetensors`)
    await panel().getByText('Look asks 127.0.0.1', { exact: false }).waitFor()
    expect(web.asked).toEqual([])
    await page.keyboard.press('Enter')
    await panel().getByRole('combobox', { name: 'Into the folder' }).waitFor()
    expect(await axeViolations(page)).toEqual([])
    await panel().getByRole('button', { name: 'Download', exact: true }).click()
    const done = panel().getByRole('progressbar', { name: 'Download of new.lora.safetensors' })
    await expect.poll(() => done.getAttribute('aria-valuetext')).toMatch(/^Done/)
    await panel().getByRole('textbox', { name: 'Address' }).fill(`${web.base}/page.safetensors`)
    await page.keyboard.press('Enter')
    await panel().getByRole('button', { name: 'Download', exact: true }).click()
    await panel().getByText('sent a page instead of a file', { exact: false }).waitFor()
    await panel().getByRole('button', { name: 'Remove page.safetensors' }).click()
    await expect.poll(() => panel().getByRole('listitem').count()).toBe(1)
  })

  test('a token is set, said to be there, and taken away', async () => {
    const field = panel().locator('input[type=password]').first()
    await field.fill('secret-token')
    await page.keyboard.press('Enter')
    await panel().getByText('kept in a file that only you can read', { exact: false }).waitFor()
    expect(await page.content()).not.toContain('secret-token')
    await panel().getByRole('button', { name: 'Remove the token of Civitai' }).click()
    await field.waitFor()
    await expect.poll(() => field.inputValue()).toBe('')
    await expect.poll(() => panel().getByLabel('Token of Civitai', { exact: true }).count()).toBe(1)
  })

  test('those that fit are shown in the library; a model is used in Create', async () => {
    await row('emoji-diffusion-128')
      .getByRole('button', { name: /adapters fit$/ })
      .click()
    await page.getByRole('button', { name: 'Remove the filter fits' }).waitFor()
    await page.getByRole('button', { name: 'Remove the filter fits' }).click()
    await page.keyboard.press('Control+5')
    await row('emoji-diffusion-128').getByRole('button', { name: 'In use' }).waitFor()
  })
})

describe('adapters tried one by one', () => {
  const dialog = () => page.getByRole('dialog', { name: 'Try selected' })
  const shots = () => dialog().getByRole('button', { name: /^Show large/ })

  test('T makes the base and one of each that is chosen; P and A make one the preview and add it', async () => {
    await page.keyboard.press('Control+2')
    await cell('pixel-blocks').click()
    await cell('night-glow').click({ modifiers: ['Control'] })
    await page.keyboard.press('t')
    await dialog().getByRole('button', { name: 'Put away' }).waitFor()
    await expect.poll(() => shots().count()).toBe(3)
    // It takes the focus by itself, in the frame after it has opened.
    await hasFocus(shots().first())
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('p')
    await dialog()
      .getByRole('button', { name: /^Its preview/ })
      .waitFor()
    await page.keyboard.press('a')
    await dialog()
      .getByRole('button', { name: /^In the stack/ })
      .waitFor()
    expect(await axeViolations(page)).toEqual([])
    await page.keyboard.press('Enter')
    const large = page.getByRole('dialog', { name: 'Full window' })
    await large.waitFor()
    await page.keyboard.press('ArrowLeft')
    await large.getByText('Without an adapter').waitFor()
    await page.keyboard.press('Escape')
  })

  test('it is there again after a reload, until it is put away; the preview goes by one step back', async () => {
    await dialog().waitFor()
    await page.keyboard.press('Escape')
    await cell('pixel-blocks').click()
    const details = page.getByRole('complementary', { name: 'Details' })
    await details.getByText('Chosen preview', { exact: true }).waitFor()
    await previewOnCard('pixel-blocks')
    await page.keyboard.press('Control+z')
    await page.getByText('Undone: Preview chosen').waitFor()
    await details.getByText('No preview').waitFor()
    await noPreviewOnCard('pixel-blocks')
    await details.getByRole('button', { name: 'Preview', exact: true }).click()
    const chooser = page.waitForEvent('filechooser')
    await page.getByRole('menuitem', { name: 'From a file…' }).click()
    await (await chooser).setFiles(join(import.meta.dirname, '../../resources/icon.png'))
    await details.getByText('Chosen preview', { exact: true }).waitFor()
    await previewOnCard('pixel-blocks')
    await details.getByRole('button', { name: 'Preview', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Take the chosen preview away' }).click()
    await details.getByText('No preview').waitFor()
    await noPreviewOnCard('pixel-blocks')
    await page.reload()
    await page.getByRole('button', { name: 'Trial: 3 of 3' }).click()
    await expect.poll(() => shots().count()).toBe(3)
    await dialog().getByRole('button', { name: 'Put away' }).click()
    await page.getByRole('button', { name: /^Trial/ }).waitFor({ state: 'detached' })
    expect(studio.troubles).toEqual([])
  })
})

describe('previews in idle time', () => {
  const film = (name: string) => cell(name).locator('.film')
  const at = (name: string, said: string) => film(name).getByText(said, { exact: true })

  test('switched on in the library, they wait for rest, are paused and go on, and all are made', async () => {
    studio.engine.holdAfter(1)
    await page.keyboard.press('Control+2')
    await page.getByRole('button', { name: 'Cards', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Previews in idle time…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Previews in idle time' })
    await dialog.getByRole('switch', { name: 'Previews in idle time' }).click()
    await dialog.getByRole('progressbar', { name: 'Previews in idle time' }).waitFor()
    await dialog.getByRole('button', { name: 'Pause', exact: true }).click()
    await dialog.getByRole('button', { name: 'Go on', exact: true }).waitFor()
    expect(await axeViolations(page)).toEqual([])
    await page.keyboard.press('Escape')
    const line = page.getByRole('button', { name: 'Previews in idle time', exact: true })
    await line.waitFor()
    await page.getByText(/^Paused · 0 of \d+ pictures/).waitFor()
    studio.engine.letGo()
    await page.getByRole('button', { name: 'Go on', exact: true }).click()
    await line.waitFor({ state: 'detached' })
  })

  test('the pointer slides a card between weight 0 and its own, and W does the same by key', async () => {
    await cell('pixel-blocks').locator('img').first().waitFor()
    // Where the card is then: what is said over the cards may have gone just now.
    const move = async (share: number): Promise<void> => {
      const { width, height } = (await cell('pixel-blocks').boundingBox())!
      await cell('pixel-blocks').hover({ position: { x: width * share, y: height / 3 } })
    }
    await move(0.2)
    await at('pixel-blocks', 'at 0').waitFor()
    await cell('pixel-blocks').locator('.hover').getByText('inkwork').waitFor()
    await move(0.8)
    await at('pixel-blocks', 'at 1.00').waitFor()
    await page.mouse.move(2, 2)
    await film('pixel-blocks').waitFor({ state: 'detached' })
    await page.getByRole('grid', { name: 'Adapters' }).focus()
    await page.keyboard.press('w')
    const current = page.locator('.film')
    await current.getByText('at 0', { exact: true }).waitFor()
    await page.keyboard.press('w')
    await current.getByText('at 1.00', { exact: true }).waitFor()
    expect(await axeViolations(page)).toEqual([])
  })

  test('Settings show the same, say how much is kept, and delete it', async () => {
    await page.keyboard.press('Control+6')
    const shown = page.getByRole('switch', { name: 'Previews in idle time' })
    await shown.click()
    await page.getByText(/^[1-9]\d* pictures kept, .* of 4 GB$/).waitFor()
    await page.keyboard.press('Control+2')
    await page.keyboard.press('Control+k')
    await hasFocus(page.getByRole('combobox', { name: 'Find anything' }))
    await page.keyboard.type('idle time: at most')
    await page.getByRole('option', { name: /^Previews in idle time: At most/ }).waitFor()
    await page.keyboard.press('Enter')
    const limit = page.getByRole('spinbutton', { name: 'At most (GB)' })
    await hasFocus(limit)
    await limit.fill('2.5')
    await page.keyboard.press('Enter')
    await page.getByText(/^[1-9]\d* pictures kept, .* of 2\.5 GB$/).waitFor()
    await page.getByRole('button', { name: /^Delete all/ }).click()
    await page.getByText(/^0 pictures kept/).waitFor()
    expect(studio.troubles).toEqual([])
  })
})
