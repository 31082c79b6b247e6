// A model folder full of files made to cost time and memory: the host goes on
// answering, and every one is refused by name.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ModelSummary, StudioSnapshot } from '../../../src-main/contract/studio.ts'
import { writeBombs } from '../../support/bombs.ts'
import { makeDataFolder, removeFolder } from '../../support/test-app.ts'

const demoModel = join(import.meta.dirname, '../../../models/emoji-diffusion-128.safetensors')
const mostMs = 1000
let folder: string
/** Without models of its own. */
let data: string
let models: string
let host: ChildProcess
let address: string
let slowest: { call: string; ms: number }

beforeEach(async () => {
  folder = makeDataFolder()
  data = join(folder, 'data')
  models = join(folder, 'library')
  mkdirSync(models)
  copyFileSync(demoModel, join(models, 'good.safetensors'))
  host = fork(join(import.meta.dirname, '../../support/library-host.ts'), [data, models])
  const [told] = (await once(host, 'message')) as [{ address: string }]
  address = told.address
  slowest = { call: '', ms: 0 }
})
afterEach(() => {
  host.kill('SIGKILL')
  removeFolder(folder)
})

const search = { text: '', favouritesOnly: false, fitsOnly: false, model: null, offset: 0, limit: 60 }

async function call<Answer>(name: string, input?: unknown): Promise<{ answer: Answer; bytes: number }> {
  const start = performance.now()
  const response = await fetch(`${address}/trpc/${name}`, {
    method: 'POST',
    ...(input === undefined ? {} : { body: JSON.stringify(input) }),
    headers: { authorization: 'Bearer token-of-the-test', 'content-type': 'application/json' },
  })
  const text = await response.text()
  const ms = performance.now() - start
  if (ms > slowest.ms) slowest = { call: name, ms }
  expect(response.status, name).toBe(200)
  return { answer: (JSON.parse(text) as { result: { data: Answer } }).result.data, bytes: text.length }
}

const list = async (): Promise<ModelSummary[]> => (await call<ModelSummary[]>('models.list')).answer
const codes = (known: readonly ModelSummary[]): Record<string, string | undefined> =>
  Object.fromEntries(known.map(({ fileName, problem }) => [fileName, problem?.code]))

test('bombs, pipes and devices', { timeout: 180_000 }, async () => {
  const names = writeBombs(models)
  const known = await expect
    .poll(
      async () => {
        await call('settings.get')
        await call('adapters.search', search)
        const found = await list()
        return names.every((name) => found.some(({ fileName }) => fileName === name)) ? found : null
      },
      { timeout: 120_000, interval: 50 },
    )
    .not.toBeNull()
    .then(list)
  expect(codes(known)).toMatchObject({
    'good.safetensors': undefined,
    'empty-tensors.safetensors': 'tensor/too-many',
    'long-name.safetensors': 'tensor/name-too-long',
    'long-title.safetensors': 'checkpoint/not-a-checkpoint',
    'idle-values.safetensors': 'safetensors/header-not-json',
    'quadratic.pt': 'tensor/too-many',
    'quadratic-few.pt': 'pickle/damaged',
    'zip-entries.pt': 'zip/damaged',
    'storage-keys.ckpt': 'pickle/damaged',
    ...(process.platform === 'win32'
      ? {}
      : { 'm0.safetensors': 'file/not-regular', 'zeros.ckpt': 'file/not-regular' }),
  })
  expect(known.filter(({ problem }) => problem === null)).toHaveLength(1)

  const { answer, bytes } = await call<StudioSnapshot>('studio.snapshot')
  expect(answer.models).toHaveLength(names.length + 1)
  expect(bytes).toBeLessThan(100_000)
  expect(slowest.ms, slowest.call).toBeLessThan(mostMs)
  expect(statSync(join(data, 'catalog.sqlite')).size).toBeLessThan(2_000_000)

  for (const name of names) rmSync(join(models, name))
  await expect
    .poll(async () => (await list()).map(({ fileName }) => fileName), { timeout: 30_000 })
    .toEqual(['good.safetensors'])
  expect(slowest.ms, slowest.call).toBeLessThan(mostMs)

  const ended = once(host, 'exit')
  host.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
})
