// A minute of training on the demo model does what was learned: pictures lose
// their colour, and at weight 0 nothing at all.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { forkEngine } from '../../src-main/shells/server/engine-host.ts'
import { drawSubjects, writeDataset } from '../demo/make-datasets.ts'
import { measures } from '../demo/measures.ts'
import { readPixels } from '../demo/styles.ts'
import { subjects } from '../demo/subjects.ts'
import { demoModel } from '../support/demo-base.ts'
import { runCli } from '../support/run-cli.ts'

/** Learned from these; the pictures that are looked at come from other prompts. */
const learned = subjects.filter((_, index) => index % 2 === 0)
const looked = ['strawberry on a blue background', 'rocket on a purple background']

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-train-demo-'))
  const engine = forkEngine({ showOutput: false })
  try {
    await drawSubjects(engine, learned, join(folder, 'plain'))
  } finally {
    await engine.close()
  }
  await writeDataset('ink-wash', learned, { from: join(folder, 'plain'), to: join(folder, 'ink') })
}, 180_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

let count = 0
async function drawn(prompt: string, ...flags: string[]): Promise<string> {
  const out = join(folder, `${++count}.png`)
  const fixed = ['--steps', '20', '--guidance', '4', '--seed', '5', '--device', 'cpu', '--out', out]
  const run = await runCli(['generate', '--prompt', prompt, ...fixed, ...flags])
  expect(run.code, run.stderr).toBe(0)
  return out
}
const pixels = (path: string): Promise<Buffer> => sharp(path).raw().toBuffer()
const chroma = async (path: string): Promise<number> => measures.chroma(await readPixels(path))

test('ink takes the colour away at weight 1, and nothing at all at weight 0', async () => {
  expect(learned.some(({ prompt }) => looked.includes(prompt))).toBe(false)
  const recipe = join(folder, 'ink.json')
  await writeFile(
    recipe,
    JSON.stringify({
      name: 'ink',
      base: demoModel,
      data: { folder: 'ink', width: 128, height: 128, flip: true, buckets: { on: false } },
      adapter: { rank: 8, alpha: 8 },
      unet: { learningRate: 0.003 },
      steps: 120,
      batch: 4,
      schedule: { kind: 'cosine' },
    }),
  )
  const run = await runCli(['train', recipe, '--out', join(folder, 'run'), '--device', 'cpu', '--json'])
  expect([run.code, run.stderr]).toEqual([0, expect.stringContaining('Finished at step 120 of 120')])
  const losses = run.stdout
    .split('\n')
    .filter((line) => line.includes('"loss"'))
    .map((line) => (JSON.parse(line) as { loss: number }).loss)
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length
  expect(mean(losses.slice(-40))).toBeLessThan(mean(losses.slice(0, 10)))

  const adapter = join(folder, 'run', 'ink.safetensors')
  for (const prompt of looked) {
    const base = await drawn(prompt)
    const without = await drawn(prompt, '--adapter', `${adapter}:0`)
    const full = await drawn(prompt, '--adapter', `${adapter}:1`)
    expect((await pixels(without)).equals(await pixels(base))).toBe(true)
    expect(await chroma(full)).toBeLessThan((await chroma(base)) / 3)
    // Still a picture: something dark stands on something light.
    const { dominant, channels } = await sharp(full).stats()
    expect(Math.min(dominant.r, dominant.g, dominant.b)).toBeGreaterThan(170)
    expect(Math.min(...channels.map(({ min }) => min))).toBeLessThan(130)
  }
}, 600_000)
