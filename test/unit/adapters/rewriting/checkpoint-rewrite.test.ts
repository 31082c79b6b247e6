// Where a parameter lies in its tensor: whole, as rows of a fused one, or turned.
import { expect, test } from 'vitest'
import type { ResolvedParameter } from '../../../../src-main/architectures/recognising/resolve.ts'
import {
  asStored,
  takeParameter,
  touchedTensors,
} from '../../../../src-main/adapters/rewriting/checkpoint-rewrite.ts'

test('rows of a fused tensor and transposed ones are found and put back', () => {
  const module = { path: 'q', type: 'Linear' as const, weight: [2, 3], bias: false, single: { path: 'q' } }
  const spec = { name: 'text_encoder.q.weight', module, kind: 'weight' as const, shape: [2, 3] }
  const fused = { tensor: 'in_proj_weight', rows: [2, 4] as const, spec }
  const turned = { tensor: 'projection', transposed: true as const, spec }
  const used = new Map<string, ResolvedParameter>([
    ['k', fused],
    ['projection', turned],
    ['other', { ...fused, tensor: 'other' }],
  ])
  expect([...touchedTensors(used, ['k', 'projection', 'elsewhere']).keys()]).toEqual([
    'in_proj_weight',
    'projection',
  ])
  const values = Float32Array.from({ length: 18 }, (_, index) => index)
  expect([...takeParameter(values, fused)]).toEqual([6, 7, 8, 9, 10, 11])
  expect(asStored(Float32Array.of(1, 2, 3, 4, 5, 6), fused)).toEqual({
    start: 6,
    values: Float32Array.of(1, 2, 3, 4, 5, 6),
  })
  // Stored [3, 2]: the parameter's rows are its columns.
  const stored = Float32Array.of(0, 1, 2, 3, 4, 5)
  expect([...takeParameter(stored, turned)]).toEqual([0, 2, 4, 1, 3, 5])
  expect(asStored(takeParameter(stored, turned), turned)).toEqual({ start: 0, values: stored })
})
