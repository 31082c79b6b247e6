// Files let go anywhere: the page stays what it is, and says beforehand that nothing there takes them.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { openStudio, type Studio } from '../support/open-studio.ts'

let studio: Studio
let page: Page
let file: string

beforeAll(async () => {
  studio = await openStudio({ stepMs: 10 })
  page = await studio.open()
  file = join(studio.dataFolder, 'dropped.html')
  writeFileSync(file, '<title>Somebody else’s page</title>')
})
afterAll(() => studio.close())

const overlay = () => page.getByText('Nothing here takes files.')

/** As the system does it, in the middle of an element. */
async function drag(over: string, ...types: ('dragEnter' | 'dragOver' | 'drop')[]): Promise<void> {
  const box = (await page.locator(over).first().boundingBox())!
  const session = await page.context().newCDPSession(page)
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  const data = { items: [], files: [file], dragOperationsMask: 1 }
  for (const type of types) await session.send('Input.dispatchDragEvent', { type, ...at, data })
}

test.each(['main', 'nav', 'textarea'])('over %s nothing is opened in the place of the app', async (over) => {
  const address = page.url()
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('what was typed')
  await drag(over, 'dragEnter', 'dragOver', 'dragOver')
  await overlay().waitFor()
  await drag(over, 'drop')
  await overlay().waitFor({ state: 'detached' })
  expect(page.url()).toBe(address)
  expect(await page.title()).toBe('Create · Lamina')
  expect(await page.getByRole('textbox', { name: 'Prompt', exact: true }).inputValue()).toBe('what was typed')
})

test('nothing went wrong on the way', () => {
  expect(studio.troubles).toEqual([])
})
