// The desktop app as it is built: its window shows the app over its own scheme,
// restricted, with host and engine beside it.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type {} from '../../src-renderer/backend/desktop.ts'
import { buildDesktop, openDesktop, type Desktop } from '../support/open-desktop.ts'

let desktop: Desktop
const problems: string[] = []

beforeAll(async () => {
  buildDesktop()
  desktop = await openDesktop()
  desktop.page.on('pageerror', (error) => problems.push(error.message))
  desktop.page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
})
afterAll(() => desktop.close())

test('the window makes a picture with the demo model', async () => {
  const { page } = desktop
  const generate = page.getByRole('button', { name: 'Generate', exact: true })
  // The first look through the folders is over when it is over: processes that give way to others read them.
  const model = page.getByRole('combobox', { name: 'Model', exact: true })
  await model.filter({ hasText: /emoji/i }).waitFor({ timeout: 120_000 })
  await page.getByRole('spinbutton', { name: 'Steps' }).fill('4')
  await page.getByRole('spinbutton', { name: 'Steps' }).press('Enter')
  await generate.click()
  const options = page.getByRole('listbox', { name: 'Session' }).getByRole('option')
  await expect.poll(() => options.count(), { timeout: 120_000 }).toBe(1)
  expect(problems).toEqual([])
})

test('the page has the bridge and no Node', async () => {
  const seen = await desktop.page.evaluate(() => ({
    bridge: Object.keys(window.lamina ?? {}).sort(),
    node: ['require', 'process', 'Buffer'].filter((name) => name in window),
  }))
  expect(seen).toEqual({
    bridge: ['chooseFolder', 'grantFolder', 'pathOf', 'revealFile', 'revealPicture'],
    node: [],
  })
})

test('nothing inline and nothing from elsewhere runs', async () => {
  const ran = await desktop.page.evaluate(async () => {
    const script = document.createElement('script')
    script.textContent = 'window.intruder = true'
    document.head.append(script)
    const fetched = await fetch('https://example.org/').then(
      () => true,
      () => false,
    )
    return { inline: 'intruder' in window, fetched }
  })
  expect(ran).toEqual({ inline: false, fetched: false })
})

test('the menu is said in the language that is set, at once', async () => {
  if (desktop.told === null) return
  const labels = (): unknown => {
    const menu = desktop.told!.findLast(({ type }) => type === 'menu')
    return (menu?.template as { label: string }[] | undefined)?.map(({ label }) => label)
  }
  const set = (language: string): Promise<void> =>
    desktop.page.evaluate(async (wanted) => {
      const headers = { 'Content-Type': 'application/json' }
      await fetch('/trpc/settings.set', {
        ...{ method: 'POST', headers },
        body: JSON.stringify({ language: wanted }),
      })
    }, language)
  const english = ['File', 'Edit', 'View', 'Window']
  await expect.poll(labels).toEqual(process.platform === 'darwin' ? ['Lamina', ...english] : english)
  await set('ja')
  await expect.poll(labels).toEqual(expect.arrayContaining(['ファイル', '編集', '表示', 'ウインドウ']))
  await set('system')
  await expect.poll(labels).toEqual(expect.arrayContaining(english))
})

test('the picture lies in the pictures folder, and can be shown there', async () => {
  if (desktop.told === null) return
  const pictures = join(desktop.folder, 'pictures', 'Lamina')
  const [file] = readdirSync(pictures, { recursive: true })
    .map((name) => join(pictures, String(name)))
    .filter((name) => name.endsWith('.png'))
  expect(existsSync(file ?? '')).toBe(true)
  await desktop.page.evaluate(async () => {
    const answer = await fetch('/trpc/studio.snapshot', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
    })
    const { result } = (await answer.json()) as { result: { data: { pictures: { id: string }[] } } }
    await window.lamina?.revealPicture(result.data.pictures[0]?.id ?? '')
    await window.lamina?.revealPicture('no such picture')
  })
  await expect
    .poll(() => desktop.told!.filter(({ type }) => type === 'revealed'))
    .toEqual([{ type: 'revealed', path: file }])
  const granted = await desktop.page.evaluate(() => window.lamina?.grantFolder('Export'))
  expect(granted).toEqual({ grant: expect.any(String) as string, name: 'chosen' })
  expect(granted!.grant).not.toContain('chosen')
  await expect
    .poll(() => desktop.page.evaluate(() => window.lamina?.chooseFolder('Models')))
    .toBe(join(desktop.folder, 'chosen'))
})

test('a token is sealed by the system’s keyring, and a file of the library is shown where it lies', async () => {
  if (desktop.told === null) return
  const [kept, file] = await desktop.page.evaluate(async () => {
    const ask = async (call: string, input: object): Promise<unknown> => {
      const headers = { 'Content-Type': 'application/json' }
      const answer = await fetch(`/trpc/${call}`, { method: 'POST', headers, body: JSON.stringify(input) })
      return ((await answer.json()) as { result: { data: unknown } }).result.data
    }
    const files = (await ask('models.files', {})) as { id: string; fileName: string }[]
    await window.lamina?.revealFile(files[0]?.id ?? '')
    await window.lamina?.revealFile('no such file')
    return [await ask('downloads.setToken', { site: 'civitai', token: 'secret' }), files[0]?.fileName]
  })
  expect(kept).toEqual([{ site: 'civitai', keptIn: 'keyring' }])
  await expect
    .poll(() => desktop.told!.findLast(({ type }) => type === 'revealed'))
    .toEqual({ type: 'revealed', path: expect.stringMatching(`[\\\\/]${file as string}$`) as string })
})

test('a dropped file is known by where it lies', async () => {
  if (desktop.told === null) return
  const paths = await desktop.page.evaluate(() =>
    ['ink', ''].map((content) => window.lamina?.pathOf(new File([content], 'ink.safetensors'))),
  )
  expect(paths).toEqual([`${desktop.folder}/ink.safetensors`, null])
})

test('the window is sandboxed, and leaving, opening and asking are refused', async () => {
  if (desktop.told === null) return
  const of = (type: string): Record<string, unknown>[] => desktop.told!.filter((one) => one.type === type)
  await expect.poll(() => of('sandbox')).toHaveLength(1)
  await expect.poll(() => of('guards')).toEqual([{ type: 'guards', navigation: true, windowOpen: 'deny' }])
  await expect
    .poll(() => of('permission').filter(({ yes }) => yes))
    .toEqual([{ type: 'permission', name: 'clipboard-sanitized-write', yes: true }])
  expect(of('window')[0]?.webPreferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
    spellcheck: false,
  })
  expect(of('schemes')[0]?.schemes).toEqual([
    { scheme: 'lamina', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ])
})
