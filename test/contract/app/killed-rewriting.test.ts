// The host killed with -9 while it bakes: the next one tells it, nothing half-written is left, and it is made after all.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { libraryWork } from '../../../src-main/catalog/worker/library-work.ts'
import type { RewritingSummary } from '../../../src-main/contract/rewriting.ts'
import { rewritingEngine } from '../../support/rewriting-engine.ts'
import { bakedAdapter, largeCheckpoint } from '../../support/slow-bake.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { reportFrom, startTestApp, type TestApp } from '../../support/test-app.ts'

const program = join(import.meta.dirname, '../../support/children/write-anew.ts')
const name = 'Baked'
const fileName = `${name}.safetensors`
let dataFolder: string
let models: string
let adapter: string

async function makeFolders(): Promise<void> {
  dataFolder = await temporaryFolder()
  models = join(dataFolder, 'models')
  mkdirSync(models)
  adapter = join(models, 'ink-wash.safetensors')
  copyFileSync(bakedAdapter, adapter)
  await largeCheckpoint(models)
}

const parts = (): string[] => readdirSync(models).filter((file) => file.endsWith('.part'))

async function killWhileWriting(): Promise<void> {
  const host = fork(program, [dataFolder, models, name], { stdio: 'inherit' })
  await expect.poll(() => parts().length, { timeout: 100_000, interval: 1 }).toBe(1)
  host.kill('SIGKILL')
  await once(host, 'exit')
  expect(readdirSync(models)).not.toContain(fileName)
  expect(parts()).toHaveLength(1)
}

const nextHost = (): Promise<TestApp> =>
  startTestApp(dataFolder, {
    engine: rewritingEngine(),
    libraryWork,
    modelFolders: [models],
    measures: false,
  })

async function told({ calls }: TestApp): Promise<RewritingSummary[]> {
  return (await calls.studio.snapshot.query()).rewritings
}

test('told by the next host, and begun again from what was wished', { timeout: 300_000 }, async () => {
  await makeFolders()
  await killWhileWriting()
  const first = await nextHost()
  const [left] = await told(first)
  expect(left).toMatchObject({
    ...{ fileName, state: 'interrupted', progress: null, problem: { code: 'rewrite/interrupted' } },
    wish: { name, work: { kind: 'bake', stack: [{ name: 'ink-wash' }] } },
  })
  await expect.poll(parts).toEqual([])
  const { id } = left!

  // What is gone meanwhile is named, and it stays told.
  renameSync(adapter, join(dataFolder, 'away'))
  await first.calls.library.rescan.mutate()
  expect(await reportFrom(first.calls.rewriting.again.mutate({ id }))).toMatchObject({
    code: 'adapter/missing',
  })
  renameSync(join(dataFolder, 'away'), adapter)
  await first.calls.library.rescan.mutate()
  await first.app.close()

  // Two windows at once: it is made once, under its own id.
  const second = await nextHost()
  expect(await told(second)).toEqual([left])
  const answers = await Promise.all([1, 2].map(() => second.calls.rewriting.again.mutate({ id })))
  expect(answers.map((one) => one.id)).toEqual([id, id])
  const made = await second.until(() =>
    second.events
      .flatMap((event) => (event.type === 'rewriting' ? [event.rewriting] : []))
      .find(({ state }) => state === 'done' || state === 'failed'),
  )
  expect(made).toMatchObject({ id, fileName, state: 'done', problem: null })
  expect(readdirSync(models).toSorted()).toEqual([fileName, 'ink-wash.safetensors', 'large.safetensors'])
  await second.app.close()

  // What ended was told.
  const third = await nextHost()
  expect(await told(third)).toEqual([])
  expect(await reportFrom(third.calls.rewriting.dismiss.mutate({ id }))).toMatchObject({
    code: 'rewrite/not-found',
  })
  await third.app.close()
})
