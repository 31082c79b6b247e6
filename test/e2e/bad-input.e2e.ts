// What goes wrong on the command line: one sentence, an exit code, nothing half-written, and no stack unless asked for.
import { spawnSync } from 'node:child_process'
import {
  chmod,
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
  await copyFile(demo, at('half.safetensors.part'))
  await truncate(at('half.safetensors.part'), 5_000)
  await copyFile(join(import.meta.dirname, '../../models/emoji-diffusion-128.samples.png'), at('photo.png'))
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
  await derive('no-vae.safetensors', (name) => !isVae(name))
  await derive('vae.safetensors', isVae)
  await derive(
    'inpainting.safetensors',
    () => true,
    (name, tensor) =>
      name === 'model.diffusion_model.input_blocks.0.0.weight' ? zeros(64, 9, 3, 3) : tensor,
  )
  await derive('nan.safetensors', () => true, spoil('model.diffusion_model.out.2.bias'))
  await derive('nan-vae.safetensors', isVae, spoil('first_stage_model.decoder.conv_out.bias'))
  await derive('flux-vae.safetensors', isVae, (name, tensor) =>
    name === 'first_stage_model.decoder.conv_in.weight' ? zeros(tensor.shape[0]!, 16, 3, 3) : tensor,
  )
  await derive(
    'no-conv.safetensors',
    (name) => name !== 'model.diffusion_model.middle_block.0.in_layers.2.weight',
  )
}, 120_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

function zeros(...shape: number[]): Tensor {
  return { dtype: 'f16', shape, data: new Uint16Array(shape.reduce((a, b) => a * b)) }
}

const isVae = (tensor: string): boolean => tensor.startsWith('first_stage_model.')

/** Fills one tensor with NaN. */
function spoil(spoilt: string) {
  return (name: string, tensor: Tensor): Tensor =>
    name === spoilt ? { ...tensor, data: new Uint16Array(tensor.data.length).fill(0x7e00) } : tensor
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

describe.concurrent('misuse is exit code 2', () => {
  const cases: readonly [string, string[], RegExp][] = [
    ['a size not divisible by 8', ['--size', '130x128'], /--size.*divisible by 8/],
    ['a size in words', ['--size', 'big'], /WIDTHxHEIGHT/],
    ['an empty path', ['--model', ''], /--model takes a path/],
    ['no steps', ['--steps', '0'], /--steps: Must be at least 1\./],
    ['half a step', ['--steps', '2.5'], /--steps: .*whole number/],
    ['absurdly many steps', ['--steps', '100000'], /--steps: .*at most 1,000/],
    ['an unknown sampler', ['--sampler', 'ddpm'], /"ddpm".*euler/],
    ['an unknown scheduler', ['--scheduler', 'none'], /"none".*karras/],
    ['an unknown noise source', ['--noise', 'gpu'], /"gpu"/],
    ['an unknown device', ['--device', 'tpu'], /"tpu"/],
    ['a negative seed', ['--seed', '-1'], /--seed/],
    ['a seed beyond 64 bits', ['--seed', '18446744073709551616'], /18446744073709551615/],
    ['a seed between two numbers', ['--seed', '1.5'], /--seed: A seed is a whole number/],
    ['a guidance that is NaN', ['--guidance', 'NaN'], /--guidance.*"NaN"/],
    ['a guidance without measure', ['--guidance', '1e9'], /--guidance: .*at most 100/],
    ['a clip skip beyond any encoder', ['--clip-skip', '99'], /--clip-skip: .*at most 12/],
    ['a guidance that is not a number', ['--guidance', 'much'], /--guidance.*"much"/],
    ['an empty batch', ['--batch', '0'], /--batch/],
    ['another picture format', ['--out', 'picture.jpg'], /\.png/],
    ['an unknown flag', ['--quality', '9'], /no flag "--quality"/],
    ['a flag without its value', ['--vae'], /--vae takes a value/],
    ['a stray word', ['panda'], /Usage: lamina generate/],
  ]
  test.each(cases)('%s', async (_, args, sentence) => {
    expectRefusal(await generate(...args), 2, sentence)
  })

  test('no prompt, no picture path, no command', async () => {
    expectRefusal(await runCli(['generate', '--out', at('x.png')]), 2, /required flag --prompt/)
    expectRefusal(await runCli(['generate', '--prompt', 'x']), 2, /required flag --out/)
    expectRefusal(await runCli(['draw']), 2, /no command "draw"/)
  })

  test('latents do not take the place of the checkpoint they come from', async () => {
    const model = at('linked.safetensors')
    expectRefusal(await generate('--model', model, '--latent', model), 2, /is an input file/)
  })

  test('a probe is refused as early', async () => {
    const probe = (...args: string[]) => runCli(['probe', 'unet', '--model', demo, ...args])
    expectRefusal(await probe('--in', demo), 2, /required flag --out/)
    expectRefusal(await probe('--in', demo, '--out', demo), 2, /is an input file/)
    expectRefusal(await probe('--in', at('nowhere'), '--out', at('o.safetensors')), 1, /no file "nowhere"/)
    expectRefusal(
      await probe('--in', demo, '--out', at('o.safetensors'), '--clip-skip', '0'),
      2,
      /from 1 to 12/,
    )
    expectRefusal(await runCli(['probe', 'eye', '--model', demo]), 2, /"eye".*vae-decode/)
  })
})

describe.concurrent('files that are not a checkpoint, or not a whole one, are exit code 1', () => {
  const cases: readonly [string, string, RegExp][] = [
    ['missing', 'nowhere.safetensors', /no file "nowhere\.safetensors"/],
    ['empty', 'empty.safetensors', /"empty\.safetensors" is empty/],
    ['plain text', 'text.safetensors', /claims a header larger/],
    ['another kind of file', 'notes.txt', /"notes\.txt" is not a model file/],
    ['a folder without a model', 'folder', /"folder"/],
    ['cut off', 'truncated.safetensors', /ends before its last tensor/],
    ['half-written', 'half.safetensors.part', /ends before its header/],
    ['damaged', 'corrupt.safetensors', /header of the file is not readable text/],
    ['Flux', 'flux.safetensors', /Flux/],
    ['a VAE alone', 'vae.safetensors', /VAE|checkpoint/],
  ]
  test.each(cases)('%s', async (_, file, sentence) => {
    expectRefusal(await generate('--model', at(file)), 1, sentence)
    expectRefusal(await runCli(['inspect', at(file), '--json']), 1, sentence)
  })
})

test('a picture is no model, and its settings are asked for in vain where it has none', async () => {
  expectRefusal(await generate('--model', at('photo.png')), 1, /it is a PNG image/)
  expectRefusal(await runCli(['inspect', at('photo.png'), '--json']), 1, /no settings in this picture/)
})

test('an adapter is no model to make pictures with, and is known for what it is', async () => {
  expectRefusal(await generate('--model', at('adapter.safetensors')), 1, /adapter|LoRA/i)
  const { code, stdout } = await runCli(['inspect', at('adapter.safetensors'), '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ type: 'adapter' })
})

test('a checkpoint that lacks a tensor names it', async () => {
  expectRefusal(await generate('--model', at('no-conv.safetensors')), 1, /middle_block|mid_block/)
})

test.skipIf(process.getuid?.() === 0)('a file nobody may read (root reads everything)', async () => {
  await copyFile(demo, at('locked.safetensors'))
  await chmod(at('locked.safetensors'), 0)
  expectRefusal(await generate('--model', at('locked.safetensors')), 1, /no permission to read/)
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
  const unfit: readonly [string, RegExp][] = [
    ['adapter.safetensors', /holds no VAE/],
    ['flux-vae.safetensors', /16 latent channels/],
    ['nowhere.safetensors', /no file "nowhere\.safetensors"/],
  ]
  for (const [file, sentence] of unfit)
    expectRefusal(await generate('--model', at('no-vae.safetensors'), '--vae', at(file)), 1, sentence)
})

describe('a failed run leaves the picture that was there, and nothing beside it', () => {
  test.each([
    ['a checkpoint of NaN', ['--model', 'nan.safetensors'], /The picture .*NaN/],
    ['a VAE of NaN', ['--vae', 'nan-vae.safetensors'], /The VAE .*NaN/],
  ] as const)('%s', async (_, [flag, file], sentence) => {
    await writeFile(at('kept.png'), 'mine')
    expectRefusal(await generate(flag, at(file), '--out', at('kept.png')), 1, sentence)
    expect(await readFile(at('kept.png'), 'utf8')).toBe('mine')
    expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([])
  })

  test('a full disk, and one that is read-only', async ({ skip }) => {
    const disk = at('disk')
    await mkdir(disk)
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'lamina-test', disk])
    skip(mounted.status !== 0, 'only root may mount a small disk')
    try {
      await writeFile(join(disk, 'kept.png'), 'mine')
      expectRefusal(await generate('--out', join(disk, 'kept.png')), 1, /The disk is full: "kept\.png"/)
      expect(await readdir(disk)).toEqual(['kept.png'])
      expect(await readFile(join(disk, 'kept.png'), 'utf8')).toBe('mine')
      spawnSync('mount', ['-o', 'remount,ro', disk])
      expectRefusal(await generate('--out', join(disk, 'kept.png')), 1, /The disk is read-only: "kept\.png"/)
    } finally {
      spawnSync('umount', [disk])
    }
  })
})

test('what the machine cannot do is said before or after, never half done', async () => {
  expectRefusal(await generate('--device', 'cuda'), 1, /CUDA/)
  expectRefusal(
    await generate('--out', at('nowhere/picture.png')),
    1,
    /folder of "picture\.png" does not exist/,
  )
  expectRefusal(await generate('--out', at('notes.txt/picture.png')), 1, /is a file, not a folder/)
  await mkdir(at('taken.png'))
  expectRefusal(await generate('--out', at('taken.png')), 1, /already a folder/)
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
