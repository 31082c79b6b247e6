// A training folder full of pictures made to cost time and memory: the host goes on
// answering, and each is left out by name.
import { execFileSync, fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ProjectPictures, TrainingProject } from '../../../src-main/contract/training-project.ts'
import { madeUpPng } from '../../support/made-up-png.ts'
import { makeDataFolder, removeFolder } from '../../support/test-app.ts'

const mostMs = 1000
const mostMegabytes = 150
let folder: string
let pictures: string
let host: ChildProcess
let address: string

beforeEach(async () => {
  folder = makeDataFolder()
  pictures = join(folder, 'set')
  mkdirSync(pictures)
  host = fork(join(import.meta.dirname, '../../support/library-host.ts'), [folder, join(folder, 'models')])
  const [told] = (await once(host, 'message')) as [{ address: string }]
  address = told.address
})
afterEach(() => {
  host.kill('SIGKILL')
  removeFolder(folder)
})

const headers = { authorization: 'Bearer token-of-the-test', 'content-type': 'application/json' }

async function call<Answer>(name: string, input: unknown = {}): Promise<Answer> {
  const body = JSON.stringify(input)
  const response = await fetch(`${address}/trpc/${name}`, { method: 'POST', headers, body })
  expect(response.status, name).toBe(200)
  return ((await response.json()) as { result: { data: Answer } }).result.data
}

/** Calls again and again until `done`, and says how long the slowest of them took. */
async function meanwhile(done: Promise<unknown>): Promise<number> {
  let slowestMs = 0
  let over = false
  void done.finally(() => (over = true)).catch(() => undefined)
  while (!(over as boolean)) {
    const begun = performance.now()
    await call('settings.get')
    slowestMs = Math.max(slowestMs, performance.now() - begun)
  }
  return slowestMs
}

/** Of the host alone, in megabytes, the most there ever was; null where the system does not tell. */
function mostMemory(): number | null {
  if (process.platform !== 'linux') return null
  const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${host.pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1024
}

/** All that are to be left out. */
function writeBombs(): string[] {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64">'
  const nested = Array.from(
    { length: 30 },
    (_, at) => `<g id="a${at + 1}"><use href="#a${at}"/><use href="#a${at}"/></g>`,
  )
  const files: Record<string, string | Uint8Array> = {
    'a-vast.png': madeUpPng({ width: 16_000, height: 16_000 }),
    'b-vaster.png': madeUpPng({ width: 100_000, height: 100_000 }),
    'c-drawing.png': `${svg}<rect width="64" height="64"/></svg>`,
    'd-nested.png': `${svg}<g id="a0"><rect/></g>${nested.join('')}<use href="#a30"/></svg>`,
    'e-image.jpg': `${svg}<image href="z-good.png" width="64" height="64"/></svg>`,
    'f-page.gif': '<html>',
    'g-empty.webp': '',
  }
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(pictures, name), bytes)
  if (process.platform === 'win32') return Object.keys(files)
  for (let at = 0; at < 5; at++) execFileSync('mkfifo', [join(pictures, `h-pipe${at}.png`)])
  symlinkSync('/dev/zero', join(pictures, 'i-zero.png'))
  return [
    ...Object.keys(files),
    'h-pipe0.png',
    'h-pipe1.png',
    'h-pipe2.png',
    'h-pipe3.png',
    'h-pipe4.png',
    'i-zero.png',
  ]
}

test('bombs, drawings, pipes and devices', { timeout: 120_000 }, async () => {
  const bombs = writeBombs()
  // As large as may be decoded, and black: 1.5 MB that become 392.
  writeFileSync(join(pictures, 'y-large.png'), madeUpPng({ width: 7000, height: 7000, whole: true }))
  const good = sharp({ create: { width: 64, height: 64, channels: 3, background: '#40c040' } })
  await good.png().toFile(join(pictures, 'z-good.png'))
  const { id, recipe } = await call<TrainingProject>('training.create', { preset: null, name: 'Training' })
  const data = { ...recipe.data, width: 64, height: 64, folder: pictures }
  await call('training.edit', { id, edit: { recipe: { ...recipe, data } } })
  const before = mostMemory()

  const listing = call<ProjectPictures>('training.pictures', { id })
  const slowestMs = await meanwhile(listing)
  const found = await listing
  expect(found.leftOut.map(({ name, reason }) => [name, reason])).toEqual(
    expect.arrayContaining(bombs.map((name) => [name, 'unreadable'])),
  )
  expect(found.leftOut.find(({ name }) => name === 'a-vast.png')?.why).toMatchObject({
    code: 'picture/too-large',
  })
  expect(found.pictures.map(({ name }) => name)).toEqual(['y-large.png', 'z-good.png'])

  const asked = [...found.pictures, ...found.leftOut].flatMap(({ thumbnailUrl }) => thumbnailUrl ?? [])
  const shown = Promise.all(asked.map(async (url) => (await fetch(address + url, { headers })).status))
  const slowestWhileShown = await meanwhile(shown)
  expect(await shown).toEqual([200, 200])

  expect(slowestMs).toBeLessThan(mostMs)
  expect(slowestWhileShown).toBeLessThan(mostMs)
  expect((mostMemory() ?? 0) - (before ?? 0)).toBeLessThan(mostMegabytes)
  const ended = once(host, 'exit')
  host.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
})
