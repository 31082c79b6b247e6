// `lamina train` as a program sees it: its lines, its files, its exit codes, and a run that is paused and resumed.
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hashFile } from '../../../src-main/files/hashes.ts'
import { runCli, type CliRun } from '../../support/run-cli.ts'
import { writeTinyCheckpoint } from '../../support/tiny-checkpoint.ts'
import { writeTinyPictures } from '../../support/tiny-runs.ts'

type StepLine = { step: number; loss: number; rate: number; seconds: number; memory: number }
type EndLine = { end: string; step: number; files: { path: string; sha256: string; finished: boolean }[] }

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-train-'))
  await writeTinyCheckpoint(folder)
  const pictures = [1, 2, 3].map((count) => ({ name: `p${count}`, width: 64, height: 64 }))
  await writeTinyPictures(join(folder, 'pictures'), pictures)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function recipe(name: string, fields: object): Promise<string> {
  const path = join(folder, `${name}.json`)
  const least = {
    name,
    base: 'tiny-1.safetensors',
    data: { folder: 'pictures', width: 64, height: 64, buckets: { on: false } },
    adapter: { layers: 'attention', rank: 2, alpha: 2 },
    unet: { learningRate: 0.01 },
  }
  await writeFile(path, JSON.stringify({ ...least, ...fields }))
  return path
}

const lines = (run: Pick<CliRun, 'stdout'>): unknown[] =>
  run.stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown)

const train = (path: string, out: string, ...flags: string[]): Promise<CliRun> =>
  runCli(['train', path, '--out', join(folder, out), '--device', 'cpu', ...flags])

test('with --json there is a line for every step and one with the files, as they are on the disk', async () => {
  const run = await train(await recipe('short', { steps: 3, save: { every: 2 } }), 'short', '--json')
  expect([run.code, run.stderr]).toEqual([0, expect.stringMatching(/^Saved short-step/)])
  const told = lines(run)
  const steps = told.slice(0, -1) as StepLine[]
  expect(steps.map(({ step }) => step)).toEqual([1, 2, 3])
  for (const step of steps) {
    expect(Object.keys(step).slice(0, 5)).toEqual(['step', 'loss', 'rate', 'seconds', 'memory'])
    expect(Object.values(step).slice(0, 5).every(Number.isFinite)).toBe(true)
    expect([step.rate, step.seconds > 0, step.memory > 1e6]).toEqual([0.01, true, true])
  }
  const end = told.at(-1) as EndLine
  expect([end.end, end.files.map(({ finished }) => finished)]).toEqual(['finished', [false, true]])
  for (const { path, sha256 } of end.files) expect((await hashFile(path)).sha256).toBe(sha256)
  expect(end.files.at(-1)?.path).toBe(join(folder, 'short', 'short.safetensors'))
})

test('Ctrl-C pauses; --resume goes on and ends in the tensors of a run that nobody paused', async () => {
  const path = await recipe('long', { steps: 40 })
  const paused = await interrupted([
    'train',
    path,
    '--out',
    join(folder, 'paused'),
    '--device',
    'cpu',
    '--json',
  ])
  expect(paused.code).toBe(130)
  const end = lines(paused).at(-1) as EndLine
  expect(end.end).toBe('paused')
  expect(end.step).toBeGreaterThan(0)
  expect(end.step).toBeLessThan(40)
  expect(paused.stderr).toMatch(/Go on with: lamina train .*--json --resume\n/)

  const again = await train(path, 'paused', '--json')
  expect([again.code, again.stderr]).toEqual([1, expect.stringMatching(/Resume it/)])

  const resumed = await train(path, 'paused', '--json', '--resume')
  expect(resumed.code).toBe(0)
  expect((lines(resumed)[0] as StepLine).step).toBe(end.step + 1)
  const whole = await train(path, 'whole', '--json')
  const [tensors, expected] = await Promise.all(
    ['paused', 'whole'].map(async (name) =>
      tensorBytes(await readFile(join(folder, name, 'long.safetensors'))),
    ),
  )
  expect(tensors!.equals(expected!)).toBe(true)
  expect(whole.code).toBe(0)
}, 180_000)

test('what is wrong is one sentence, and misuse is told from failure', async () => {
  const without = await runCli(['train', await recipe('a', { steps: 1 })])
  expect([without.code, without.stderr]).toEqual([2, expect.stringContaining('Missing required flag --out.')])
  const lengthless = await train(await recipe('b', {}), 'b')
  expect([lengthless.code, lengthless.stderr]).toEqual([1, expect.stringContaining('how long to train')])
  const baseless = await train(await recipe('c', { steps: 1, base: 'none.safetensors' }), 'c')
  expect([baseless.code, baseless.stderr]).toEqual([1, expect.stringContaining('"none.safetensors"')])
  for (const { stdout } of [without, lengthless, baseless]) expect(stdout).toBe('')
})

/** Runs until the second step is told, then does what Ctrl-C does. */
function interrupted(args: readonly string[]): Promise<CliRun> {
  const entry = join(import.meta.dirname, '../../../src-main/shells/cli/main.ts')
  const child = spawn(process.execPath, [entry, ...args])
  let [stdout, stderr, asked] = ['', '', false]
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    if (!asked && stdout.split('\n').length > 2) asked = child.kill('SIGINT')
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr, seconds: 0 }))
  })
}

function tensorBytes(file: Buffer): Buffer {
  return file.subarray(8 + Number(file.readBigUInt64LE(0)))
}
