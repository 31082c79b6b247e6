import { expect, test } from 'vitest'
import type { ModelFile } from '../../../../../src-main/contract/model-file.ts'
import { groupsOf } from '../../../../../src-renderer/state/models/model-groups.ts'

const file = (name: string, change: Partial<ModelFile> = {}): ModelFile => ({
  id: name,
  kind: 'checkpoint',
  form: null,
  name,
  fileName: `${name}.safetensors`,
  folder: '',
  family: 'sdxl',
  model: null,
  precision: 'float16',
  sizeBytes: 1,
  sha256: null,
  how: [],
  lastUsedAt: null,
  problem: null,
  ...change,
})
const files = [
  file('painter', { folder: 'anime/' }),
  file('wide', { kind: 'vae', family: null }),
  file('canny', { kind: 'controlnet', family: 'sd1' }),
  file('pose', { kind: 't2i-adapter' }),
  file('big', { kind: 'unet' }),
  file('torn', { kind: 'broken', family: null }),
]
const shown = (search: string) =>
  groupsOf(files, search).map(({ name, files: inside }) => [name, inside.map((one) => one.name)])

test('files are in their groups, in one order, and empty groups are left out', () => {
  expect(shown('')).toEqual([
    ['checkpoint', ['painter']],
    ['vae', ['wide']],
    ['control', ['canny', 'pose']],
    ['part', ['big']],
    ['broken', ['torn']],
  ])
})

test.each([
  ['anime', ['painter']],
  ['SDXL pose', ['pose']],
  ['sd1', ['canny']],
  ['.safetensors TORN', ['torn']],
  ['nothing of it', []],
])('%s finds %j', (search, names) => {
  expect(groupsOf(files, search).flatMap((group) => group.files.map(({ name }) => name))).toEqual(names)
})
