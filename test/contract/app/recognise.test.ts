// A file that a page holds is found among those of the model folders by its bytes, whatever it is called.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  sampleBytes,
  sampleCount,
  samplePlaces,
  type ShownFile,
} from '../../../src-main/contract/shown-file.ts'
import {
  makeDataFolder,
  removeFolder,
  reportFrom,
  startTestApp,
  type TestApp,
} from '../../support/test-app.ts'

let folder: string
let studio: TestApp
const large = Buffer.from(Array.from({ length: 200_000 }, (_, n) => (n * 7) % 251))

const put = (name: string, bytes: string | Buffer): void =>
  writeFileSync(join(folder, 'models', `${name}.safetensors`), bytes)

beforeEach(async () => {
  folder = makeDataFolder()
  put('ink.lora', 'ink')
  put('large.lora', large)
  studio = await startTestApp(folder)
})
afterEach(async () => {
  await studio.app.close()
  removeFolder(folder)
})

/** As the page shows it. */
function shown(name: string, content: string | Buffer): ShownFile {
  const bytes = Buffer.from(content)
  const samples = samplePlaces(bytes.length).map(({ at, length }) => ({
    at,
    bytes: bytes.subarray(at, at + length).toString('base64'),
  }))
  return { name, sizeBytes: bytes.length, samples }
}
async function found(name: string, content: string | Buffer): Promise<string | null> {
  const known = await studio.calls.library.recognise.mutate(shown(name, content))
  if (known === null) return null
  return known.kind === 'adapter' ? `adapter ${known.adapter.name}` : `model ${known.model.name}`
}

test('samples lie evenly, from the first byte to the last', () => {
  expect(samplePlaces(3)).toEqual([{ at: 0, length: 3 }])
  const places = samplePlaces(7_000_000_000)
  expect(places).toHaveLength(sampleCount)
  expect(places[0]).toEqual({ at: 0, length: sampleBytes })
  expect(places.at(-1)!.at + sampleBytes).toBe(7_000_000_000)
  // Beginnings that overlap are looked at once.
  expect(samplePlaces(sampleBytes + 2).map(({ at }) => at)).toEqual([0, 1, 2])
})

test('adapters and models are told by their bytes, not by their names', async () => {
  expect(await found('renamed.ckpt', 'ink')).toBe('adapter ink.lora')
  expect(await found('x.safetensors', large)).toBe('adapter large.lora')
  expect(await found('x.safetensors', 'emoji-diffusion-128')).toBe('model Emoji Diffusion 128')
})

test('a file of the same name and size that says something else is another file', async () => {
  expect(await found('ink.lora.safetensors', 'inc')).toBeNull()
  const changed = Buffer.from(large)
  changed[large.length - 1]! ^= 1
  expect(await found('large.lora.safetensors', changed)).toBeNull()
})

test('what has just been put into a folder is found, and what is wrong with a file comes along', async () => {
  put('new.lora', 'brand new')
  expect(await found('new.lora.safetensors', 'brand new')).toBe('adapter new.lora')
  const broken = await studio.calls.library.recognise.mutate(shown('broken.safetensors', 'broken'))
  expect(broken).toMatchObject({ kind: 'model', model: { problem: { code: 'safetensors/truncated' } } })
})

test('of copies the one that is called so is meant', async () => {
  mkdirSync(join(folder, 'models', 'other'))
  put('other/a.lora', 'twice')
  put('z.lora', 'twice')
  expect(await found('a.lora.safetensors', 'twice')).toBe('adapter a.lora')
  expect(await found('z.lora.safetensors', 'twice')).toBe('adapter z.lora')
})

test('samples beyond the end, and too many or too large ones, find nothing', async () => {
  const ask = (change: Partial<ShownFile>) =>
    studio.calls.library.recognise.mutate({ ...shown('ink', 'ink'), ...change })
  expect(await ask({ samples: [{ at: 2, bytes: Buffer.from('kk').toString('base64') }] })).toBeNull()
  const sample = { at: 0, bytes: Buffer.alloc(sampleBytes + 3).toString('base64') }
  for (const samples of [[], [sample], Array.from({ length: sampleCount + 1 }, () => ({ at: 0, bytes: '' }))])
    expect((await reportFrom(ask({ samples }))).code).toBe('request/invalid')
})
