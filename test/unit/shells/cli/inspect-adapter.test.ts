// `lamina inspect` on adapters: full-size and small ones, against a checkpoint, and files that are refused.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { publishedModules } from '../../../../src-main/adapters/reading/base-modules.ts'
import { readBaseModules } from '../../../../src-main/catalog/adapters/adapter-work.ts'
import { writeTensorFile } from '../../../../src-main/files/write-tensor-file.ts'
import { madeUpAdapterFile } from '../../../support/made-up-adapter.ts'
import { runCli } from '../../../support/run-cli.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'
import { families } from '../../../support/families.ts'

const demoModel = join(import.meta.dirname, '../../../../models/emoji-diffusion-128.safetensors')

async function inspect(...args: string[]): Promise<Record<string, unknown>> {
  const run = await runCli(['inspect', ...args, '--json'])
  expect(run.code, run.stderr).toBe(0)
  return JSON.parse(run.stdout) as Record<string, unknown>
}

test('counts against the published modules without a model', async () => {
  const folder = await temporaryFolder()
  const path = await madeUpAdapterFile(
    folder,
    { base: publishedModules(families.sd1), rank: 1, alpha: 2 },
    { metadata: new Map([['modelspec.trigger_phrase', 'ink']]) },
  )
  expect(await inspect(path)).toMatchObject({
    type: 'adapter',
    kind: 'lora',
    dialect: 'kohya',
    architecture: { name: 'sd1', why: expect.stringContaining('SD 1') as string },
    ranks: [1],
    alpha: { least: 2, most: 2 },
    scale: { least: 2, most: 2 },
    modules: { unet: { matched: 192, unmatched: 0 }, text: { matched: 72, unmatched: 0 } },
    embeddings: [],
    triggerWords: ['ink'],
    hashes: { autoV2: expect.stringMatching(/^[0-9a-f]{10}$/) as string },
  })
  const text = await runCli(['inspect', path])
  expect(text.stdout).toContain('192 modules, all of them fit')
})

test('an adapter of a small model is known by its names, and fits that model', async () => {
  const folder = await temporaryFolder()
  const path = await madeUpAdapterFile(folder, {
    base: await readBaseModules(demoModel),
    kind: 'loha',
    rank: 2,
  })
  const alone = await inspect(path)
  expect(alone).toMatchObject({ kind: 'loha', ranks: [2], architecture: { name: 'sd1' } })
  expect((alone['modules'] as { unet: { matched: number } }).unet.matched).toBe(0)
  expect((alone['warnings'] as string[]).join()).toContain('--model')
  const judged = await inspect(path, '--model', demoModel)
  const { unet, text } = judged['modules'] as Record<string, { matched: number; unmatched: number }>
  expect(unet!.matched).toBeGreaterThan(0)
  expect([unet!.unmatched, text!.unmatched]).toEqual([0, 0])
  expect(Object.keys(judged['blockProfile'] as object)).toHaveLength(26)
})

test('nothing matched, another kind of file, NaN and misuse are one sentence and an exit code', async () => {
  const folder = await temporaryFolder()
  const sdxl = await madeUpAdapterFile(
    folder,
    {
      base: publishedModules(families.sdxl),
      rank: 1,
      modules: (_, { path }) => /\.3\.attn2\.to_k$/.test(path),
    },
    { name: 'xl.safetensors' },
  )
  const refused = await runCli(['inspect', sdxl, '--model', demoModel])
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain('is for SDXL; the checkpoint is')

  const gpt = join(folder, 'gpt.safetensors')
  const zeros = (shape: number[]) => ({
    dtype: 'f32' as const,
    shape,
    data: new Float32Array(shape[0]! * shape[1]!),
  })
  const name = 'base_model.model.transformer.h.0.attn.c_attn'
  await writeTensorFile(
    gpt,
    new Map([
      [`${name}.lora_A.weight`, zeros([1, 4])],
      [`${name}.lora_B.weight`, zeros([4, 1])],
    ]),
  )
  expect((await runCli(['inspect', gpt])).stderr).toContain('GPT-2')

  const nan = join(folder, 'nan.safetensors')
  const stem = 'lora_unet_mid_block_attentions_0_proj_in'
  const numbers = (shape: number[]) => ({
    ...zeros(shape),
    data: new Float32Array(shape[0]! * shape[1]!).fill(NaN),
  })
  await writeTensorFile(
    nan,
    new Map([
      [`${stem}.lora_down.weight`, numbers([1, 1280])],
      [`${stem}.lora_up.weight`, numbers([1280, 1])],
    ]),
  )
  const notFinite = await runCli(['inspect', nan, '--verbose'])
  expect(notFinite).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('adapter/module-not-finite') as string,
  })

  expect((await runCli(['inspect', demoModel, '--model', demoModel])).code).toBe(2)
  const text = join(folder, 'words.safetensors')
  await writeFile(text, 'words')
  expect((await runCli(['inspect', text])).code).toBe(1)
})
