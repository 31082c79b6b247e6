// What a stranger's file calls itself never steers the terminal: no command prints escapes,
// control characters or marks of direction.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTensorFile } from '../../../src-main/files/open-tensor-file.ts'
import { writeTensorFile } from '../../../src-main/files/write-tensor-file.ts'
import { demoBase, demoModel } from '../../support/demo-base.ts'
import { madeUpTensors } from '../../support/made-up-adapter.ts'
import { runCli, type CliRun } from '../../support/run-cli.ts'

// A title, the clipboard, a cleared screen, a forged line, a turned direction, in seven bits and in eight.
const attack =
  '\u001b]0;PWNED\u0007\u001b]52;c;cm0=\u001b\\\u001b[2J\rlamina: forged\u202egnp\u2066\u009b31m\u009d0;x\u009c'
// eslint-disable-next-line no-control-regex
const steering = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/

let folder: string
let hostile: string

/** Strangers' names in modules, metadata and, where the system has such names, in the file's own. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-hostile-'))
  hostile = join(
    folder,
    process.platform === 'win32' ? 'hostile.safetensors' : `ink${attack.replaceAll('/', '')}.safetensors`,
  )
  const tensors = madeUpTensors({
    base: await demoBase(),
    modules: (_, { path }) => /mid_block.*to_q$/.test(path),
  })
  for (const part of ['lora_down', 'lora_up'])
    tensors.set(`lora_unet_${attack}.${part}.weight`, {
      dtype: 'f32',
      shape: [1, 1],
      data: Float32Array.of(1),
    })
  tensors.set(`bundle_emb.${attack}.string_to_param.*`, {
    dtype: 'f32',
    shape: [1, 128],
    data: new Float32Array(128),
  })
  const metadata = new Map([
    ['ss_output_name', attack],
    ['ss_sd_model_name', `${attack}.safetensors`],
    ['ss_tag_frequency', JSON.stringify({ [attack]: { [attack]: 3 } })],
    [attack, attack],
  ])
  await writeTensorFile(hostile, tensors, metadata)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function expectPlain({ stdout, stderr }: CliRun): void {
  expect(stdout).not.toMatch(steering)
  expect(stderr).not.toMatch(steering)
  // A forged line would begin as ours do.
  for (const line of [...stdout.split('\n'), ...stderr.split('\n')])
    expect(line).not.toMatch(/^lamina: forged/)
}

test('the file is hostile: read back, the names are there', async () => {
  const file = await openTensorFile(hostile)
  expect([...file.tensors.keys()].join()).toContain(attack)
  expect(file.metadata.get(attack)).toBe(attack)
  await file.close()
})

const model = ['--model', demoModel]
const out = (name: string): string[] => ['--out', join(folder, name)]

test.each<[string, () => string[], number, RegExp]>([
  ['inspect', () => ['inspect', hostile, ...model], 0, /forged/],
  ['inspect without a model', () => ['inspect', hostile, '--verbose'], 0, /forged/],
  ['inspect for programs', () => ['inspect', hostile, ...model, '--json'], 0, /\\u001b]0;PWNED/],
  [
    'generate',
    () => [
      'generate',
      '--prompt',
      'a',
      '--steps',
      '1',
      '--size',
      '64x64',
      '--adapter',
      hostile,
      ...out('a.png'),
    ],
    0,
    /forged/,
  ],
  [
    'generate for programs',
    () => [
      'generate',
      '--prompt',
      'a',
      '--steps',
      '1',
      '--size',
      '64x64',
      '--adapter',
      hostile,
      '--json',
      ...out('b.png'),
    ],
    0,
    /forged/,
  ],
  [
    'a tag that means none',
    () => [
      'generate',
      '--prompt',
      `<lora:${attack.replace(/[:>=]/g, '')}:1>`,
      '--steps',
      '1',
      ...out('c.png'),
    ],
    1,
    /forged/,
  ],
  ['bake', () => ['bake', ...model, '--adapter', hostile, ...out('baked.safetensors')], 0, /forged/],
  ['convert', () => ['convert', hostile, '--to', 'peft', ...model, ...out('peft.safetensors')], 0, /forged/],
  ['merge', () => ['merge', hostile, ...model, ...out('merged.safetensors')], 0, /forged/],
  [
    'resize',
    () => ['resize', hostile, '--rank', '1', ...model, ...out('resized.safetensors'), '--verbose'],
    0,
    /forged/,
  ],
  ['an unknown command', () => [attack], 2, /forged/],
  ['an unknown flag', () => ['inspect', `--${attack.replace('=', '')}`, 'a'], 2, /PWNED/],
  ['a file that is not there', () => ['inspect', join(folder, `none${attack}`), '--verbose'], 1, /forged/],
])(
  '%s',
  async (_, args, code, told) => {
    const run = await runCli(args())
    expectPlain(run)
    expect(run.stdout + run.stderr).toMatch(told)
    expect([run.code, run.stderr]).toEqual([code, expect.any(String)])
  },
  120_000,
)

test('what is no model at all, under such a name', async () => {
  const path = join(folder, process.platform === 'win32' ? 'x' : `web${attack.replaceAll('/', '')}.ckpt`)
  await writeFile(path, '<!DOCTYPE html>')
  const run = await runCli(['inspect', path])
  expectPlain(run)
  expect(run.stderr).toContain('a web page')
  expect(await readFile(path, 'utf8')).toContain('html')
})
