// The whole studio as it is started: `serve`, its engine process, the demo model, a real Chromium.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { axeViolations, launchChromium, watchLayoutShift } from '../support/open-studio.ts'
import { isStrawberryOnBlue, pictureColours } from '../support/picture-colours.ts'

let server: ChildProcess
let browser: Browser
let page: Page
let address: string
const dataFolder = mkdtempSync(join(tmpdir(), 'lamina-studio-'))
const troubles: string[] = []
const entry = join(import.meta.dirname, '../../src-main/shells/cli/main.ts')

/** Answers with the address that it prints. */
async function serve(): Promise<string> {
  server = spawn(process.execPath, [entry, 'serve', '--port', '0', '--data', dataFolder], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let said = ''
  for await (const chunk of server.stdout!) {
    said += String(chunk)
    const found = /http:\/\/\S+/.exec(said)
    if (found) return found[0]
  }
  throw new Error(`no address: ${said}`)
}

async function stop(): Promise<void> {
  const ended = new Promise((resolve) => server.once('exit', resolve))
  server.kill('SIGTERM')
  await ended
}

beforeAll(async () => {
  address = await serve()
  browser = await launchChromium()
  page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' })
  page.setDefaultTimeout(60_000)
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text())
  })
  page.on('pageerror', (error) => troubles.push(String(error)))
  await page.goto(address)
  // The first look through the folders is over when it is over: processes that give way to others read them.
  const model = page.getByRole('combobox', { name: 'Model', exact: true })
  await model.filter({ hasText: /emoji/i }).waitFor({ timeout: 120_000 })
})
afterAll(async () => {
  await browser.close()
  await stop()
  rmSync(dataFolder, { recursive: true, force: true })
})

const options = () => page.getByRole('listbox', { name: 'Session' }).getByRole('option')

test('the first press makes a strawberry on a blue background, and nothing moves meanwhile', async () => {
  const shifted = await watchLayoutShift(page)
  await page.getByRole('spinbutton', { name: 'Seed' }).fill('1')
  await page.getByRole('button', { name: 'Generate', exact: true }).click()
  await page.getByRole('progressbar', { name: 'Generating' }).waitFor()
  await page.getByText(/^Step \d+ of 20$/).waitFor()
  const result = page.getByRole('img', { name: 'Result: strawberry on a blue background' })
  await result.waitFor()
  await expect.poll(() => options().count()).toBe(1)
  expect(await shifted()).toBeLessThan(0.01)

  const answer = await page.request.get(new URL((await result.getAttribute('src'))!, address).href)
  const file = join(dataFolder, 'shown.png')
  writeFileSync(file, await answer.body())
  expect(isStrawberryOnBlue(await pictureColours(file))).toBe(true)
})

test('three are queued and all are made; the bar is gone when the last is there', async () => {
  for (let n = 0; n < 3; n++) await page.getByRole('button', { name: 'Generate', exact: true }).click()
  await options().nth(3).waitFor()
  await expect.poll(() => page.getByRole('progressbar', { name: 'Generating' }).count()).toBe(0)
  await expect.poll(() => options().count()).toBe(4)
})

test('stopping keeps the partial picture, cancelling keeps nothing', async () => {
  await page.getByRole('spinbutton', { name: 'Steps' }).fill('400')
  await page.getByRole('button', { name: 'Generate', exact: true }).click()
  await page.getByText(/^Step \d+ of 400$/).waitFor()
  await page.keyboard.press('Escape')
  await options().nth(4).waitFor()
  await page.getByRole('button', { name: 'Generate', exact: true }).click()
  await page.getByText(/^Step \d+ of 400$/).waitFor()
  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  await expect.poll(() => page.getByRole('progressbar').count(), { timeout: 20_000 }).toBe(0)
  await expect.poll(() => options().count()).toBe(5)
})

test('after a restart of the host everything is as it was left', async () => {
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('panda on a green background')
  const saved = page.waitForResponse((response) => {
    const said = response.request().postData() ?? ''
    return response.url().includes('workspace.save') && said.includes('"steps":12')
  })
  await page.getByRole('spinbutton', { name: 'Steps' }).fill('12')
  expect((await saved).status()).toBe(200)
  expect(await axeViolations(page)).toEqual([])
  expect(troubles).toEqual([])
  await stop()
  address = await serve()
  await page.goto(address)
  await page.getByRole('button', { name: 'Generate', exact: true }).waitFor()
  await expect
    .poll(() => page.getByRole('textbox', { name: 'Prompt', exact: true }).inputValue())
    .toBe('panda on a green background')
  await expect.poll(() => page.getByRole('spinbutton', { name: 'Steps' }).inputValue()).toBe('12')
  await expect.poll(() => page.getByRole('spinbutton', { name: 'Seed' }).inputValue()).toBe('1')
  await expect.poll(() => options().count()).toBe(5)
})
