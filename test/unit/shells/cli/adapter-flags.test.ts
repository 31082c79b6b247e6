import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Float32Tensor } from '../../../../src-main/base/dtype.ts'
import { writeTensorFile } from '../../../../src-main/files/write-tensor-file.ts'
import { readAdapterFlag, withTags } from '../../../../src-main/shells/cli/adapter-flags.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-flags-'))
  const tensor: Float32Tensor = { dtype: 'f32', shape: [1], data: Float32Array.of(1) }
  const write = (stem: string, alias: string): Promise<void> =>
    writeTensorFile(
      join(folder, `${stem}.safetensors`),
      new Map([['a', tensor]]),
      new Map([['ss_output_name', alias]]),
    )
  await write('ink_v2', 'ink')
  await write('glass', 'shiny')
  await write('glass_old', 'shiny')
  await write('shadow', 'glass')
  for (const inner of ['style/old', 'more']) await mkdir(join(folder, inner), { recursive: true })
  await write('style/deep.ink', 'deep')
  await write('style/twice', 'a')
  await write('more/twice', 'b')
  await write('style/glass', 'c')
  await write('style/old/Washed', 'd')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test.each([
  ['/a/x.safetensors', '/a/x.safetensors', 1, null],
  ['/a/x.safetensors:0.8', '/a/x.safetensors', 0.8, null],
  ['/a/x.safetensors:-.5:1e-1', '/a/x.safetensors', -0.5, 0.1],
  ['/a/C:x.safetensors:2', '/a/C:x.safetensors', 2, null],
  ['/a/x:1:2:3', '/a/x:1', 2, 3],
])('%s is a file with weights read from the right', (written, path, weight, textWeight) => {
  expect(readAdapterFlag(written)).toEqual({ path, weight, textWeight })
})

test('a Windows path keeps its drive', () => {
  expect(readAdapterFlag('C:\\x.safetensors:0.8')).toMatchObject({
    path: expect.stringMatching(/C:\\x\.safetensors$/) as string,
    weight: 0.8,
  })
})

const filesOf = async (prompt: string): Promise<string[]> =>
  (await withTags(prompt, [], [folder])).map(({ adapter }) => basename(adapter))

test('a tag means the file of that name, else the one whose trainer called it so', async () => {
  expect(await filesOf('<lora:ink:1> <lora:ink_v2:1> <lora:glass:1>')).toEqual([
    'ink_v2.safetensors',
    'ink_v2.safetensors',
    'glass.safetensors',
  ])
  expect(await withTags('<lora:ink:0.2:0.7:4>', [], [folder])).toMatchObject([
    { name: 'ink', textWeight: 0.2, weight: 0.7, dynamicRank: 4, fromTag: true },
  ])
})

test('a name nobody has is an error with the names close to it, one that two have asks for the file', async () => {
  await expect(filesOf('<lora:glas:1>')).rejects.toMatchObject({
    code: 'prompt/adapter',
    hint: expect.stringContaining('glass') as string,
  })
  await expect(filesOf('<lora:shiny:1>')).rejects.toMatchObject({
    hint: expect.stringContaining('glass_old') as string,
  })
})

test.each([
  ['deep.ink', 'deep.ink.safetensors'],
  ['style/deep.ink', 'deep.ink.safetensors'],
  ['style\\deep.ink', 'deep.ink.safetensors'],
  ['deep.ink.safetensors', 'deep.ink.safetensors'],
  ['old/washed', 'Washed.safetensors'],
  ['glass.safetensors', 'glass.safetensors'],
  ['more/twice', 'twice.safetensors'],
])('a tag may name a file in a folder below, its path, or its ending: %s', async (name, file) => {
  expect(await filesOf(`<lora:${name}:1>`)).toEqual([file])
})

test('what lies in the folder itself goes first; of two in folders below neither is guessed', async () => {
  const [entry] = await withTags('<lora:glass:1>', [], [folder])
  expect(entry?.adapter).toBe(join(folder, 'glass.safetensors'))
  await expect(filesOf('<lora:twice:1>')).rejects.toMatchObject({
    code: 'prompt/ambiguous-adapter',
    facts: { name: 'twice', stems: ['more/twice', 'style/twice'] },
  })
})

test('the first folder that has it decides', async () => {
  const [entry] = await withTags('<lora:twice:1>', [], [join(folder, 'style'), folder])
  expect(entry?.adapter).toBe(join(folder, 'style', 'twice.safetensors'))
})
