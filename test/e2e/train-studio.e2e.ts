// Train as a newcomer does it, on the real engine: twenty pictures become an
// adapter that works, in under three minutes.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import type { PictureSummary } from '../../src-main/contract/studio.ts'
import type { TrainingRun } from '../../src-main/contract/training-project.ts'
import { forkEngine } from '../../src-main/shells/server/engine-host.ts'
import { drawSubjects, writeDataset } from '../demo/make-datasets.ts'
import { measures } from '../demo/measures.ts'
import { readPixels } from '../demo/styles.ts'
import { subjects } from '../demo/subjects.ts'
import { openStudio, type Studio } from '../support/open-studio.ts'

const output = join(import.meta.dirname, '../screens/output')
let studio: Studio
let page: Page
let own: string
let folder: string

beforeAll(async () => {
  mkdirSync(output, { recursive: true })
  studio = await openStudio({ real: 'copies' })
  // The data folder is not a folder of the person.
  own = mkdtempSync(join(tmpdir(), 'lamina-e2e-pictures-'))
  folder = join(own, 'ink')
  const plain = join(own, 'plain')
  const engine = forkEngine({ showOutput: false })
  try {
    await drawSubjects(engine, subjects, plain)
  } finally {
    await engine.close()
  }
  await writeDataset('ink-wash', subjects, { from: plain, to: folder })
  page = await studio.open()
})
afterAll(async () => {
  await studio.close()
  rmSync(own, { recursive: true, force: true })
})

const button = (name: string) => page.getByRole('button', { name, exact: true })
const textbox = (name: string) => page.getByRole('textbox', { name, exact: true })
const current = () =>
  page
    .getByRole('list', { name: 'Steps' })
    .getByRole('listitem')
    .and(page.locator('[aria-current="step"]'))
    .getAttribute('aria-label')
const training = () => page.getByRole('group', { name: 'Ink, training', exact: true })
const photograph = (name: string) => page.screenshot({ path: join(output, `${name}.png`) })
const run = (): TrainingRun => studio.app.studio.training.projects()[0]!.run!
const pictures = (): PictureSummary[] => studio.app.studio.pictures.list(null, 100).toReversed()

/** Presses *Generate* and waits for its picture. */
async function generated(): Promise<PictureSummary> {
  const before = pictures().length
  await button('Generate').click()
  await expect.poll(() => pictures().length, { timeout: 60_000 }).toBe(before + 1)
  return pictures().at(-1)!
}
const fileOf = (picture: PictureSummary): string => studio.app.studio.pictures.filePath(picture.id)
const pixelsOf = (picture: PictureSummary): Promise<Buffer> => sharp(fileOf(picture)).raw().toBuffer()
const chromaOf = async (picture: PictureSummary): Promise<number> =>
  measures.chroma(await readPixels(fileOf(picture)))

let opened: number
test('twenty pictures are chosen, captions come along, the review has measured', async () => {
  opened = performance.now()
  await page.getByRole('link', { name: 'Train', exact: true }).click()
  await photograph('train-start-real')
  await button('First try').click()
  await expect.poll(current).toBe('What to learn')
  await textbox('Name').fill('Ink')
  await page.keyboard.press('Control+Enter')
  await textbox('Folder of pictures').fill(folder)
  await textbox('Folder of pictures').press('Enter')
  const options = page.getByRole('listbox', { name: 'Pictures' }).getByRole('option')
  await expect.poll(() => options.count()).toBe(20)
  await page.keyboard.press('Control+Enter')
  const first = subjects.toSorted((a, b) => (a.name < b.name ? -1 : 1))[0]!
  await expect.poll(() => textbox(`Caption of ${first.name}.png`).inputValue()).toBe(first.prompt)
  await page.keyboard.press('Control+Enter')
  await expect.poll(current).toBe('Adapter')
  await page.keyboard.press('Control+Enter')
  await page.getByText('measured just now').waitFor({ timeout: 60_000 })
  await photograph('train-review-real')
})

test('while it runs, samples stand beside the base, and pictures are made of two saved states', async () => {
  await button('Start training').click()
  const sample = (at: string) =>
    page.getByRole('img', { name: `strawberry on a blue background, ${at}`, exact: true })
  await sample('base').waitFor({ timeout: 60_000 })
  await expect.poll(() => run().files.length, { timeout: 120_000 }).toBeGreaterThan(1)
  await sample('step 50').waitFor()
  await button('Add to stack').click()
  await page.keyboard.press('Control+1')
  await training().waitFor()
  await training().getByRole('spinbutton', { name: 'Step value' }).fill('75')
  await training().getByText('between two saved steps').waitFor()
  await textbox('Prompt').fill('rocket on a purple background')
  await page.getByRole('spinbutton', { name: 'Seed', exact: true }).fill('5')
  const { record } = await generated()
  expect(run().state).toBe('running')
  expect(record!.adapters.map(({ name, weight }) => [name, weight])).toEqual([
    ['Ink-step00000050', 0.5],
    ['Ink-step00000100', 0.5],
  ])
  expect(Math.min(...record!.adapters.map(({ matched }) => matched))).toBeGreaterThan(100)
  await photograph('train-card-real')
})

test('it is finished in time, and goes into the library', async () => {
  await page.goBack()
  await expect.poll(() => run().state, { timeout: 170_000 }).toBe('finished')
  await page.getByRole('img', { name: 'panda on a green background, step 200', exact: true }).waitFor()
  await photograph('train-run-real')
  await button('Add step 200 to library').click()
  await page.getByText(/is in the library, in /).waitFor()
  const seconds = (performance.now() - opened) / 1000
  console.log(`From opening Train to an adapter in the library: ${seconds.toFixed(0)} s`)
  expect(seconds).toBeLessThan(180)
})

test('in Create it takes the colour away, and at weight 0 nothing at all', async () => {
  await button('Show in Create').click()
  const adapter = page.getByRole('group', { name: /^Ink/ }).and(page.locator(':not([aria-label$=training])'))
  await adapter.getByText(/fits/).waitFor()
  await training().getByRole('slider', { name: 'Step', exact: true }).focus()
  await page.keyboard.press('Delete')
  await expect.poll(() => training().count()).toBe(0)
  const inked = await generated()
  expect(inked.record!.adapters).toMatchObject([{ weight: 1, unmatched: 0 }])
  const weight = adapter.getByRole('spinbutton', { name: 'Weight value', exact: true })
  await weight.fill('0')
  await weight.press('Enter')
  const without = await generated()
  await adapter.getByRole('slider', { name: 'Weight', exact: true }).focus()
  await page.keyboard.press('Delete')
  await expect.poll(() => adapter.count()).toBe(0)
  const base = await generated()
  expect(base.record!.adapters).toEqual([])
  expect((await pixelsOf(without)).equals(await pixelsOf(base))).toBe(true)
  expect(await chromaOf(inked)).toBeLessThan((await chromaOf(base)) / 3)
})

test('nothing went wrong meanwhile', () => {
  expect(studio.troubles).toEqual([])
})
