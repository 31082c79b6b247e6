// Checkpoints that PyTorch itself wrote, in both of its formats, against the same tensors as safetensors.
// Beside the tensors they hold what trainers leave: classes that exist nowhere, numpy numbers, counters.
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { openTensorFile } from '../../src-main/files/open-tensor-file.ts'
import type { DType } from '../../src-main/base/dtype.ts'

const pathOf = (name: string): string => fileURLToPath(new URL(`torch/${name}`, import.meta.url))

/** How they were saved. The two newest types have no place in the old format. */
const types: Readonly<Record<string, DType>> = {
  plain: 'f32',
  half: 'f16',
  bfloat: 'bf16',
  double: 'f64',
  long: 'i64',
  bool: 'bool',
  scalar: 'f32',
  empty: 'f32',
  transposed: 'f32',
  column: 'f32',
  rows: 'f32',
  shared: 'f32',
  expanded: 'f32',
  parameter: 'f32',
  conv: 'f16',
  f8: 'f8_e4m3',
  u16: 'u16',
}
const newest = ['f8', 'u16']

describe.each([
  ['torch-zip.ckpt', Object.keys(types)],
  ['torch-legacy.ckpt', Object.keys(types).filter((name) => !newest.includes(name))],
])('%s', (fileName, names) => {
  test('every tensor has its type, shape and values', async () => {
    const file = await openTensorFile(pathOf(fileName))
    const expected = await openTensorFile(pathOf('expected.safetensors'))
    try {
      expect(file.kind).toBe('pickle')
      expect([...file.tensors.keys()].sort()).toEqual(names.toSorted())
      for (const name of names) {
        expect(file.tensors.get(name)).toMatchObject({
          dtype: types[name],
          shape: expected.tensors.get(name)!.shape,
        })
        expect(await file.read(name), name).toEqual(await expected.read(name))
      }
    } finally {
      await file.close()
      await expected.close()
    }
  })

  test('only what needs code is refused, and named', async () => {
    const file = await openTensorFile(pathOf(fileName))
    await file.close()
    expect([...file.problems.keys()]).toEqual(['opaque'])
    expect(file.problems.get('opaque')?.details).toEqual({ globals: ['made_up_trainer.callbacks.Opaque'] })
  })
})
