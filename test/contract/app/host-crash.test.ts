// One host owns a data folder, and what it was asked for outlives it: hosts here are real processes that get killed.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeDataFolder, removeFolder, startTestApp, type TestApp } from '../../support/test-app.ts'

let folder: string
let host: ChildProcess | null = null
let studio: TestApp | null = null

beforeEach(() => {
  folder = makeDataFolder()
})
afterEach(async () => {
  host?.kill('SIGKILL')
  await studio?.app.close()
  studio = null
  removeFolder(folder)
})

async function startHost(): Promise<ChildProcess> {
  host = fork(join(import.meta.dirname, '../../support/host-program.ts'), [folder])
  await once(host, 'message')
  return host
}

async function runInto(prompts: string[]): Promise<string[]> {
  const child = await startHost()
  child.send(prompts)
  const [{ jobIds }] = (await once(child, 'message')) as [{ jobIds: string[] }]
  child.kill('SIGKILL')
  await once(child, 'exit')
  return jobIds
}

test('a killed host’s queue is taken up again, the interrupted job first', async () => {
  const jobIds = await runInto(['interrupted', 'second', 'third'])
  studio = await startTestApp(folder)
  for (const id of jobIds) await studio.reached(id, 'done')
  expect(studio.engine.made.map(({ request }) => request.prompt)).toEqual(['interrupted', 'second', 'third'])
})

test('a job that took its host down twice is not begun a third time', async () => {
  const [jobId] = await runInto(['deadly'])
  const second = await startHost()
  second.kill('SIGKILL')
  await once(second, 'exit')
  studio = await startTestApp(folder)
  expect((await studio.reached(jobId ?? '', 'failed')).error).toMatchObject({ code: 'job/interrupted' })
  expect(studio.engine.made).toEqual([])
})

test('a second start says where the first one is, and starts once that is gone', async () => {
  const first = await startHost()
  const second = await startTestApp(folder).catch((error: unknown) => error)
  expect(second).toMatchObject({
    code: 'app/already-running',
    message: expect.stringContaining('http://127.0.0.1:4000/?token=t'),
    details: { address: 'http://127.0.0.1:4000/?token=t' },
  })
  first.kill('SIGKILL')
  await once(first, 'exit')
  studio = await startTestApp(folder)
  expect((await studio.calls.settings.get.query()).picturesFolder).toBe(join(folder, 'pictures'))
})
