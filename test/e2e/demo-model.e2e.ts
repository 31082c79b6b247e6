// The demo model really draws what it is asked for: ten seeds of two prompts, judged by their colours.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCli } from '../support/run-cli.ts'
import {
  isPandaOnGreen,
  isStrawberryOnBlue,
  pictureColours,
  type PictureColours,
} from '../support/picture-colours.ts'

const seeds = 10
const enough = 9
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-demo-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function drawTen(name: string, prompt: string): Promise<PictureColours[]> {
  const run = await runCli([
    ...['generate', '--prompt', prompt, '--seed', '0', '--batch', String(seeds), '--steps', '20'],
    ...['--guidance', '5', '--out', join(folder, `${name}.png`), '--json'],
  ])
  expect(run.code, run.stderr).toBe(0)
  const { files } = JSON.parse(run.stdout) as { files: string[] }
  expect(files).toHaveLength(seeds)
  return Promise.all(files.map(pictureColours))
}

test('strawberries are red on blue, pandas grey to white on green, and neither passes for the other', async () => {
  const strawberries = await drawTen('strawberry', 'strawberry on a blue background')
  const pandas = await drawTen('panda', 'panda on a green background')
  expect(strawberries.filter(isStrawberryOnBlue).length).toBeGreaterThanOrEqual(enough)
  expect(pandas.filter(isPandaOnGreen).length).toBeGreaterThanOrEqual(enough)
  expect(strawberries.filter(isPandaOnGreen)).toHaveLength(0)
  expect(pandas.filter(isStrawberryOnBlue)).toHaveLength(0)
})
