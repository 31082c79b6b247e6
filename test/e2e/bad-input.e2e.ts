// What goes wrong on the command line: one sentence, an exit code, nothing half-written, and no stack unless asked for.
import {
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  symlink,
  truncate,
  writeFile,
  copyFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Tensor } from '../../src-main/base/dtype.ts'
import { openTensorFile } from '../../src-main/files/open-tensor-file.ts'
import { writeTensorFile } from '../../src-main/files/write-tensor-file.ts'
import { runCli, type CliRun } from '../support/run-cli.ts'

const demo = join(import.meta.dirname, '../../models/emoji-diffusion-128.safetensors')
let folder: string
const at = (name: string): string => join(folder, name)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-bad-'))
  await writeFile(at('notes.txt'), 'not a model')
  await writeFile(at('empty.safetensors'), '')
  await writeFile(at('text.safetensors'), 'this is plain text, whatever its name says')
  await copyFile(demo, at('truncated.safetensors'))
  await truncate(at('truncated.safetensors'), 1_000_000)
  const bytes = await readFile(demo)
  bytes[12] = 0xff
  await writeFile(at('corrupt.safetensors'), bytes)
  await mkdir(at('folder'))
  await symlink(demo, at('linked.safetensors'))
  await writeTensorFile(
    at('flux.safetensors'),
    new Map([['double_blocks.0.img_attn.norm.key_norm.scale', zeros(8)]]),
  )
  await writeTensorFile(
    at('adapter.safetensors'),
    new Map([
      ['lora_unet_mid_block_attentions_0_proj_in.lora_down.weight', zeros(4, 8)],
      ['lora_unet_mid_block_attentions_0_proj_in.lora_up.weight', zeros(8, 4)],
    ]),
  )
  await derive('no-vae.safetensors', (name) => !name.startsWith('first_stage_model.'))
  await derive('vae.safetensors', (name) => name.startsWith('first_stage_model.'))
  await derive(
    'inpainting.safetensors',
    () => true,
    (name, tensor) =>
      name === 'model.diffusion_model.input_blocks.0.0.weight' ? zeros(64, 9, 3, 3) : tensor,
  )
  await derive(
    'nan.safetensors',
    () => true,
    (name, tensor) =>
      name === 'model.diffusion_model.out.2.bias'
        ? { ...tensor, data: new Uint16Array(tensor.data.length).fill(0x7e00) }
        : tensor,
  )
}, 120_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

function zeros(...shape: number[]): Tensor {
  return { dtype: 'f16', shape, data: new Uint16Array(shape.reduce((a, b) => a * b)) }
}

/** The demo checkpoint with some of its tensors, changed. */
async function derive(
  name: string,
  keep: (tensor: string) => boolean,
  change: (name: string, tensor: Tensor) => Tensor = (_, tensor) => tensor,
): Promise<void> {
  const file = await openTensorFile(demo)
  const tensors = new Map<string, Tensor>()
  for (const [tensor, { dtype, shape }] of file.tensors) {
    if (!keep(tensor) || dtype === 'i64') continue
    const bytes = await file.readBytes(tensor)
    const data = dtype === 'f16' ? new Uint16Array(bytes.buffer) : new Float32Array(bytes.buffer)
    tensors.set(tensor, change(tensor, { dtype, shape, data }))
  }
  await file.close()
  await writeTensorFile(at(name), tensors)
}

function generate(...args: string[]): Promise<CliRun> {
  const given = (flag: string): boolean => args.includes(flag)
  return runCli([
    'generate',
    ...(given('--prompt') ? [] : ['--prompt', 'panda']),
    ...(given('--out') ? [] : ['--out', at('picture.png')]),
    ...(given('--steps') ? [] : ['--steps', '2']),
    ...(given('--device') ? [] : ['--device', 'cpu']),
    ...args,
  ])
}

/** One line on stderr, nothing on stdout, no stack. */
function expectRefusal(run: CliRun, code: 1 | 2, sentence: RegExp): void {
  expect(run.stderr.trim().split('\n'), run.stderr).toHaveLength(1)
  expect(run.stderr).toMatch(sentence)
  expect(run.stderr).not.toMatch(/\bat .*:\d+:\d+/)
  expect(run.stdout).toBe('')
  expect(run.code).toBe(code)
}

describe('misuse is exit code 2', () => {
  const cases: readonly [string, string[], RegExp][] = [
    ['a size not divisible by 8', ['--size', '130x128'], /--size.*divisible by 8/],
    ['a size that is none', ['--size', 'big'], /WIDTHxHEIGHT/],
    ['no steps', ['--steps', '0'], /--steps/],
    ['absurdly many steps', ['--steps', '100000'], /--steps.*1000/],
    ['an unknown sampler', ['--sampler', 'ddpm'], /"ddpm".*euler/],
    ['an unknown scheduler', ['--scheduler', 'none'], /"none".*karras/],
    ['an unknown noise source', ['--noise', 'gpu'], /"gpu"/],
    ['an unknown device', ['--device', 'tpu'], /"tpu"/],
    ['a negative seed', ['--seed', '-1'], /--seed/],
    ['a seed beyond 64 bits', ['--seed', '18446744073709551616'], /18446744073709551615/],
    ['a guidance that is no number', ['--guidance', 'much'], /--guidance.*"much"/],
    ['an empty batch', ['--batch', '0'], /--batch/],
    ['another picture format', ['--out', 'picture.jpg'], /\.png/],
    ['an unknown flag', ['--quality', '9'], /--quality/],
    ['a stray word', ['panda'], /Use it so/],
  ]
  test.each(cases)('%s', async (_, args, sentence) => {
    expectRefusal(await generate(...args), 2, sentence)
  })

  test('no prompt, no picture path, no command', async () => {
    expectRefusal(await runCli(['generate', '--out', at('x.png')]), 2, /--prompt is needed/)
    expectRefusal(await runCli(['generate', '--prompt', 'x']), 2, /--out is needed/)
    expectRefusal(await runCli(['draw']), 2, /no command "draw"/)
  })
})

describe('files that are no checkpoint, or not a whole one, are exit code 1', () => {
  const cases: readonly [string, string, RegExp][] = [
    ['missing', 'nowhere.safetensors', /nowhere\.safetensors/],
    ['empty', 'empty.safetensors', /empty|short/i],
    ['plain text', 'text.safetensors', /\S/],
    ['another kind of file', 'notes.txt', /\S/],
    ['a folder without a model', 'folder', /\S/],
    ['cut off', 'truncated.safetensors', /cut|trunc|incomplete|shorter|end/i],
    ['damaged', 'corrupt.safetensors', /header/i],
    ['Flux', 'flux.safetensors', /Flux/],
    ['an adapter', 'adapter.safetensors', /adapter|LoRA/i],
    ['a VAE alone', 'vae.safetensors', /VAE|checkpoint/],
  ]
  test.each(cases)('%s', async (_, file, sentence) => {
    expectRefusal(await generate('--model', at(file)), 1, sentence)
    expectRefusal(await runCli(['inspect', at(file), '--json']), 1, sentence)
  })
})

test('a relative that cannot draw from text is known for what it is, and refused', async () => {
  const model = at('inpainting.safetensors')
  expectRefusal(await generate('--model', model), 1, /inpaint/i)
  const { code, stdout } = await runCli(['inspect', model, '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    architecture: { name: 'sd1', variant: 'inpainting' },
    problem: { code: 'checkpoint/unsupported-variant' },
  })
})

test('a checkpoint without VAE says so, and draws with one that is chosen', async () => {
  expectRefusal(await generate('--model', at('no-vae.safetensors')), 1, /no VAE/)
  const run = await generate('--model', at('no-vae.safetensors'), '--vae', at('vae.safetensors'), '--json')
  expect(run.code, run.stderr).toBe(0)
  expect(run.stdout.trim().split('\n')).toHaveLength(1)
  expectRefusal(
    await generate('--model', at('no-vae.safetensors'), '--vae', at('adapter.safetensors')),
    1,
    /VAE/,
  )
})

test('a failed run leaves the picture that was there, and nothing beside it', async () => {
  await writeFile(at('kept.png'), 'mine')
  const run = await generate('--model', at('nan.safetensors'), '--out', at('kept.png'))
  expectRefusal(run, 1, /NaN/)
  expect(await readFile(at('kept.png'), 'utf8')).toBe('mine')
  expect((await readdir(folder)).filter((name) => name.includes('.part'))).toEqual([])
})

test('what the machine cannot do is said before or after, never half done', async () => {
  expectRefusal(await generate('--device', 'cuda'), 1, /CUDA/)
  expectRefusal(await generate('--out', at('nowhere/picture.png')), 1, /nowhere|folder/i)
  expectRefusal(await generate('--out', at('notes.txt/picture.png')), 1, /\S/)
  expectRefusal(await generate('--prompt', 'panda <lora:ink:1>'), 1, /"ink"/)
  expectRefusal(await generate('--clip-skip', '9'), 1, /[Cc]lip skip/)
})

test('the largest seed is exact, a linked checkpoint works, and --json is one line', async () => {
  const seed = '18446744073709551615'
  const run = await generate('--model', at('linked.safetensors'), '--seed', seed, '--json')
  expect(run.code, run.stderr).toBe(0)
  expect((JSON.parse(run.stdout) as { seed: string }).seed).toBe(seed)
  expect(run.stdout.endsWith('\n')).toBe(true)
  expect(run.stdout.trim().includes('\n')).toBe(false)
})

test('--verbose shows the code and the stack', async () => {
  const run = await generate('--model', at('nowhere.safetensors'), '--verbose')
  expect(run.code).toBe(1)
  expect(run.stderr).toMatch(/file\/missing/)
  expect(run.stderr).toMatch(/\bat .*:\d+:\d+/)
})
