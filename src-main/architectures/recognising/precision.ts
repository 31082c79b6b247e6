// How precisely a network's weights are stored, in the words people use.
import type { DType } from '../../base/dtype.ts'
import { elementCount } from '../../base/shape.ts'
import type { TensorTable } from './tensor-table.ts'

const precisionNames: Partial<Record<DType, string>> = {
  f64: 'fp64',
  f32: 'fp32',
  f16: 'fp16',
  bf16: 'bf16',
  f8_e4m3: 'fp8 (e4m3)',
  f8_e5m2: 'fp8 (e5m2)',
}

/** Every element type that holds more than a hundredth of the tensors below the prefix, most first. */
export function precisionOf(table: TensorTable, prefix: string): string {
  const elements = new Map<DType, number>()
  for (const [name, { dtype, shape }] of table.tensors) {
    if (name.startsWith(prefix)) elements.set(dtype, (elements.get(dtype) ?? 0) + elementCount(shape))
  }
  const total = [...elements.values()].reduce((sum, count) => sum + count, 0)
  return [...elements]
    .filter(([, count]) => count > total / 100)
    .toSorted(([, a], [, b]) => b - a)
    .map(([dtype]) => precisionNames[dtype] ?? dtype)
    .join(', ')
}
