// What Node compiles of our code: kept where we say, by processes that are ended without notice too, and of one version.
import { execFile } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeEach, expect, test } from 'vitest'
import { applicationVersion } from '../../../src-main/base/version.ts'
import { compiledFolder, removeOldCode } from '../../../src-main/files/compiled-code.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const program = join(import.meta.dirname, '../../support/children/compiling-process.ts')

let data: string
beforeEach(async () => {
  data = await temporaryFolder()
})

/** Of the process: where it keeps its code, as the environment of its children says. */
async function placeOf(own: NodeJS.ProcessEnv = {}): Promise<string> {
  const { NODE_COMPILE_CACHE: _, ...env } = process.env
  const run = promisify(execFile)(process.execPath, [program, data], { env: { ...env, ...own } })
  // It is ended by a signal.
  return ((await run.catch((error: unknown) => error)) as { stdout: string }).stdout
}

const files = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)

test('lies in the data folder, also that of a process that was ended', async () => {
  const place = join(data, compiledFolder, applicationVersion)
  expect(await placeOf()).toBe(place)
  expect(files(place).length).toBeGreaterThan(0)
})

test('lies elsewhere where somebody said so, and nowhere where it cannot', async () => {
  const elsewhere = await temporaryFolder()
  expect(await placeOf({ NODE_COMPILE_CACHE: elsewhere })).toBe(elsewhere)
  expect(existsSync(join(data, compiledFolder))).toBe(false)
  writeFileSync(join(data, compiledFolder), '')
  expect(await placeOf()).toBe('')
})

test('that of other versions goes, and nothing fails where none is or it cannot', async () => {
  removeOldCode(data)
  for (const version of ['0.0.1', applicationVersion])
    mkdirSync(join(data, compiledFolder, version), { recursive: true })
  removeOldCode(data)
  expect(readdirSync(join(data, compiledFolder))).toEqual([applicationVersion])
  chmodSync(join(data, compiledFolder), 0o000)
  expect(() => removeOldCode(data)).not.toThrow()
  chmodSync(join(data, compiledFolder), 0o700)
})
