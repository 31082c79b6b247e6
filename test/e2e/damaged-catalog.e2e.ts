// A catalog that is found damaged, while a page is open or as one opens: it is said there, and a button goes on from the
// last backup.
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axeViolations, openStudio, type Studio } from '../support/open-studio.ts'
import { damageInUse, damageUnseen } from '../support/damaged-catalog.ts'

let studio: Studio
beforeAll(async () => {
  studio = await openStudio()
})
afterAll(() => studio.close())

test('Restart with the last backup is offered, and the page goes on with it where it was', async () => {
  const page = await studio.open()
  expect(await studio.app.studio.keeper.backUp()).toBe('made')
  damageInUse(join(studio.dataFolder, 'catalog.sqlite'))
  expect(await studio.app.studio.keeper.backUp()).toBe('damaged')
  const before = studio.app.studio
  const restart = page.getByRole('button', { name: 'Restart with the last backup' })
  await restart.waitFor()
  expect(await axeViolations(page)).toEqual([])
  await restart.focus()
  await page.keyboard.press('Enter')
  await page.getByText(/^The catalog was damaged\. Lamina goes on from the backup of /).waitFor()
  await restart.waitFor({ state: 'detached' })
  expect(studio.app.studio).not.toBe(before)
  const report = page.getByRole('alert').filter({ hasText: 'The catalog was damaged.' })
  await report.getByRole('button', { name: 'Close' }).click()
  await report.waitFor({ state: 'detached' })
})

test('a page that opens on it shows what can be read, names what cannot, and gets the same offer', async () => {
  const first = await studio.open()
  await first.getByRole('button', { name: 'Generate', exact: true }).click()
  await expect.poll(() => studio.app.studio.pictures.list(null, 9).length).toBe(1)
  await first.close()
  expect(await studio.app.studio.keeper.backUp()).not.toBe('damaged')
  damageUnseen(join(studio.dataFolder, 'catalog.sqlite'))
  const page = await studio.open()
  const restart = page.getByRole('button', { name: 'Restart with the last backup' })
  await restart.waitFor()
  await page.getByText('Could not be read from it, and is not shown: pictures.').waitFor()
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).waitFor()
  expect(await axeViolations(page)).toEqual([])
  const before = studio.app.studio
  await restart.click()
  await restart.waitFor({ state: 'detached' })
  await page.getByText(/^The catalog was damaged\. Lamina goes on from the backup of /).waitFor()
  await page.getByText('Could not be read from it').waitFor({ state: 'detached' })
  expect(studio.app.studio).not.toBe(before)
})
