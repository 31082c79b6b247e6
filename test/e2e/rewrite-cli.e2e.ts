// bake, convert, merge, resize and extract from the command line: one line of JSON, exit codes, and Ctrl-C.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publishedModules } from '../../src-main/adapters/reading/base-modules.ts'
import { sd1 } from '../../src-main/architectures/families/sd1/family.ts'
import { openTensorFile } from '../../src-main/files/open-tensor-file.ts'
import { isPartName } from '../../src-main/files/part-files.ts'
import { demoBase, demoModel } from '../support/demo-base.ts'
import { madeUpAdapterFile } from '../support/made-up-adapter.ts'
import { runCli } from '../support/run-cli.ts'
import { bakeUntilWriting, cliProgram, largeCheckpoint } from '../support/slow-bake.ts'
import { tolerances } from '../support/tolerances.ts'

let folder: string
let ink: string
const model = ['--model', demoModel]
const out = (name: string): string => join(folder, `${name}.safetensors`)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-rewrite-cli-'))
  ink = await madeUpAdapterFile(
    folder,
    { base: await demoBase(), alpha: 2, modules: (_, { path }) => /\.(to_q|q_proj)$/.test(path) },
    { name: 'ink.safetensors' },
  )
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function json(...args: string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await runCli([...args, '--json'])
  expect([code, stderr]).toEqual([0, expect.any(String)])
  expect(stdout.trimEnd()).not.toContain('\n')
  return JSON.parse(stdout) as Record<string, unknown>
}

test('one after the other, each says what it did', async () => {
  const baked = await json('bake', ...model, '--adapter', `${ink}:0.8`, '--out', out('baked'))
  expect(baked).toMatchObject({ file: out('baked'), changed: 24, warnings: [] })
  const there = await json('convert', ink, '--to', 'peft', ...model, '--out', out('peft'))
  expect(there).toMatchObject({ file: out('peft'), dialect: 'peft', maxError: 0 })
  const merged = await json('merge', `${ink}:0.5`, `${out('peft')}:0.5`, ...model, '--out', out('merged'))
  expect(Number(merged['maxError']) / Number(merged['maxDelta'])).toBeLessThan(tolerances.rewrittenDelta.abs)
  const resized = await json('resize', out('merged'), '--rank', '4', ...model, '--out', out('resized'))
  expect(Number(resized['maxError']) / Number(resized['maxDelta'])).toBeLessThan(
    tolerances.rewrittenDelta.abs,
  )
  const pair = ['--base', demoModel, '--tuned', out('baked')]
  const extracted = await json('extract', ...pair, '--rank', '4', '--text-threshold', '0', '--out', out('x'))
  expect(extracted).toMatchObject({ kind: 'extract', dialect: 'kohya' })
  const people = await runCli(['convert', ink, '--to', 'diffusers', ...model, '--out', out('people')])
  expect(people).toMatchObject({ code: 0, stdout: `${out('people')}\n` })
  expect(people.stderr).toContain('max |ΔW_in − ΔW_out| = 0.00e+0')
})

test('misuse is one sentence and exit code 2, failure 1', async () => {
  const wrong: [string[], number, RegExp][] = [
    [['convert', ink, '--to', 'nai', '--out', out('a')], 2, /--to does not accept "nai"/],
    [['convert', ink, '--to', 'peft', '--out', ink], 2, /"ink.safetensors" is an input file/],
    [['convert', ink, '--to', 'peft', '--out', join(folder, 'a.ckpt')], 2, /end in .safetensors/],
    [['convert', ink, '--to', 'peft', '--out', out('a')], 1, /--model/],
    [['bake', ...model, '--out', out('a')], 2, /required flag --adapter/],
    [['merge', '--out', out('a')], 2, /Usage: lamina merge/],
    [
      ['resize', ink, '--rank', '0', ...model, '--out', out('a')],
      2,
      /--rank takes a whole number of at least 1/,
    ],
    [
      ['resize', ink, '--rank', '4', '--ratio', '2', '--frobenius', '1', '--out', out('a')],
      2,
      /cannot be used together/,
    ],
    [
      ['extract', '--base', demoModel, '--tuned', demoModel, '--rank', '4', '--out', out('a')],
      1,
      /are identical/,
    ],
    [['bake', ...model, '--adapter', ink, '--out', join(folder, 'none/a.safetensors')], 1, /folder/],
  ]
  for (const [args, code, sentence] of wrong) {
    const run = await runCli(args)
    expect([run.code, run.stdout, args.join(' ')]).toEqual([code, '', args.join(' ')])
    expect(run.stderr.trimEnd()).toMatch(sentence)
    expect(run.stderr.trimEnd().split('\n').at(-1)).toMatch(/^lamina: /)
  }
  expect(await readdir(folder)).not.toContain('a.safetensors')
})

test('Ctrl-C leaves nothing half-written', async () => {
  const large = await largeCheckpoint(folder)
  const before = await readdir(folder)
  const child = await bakeUntilWriting(large, folder)
  const ended = once(child, 'exit')
  // A terminal interrupts the whole group.
  process.kill(-child.pid!, 'SIGINT')
  expect((await ended)[0]).not.toBe(0)
  expect(await readdir(folder)).toEqual(before)
})

test('Ctrl-C while the new file is compared leaves nothing of it', async () => {
  const place = await mkdtemp(join(folder, 'compared-'))
  // Comparing every module of SD 1.5 takes many seconds.
  const whole = await madeUpAdapterFile(
    place,
    { base: publishedModules(sd1), rank: 4 },
    { name: 'whole.safetensors' },
  )
  const child = spawn(
    process.execPath,
    [cliProgram, 'convert', whole, '--to', 'peft', '--out', join(place, 'peft.safetensors')],
    { stdio: 'ignore', detached: true },
  )
  const ended = once(child, 'exit')
  // All of it is written when its table of contents can be read, and it has no name yet.
  await expect.poll(() => isWhole(place), { timeout: 60_000, interval: 20 }).toBe(true)
  process.kill(-child.pid!, 'SIGINT')
  expect((await ended)[0]).not.toBe(0)
  expect(await readdir(place)).toEqual(['whole.safetensors'])
})

async function isWhole(place: string): Promise<boolean> {
  const part = (await readdir(place)).find(isPartName)
  if (part === undefined) return false
  return openTensorFile(join(place, part)).then(
    async (file) => (await file.close(), true),
    () => false,
  )
}
