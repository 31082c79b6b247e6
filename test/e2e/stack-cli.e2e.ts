// A stack from the command line: flags and tags are the same stack, and what goes wrong is one sentence.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTensorFile } from '../../src-main/files/open-tensor-file.ts'
import { pngTexts } from '../../src-main/files/bitmap.ts'
import { writeTensorFile } from '../../src-main/files/write-tensor-file.ts'
import { demoBase, demoModel } from '../support/demo-base.ts'
import { madeUpAdapterFile } from '../support/made-up-adapter.ts'
import { runCli, type CliRun } from '../support/run-cli.ts'

let folder: string
let ink: string
let count = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-stack-cli-'))
  ink = await madeUpAdapterFile(
    folder,
    { base: await demoBase(), amplitude: 0.1 },
    { name: 'ink.safetensors' },
  )
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const picture = (prompt: string, ...more: string[]): Promise<CliRun & { out: string }> => {
  const out = join(folder, `${++count}.png`)
  const fixed = ['--size', '64x64', '--steps', '2', '--seed', '3', '--device', 'cpu', '--out', out]
  return runCli(['generate', '--prompt', prompt, ...fixed, ...more]).then((run) => ({ ...run, out }))
}

test('a flag and a tag make the same picture, which another program could make again', async () => {
  const plain = await picture('panda')
  const flag = await picture('panda', '--adapter', `${ink}:0.8:0.3`)
  const tag = await picture('panda<lora:ink:0.3:0.8>', '--adapters-folder', folder)
  const pixels = await Promise.all([plain, flag, tag].map(({ out }) => sharp(out).raw().toBuffer()))
  expect([plain, flag, tag].map(({ code, stderr }) => [code, stderr])).toEqual([
    [0, expect.any(String)],
    [0, expect.any(String)],
    [0, expect.any(String)],
  ])
  expect(pixels[1]!.equals(pixels[2]!)).toBe(true)
  expect(pixels[0]!.equals(pixels[1]!)).toBe(false)
  const texts = pngTexts(await readFile(flag.out))
  expect(texts.get('parameters')).toMatch(/^panda <lora:ink:0\.3:0\.8>\n/)
  expect(JSON.parse(texts.get('lamina')!)).toMatchObject({
    request: { stack: [{ adapter: 'ink.safetensors', weight: 0.8, textWeight: 0.3 }] },
    adapters: [{ name: 'ink', kind: 'lora', matched: 144, unmatched: 0 }],
  })
})

test('probe runs a network under a stack', async () => {
  const input = join(folder, 'in.safetensors')
  const ids = Int32Array.from({ length: 77 }, (_, index) =>
    index === 0 ? 49406 : index === 1 ? 2000 : 49407,
  )
  await writeTensorFile(input, new Map([['text.ids', { dtype: 'i32', shape: [1, 77], data: ids }]]))
  const conditioning = async (...flags: string[]): Promise<Float32Array> => {
    const out = join(folder, `${++count}.safetensors`)
    const run = await runCli([
      'probe',
      'text',
      '--model',
      demoModel,
      '--in',
      input,
      '--out',
      out,
      '--device',
      'cpu',
      ...flags,
    ])
    expect(run.stderr).toBe('')
    const file = await openTensorFile(out)
    try {
      return await file.read('text.conditioning')
    } finally {
      await file.close()
    }
  }
  const base = await conditioning()
  expect(await conditioning('--adapter', `${ink}:1:0`)).toEqual(base)
  expect(await conditioning('--adapter', ink)).not.toEqual(base)
})

test('an adapter that is not there is one sentence', async () => {
  const tag = await picture('panda <lora:inc:1>', '--adapters-folder', folder)
  expect([tag.code, tag.stderr]).toEqual([1, expect.stringMatching(/"inc"[^]*ink/)])
  const flag = await picture('panda', '--adapter', join(folder, 'lost.safetensors:0.5'))
  expect([flag.code, flag.stderr]).toEqual([1, expect.stringContaining('"lost.safetensors"')])
})
