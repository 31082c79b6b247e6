// IA³: one learned factor for every output row or input column of W. Liu et al. 2022; LyCORIS modules/ia3.py.
import { remark, type Remark } from '../../messages/table.ts'
import { AppError } from '../../base/errors.ts'
import { elementCount } from '../../base/shape.ts'
import type { Algorithm, Factors, Target } from './algorithm.ts'
import { factorOf, valueOf } from './factors.ts'
import { kernelSize, matrixShape } from './matrix.ts'
import { commonMisfit, firstOf, layerMisfit } from './misfit.ts'
import { alphaOverRank, scalarOf } from './scale.ts'

export const ia3: Algorithm = {
  kind: 'ia3',
  parts: { required: [['ia3', 'onInput']], optional: ['alpha', 'scale', 'dora', 'magnitude'] },
  changes: () => ['weight'],
  rank: () => null,
  misfit: (shapes, target) =>
    firstOf(commonMisfit(shapes, target), layerMisfit(target), lengthMisfit(shapes.get('ia3'), target)),
  scale: (factors) => alphaOverRank(factors, null),
  prepare,
  linear: () => false,
  /** ΔW = W ⊙ v, where `ia3` is [rows, 1] or [1, columns] by now. */
  delta: (context) => context.g.mul(context.base, valueOf(context, 'ia3')),
}

/** Arranges v along the side that `onInput` names; an input channel's factor goes to every pixel of its kernel. */
function prepare(factors: Factors, { shape }: Target): Factors {
  const { data } = factorOf(factors, 'ia3')
  const [rows, columns] = matrixShape(shape)
  const onInput = scalarOf(factors, 'onInput') !== 0
  const window = kernelSize(shape)
  const side = onInput ? 'inputs' : 'outputs'
  const wanted = onInput ? columns / window : rows
  if (data.length !== wanted) throw new AppError('adapter/bad-ia3', { count: data.length, wanted, side })
  const vector = onInput
    ? Float32Array.from({ length: columns }, (_, column) => data[Math.floor(column / window)] ?? 0)
    : data
  const arranged = { dtype: 'f32', shape: onInput ? [1, columns] : [rows, 1], data: vector } as const
  const kept = [...factors].filter(([part]) => part !== 'onInput')
  return new Map([...kept, ['ia3', arranged] as const])
}

/** Which side it is for is a value, not a shape: here either will do. */
function lengthMisfit(vector: readonly number[] | undefined, { shape }: Target): Remark | null {
  if (!vector) return remark('unmatched/part-missing', { part: 'ia3' })
  const [rows, columns] = matrixShape(shape)
  const [count, inputs] = [elementCount(vector), columns / kernelSize(shape)]
  return count === rows || count === inputs
    ? null
    : remark('unmatched/vector-length', { count, outputs: rows, inputs })
}
