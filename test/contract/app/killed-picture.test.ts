// The host killed with -9 in the middle of writing a picture: no half picture,
// and nothing is left when it starts again.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createFakeEngine } from '../../support/fake-engine.ts'
import { makeDataFolder, removeFolder, startTestApp } from '../../support/test-app.ts'

const program = join(import.meta.dirname, '../../support/children/write-pictures.ts')
const kills = 3
let folder: string
let pictures: string
beforeEach(() => {
  folder = makeDataFolder()
  // Where people keep pictures, which is not among Lamina's own data.
  pictures = mkdtempSync(join(tmpdir(), 'lamina-pictures-'))
})
afterEach(() => {
  removeFolder(folder)
  removeFolder(pictures)
})

function files(ending: string): string[] {
  const entries = readdirSync(pictures, { recursive: true, encoding: 'utf8' })
  return entries.filter((name) => name.endsWith(ending)).map((name) => join(pictures, name))
}
const whole = async (path: string): Promise<boolean> =>
  (await sharp(readFileSync(path)).raw().toBuffer()).length === 3 * 4096 * 4096

async function killWhileWriting(): Promise<void> {
  const before = new Set(files('.part'))
  const host = fork(program, [folder, pictures], { stdio: 'inherit' })
  const writing = (): boolean => files('.part').some((path) => !before.has(path))
  await expect.poll(writing, { timeout: 50_000, interval: 1 }).toBe(true)
  host.kill('SIGKILL')
  await once(host, 'exit')
}

test('killed three times while a picture is written', { timeout: 180_000 }, async () => {
  for (let kill = 0; kill < kills; kill++) {
    await killWhileWriting()
    // One that is there was written to its end.
    for (const path of files('.png')) expect(await whole(path)).toBe(true)
    expect(files('.part')).toHaveLength(1)
  }
  const engine = createFakeEngine({ noisy: true })
  const studio = await startTestApp(folder, { engine, picturesFolder: pictures })
  const open = (): number => studio.app.studio.jobs.open().filter(({ state }) => state !== 'failed').length
  await expect.poll(open, { timeout: 60_000 }).toBe(0)
  await studio.app.close()
  expect(files('.part')).toEqual([])
  expect(files('.png').length).toBeGreaterThan(0)
  for (const path of files('.png')) expect(await whole(path)).toBe(true)
})
