// LoKr: ΔW is the Kronecker product of a small and a larger matrix, each whole or factored.
// LyCORIS modules/lokr.py, functional/lokr.py.
import { remark, type Remark } from '../../messages/table.ts'
import { elementCount } from '../../base/shape.ts'
import type { Value } from '../../graph/ir.ts'
import type { Algorithm, FactorShapes, MergeContext, Target } from './algorithm.ts'
import { valueOf } from './factors.ts'
import { asMatrix, kernelSize, matrixShape } from './matrix.ts'
import { commonMisfit, firstOf, layerMisfit, rankMisfit } from './misfit.ts'
import { alphaOverRank } from './scale.ts'
import { tuckerProduct } from './tucker.ts'

export const lokr: Algorithm = {
  kind: 'lokr',
  parts: {
    required: [
      ['lokrW1', 'lokrW2'],
      ['lokrW1', 'lokrW2a', 'lokrW2b'],
      ['lokrW1a', 'lokrW1b', 'lokrW2'],
      ['lokrW1a', 'lokrW1b', 'lokrW2a', 'lokrW2b'],
    ],
    optional: ['lokrT2', 'alpha', 'scale', 'dora', 'magnitude'],
  },
  changes: () => ['weight'],
  // Both whole: no rank, so alpha is ignored (LyCORIS stores the dimension there).
  rank: (shapes) => shapes.get('lokrW2b')?.[0] ?? shapes.get('lokrW1b')?.[0] ?? null,
  misfit: (shapes, target) =>
    firstOf(commonMisfit(shapes, target), layerMisfit(target), productMisfit(shapes, target)),
  scale: (factors) =>
    alphaOverRank(factors, (factors.get('lokrW2b') ?? factors.get('lokrW1b'))?.shape[0] ?? null),
  linear: (parts) => !parts.has('dora') && !parts.has('magnitude'),
  /** ΔW[i·b + j, k·d + l] = w1[i, k] · w2[j, l]; a kernel's pixels lie within the columns d of w2. */
  delta(context) {
    const { g } = context
    const [w1, w2] = [side(context, 1), side(context, 2)]
    const [a, c] = w1.shape as [number, number]
    const [b, d] = w2.shape as [number, number]
    return g.reshape(g.mul(g.reshape(w1, [a, 1, c, 1]), g.reshape(w2, [1, b, 1, d])), [a * b, c * d])
  },
}

function side(context: MergeContext, n: 1 | 2): Value {
  const { g, factors } = context
  const whole = factors.get(`lokrW${n}`)
  if (whole) return asMatrix(g, whole)
  const [left, right] = [
    asMatrix(g, valueOf(context, `lokrW${n}a`)),
    asMatrix(g, valueOf(context, `lokrW${n}b`)),
  ]
  const core = n === 2 ? factors.get('lokrT2') : undefined
  return core ? tuckerProduct(g, g.transpose(left, [1, 0]), core, right) : g.matMul(left, right)
}

/** Sizes come from the tensors alone: LyCORIS may swap the two on the output side. */
function productMisfit(shapes: FactorShapes, { shape }: Target): Remark | null {
  const [w1, w2] = [sideShape(shapes, 1, []), sideShape(shapes, 2, shape.slice(2))]
  if ('code' in w1) return w1
  if ('code' in w2) return w2
  const [rows, columns] = matrixShape(shape)
  if (w1[0] * w2[0] !== rows || w1[1] * w2[1] !== columns)
    return remark('unmatched/product-shape', { left: w1, right: w2, wanted: [rows, columns] })
  return w2[1] % kernelSize(shape) === 0 ? null : remark('unmatched/not-of-kernel', { columns: w2[1] })
}

/** [rows, columns] of one side with the kernel in its columns, or why the parts do not fit. */
function sideShape(
  shapes: FactorShapes,
  n: 1 | 2,
  kernel: readonly number[],
): readonly [number, number] | Remark {
  const part = `lokrW${n}`
  const [whole, a, b] = [shapes.get(`lokrW${n}`), shapes.get(`lokrW${n}a`), shapes.get(`lokrW${n}b`)]
  const core = n === 2 ? shapes.get('lokrT2') : undefined
  if (whole) {
    if (a || b || core) return remark('unmatched/whole-and-factored', { part })
    if (whole.length === 2) return [whole[0] ?? 0, whole[1] ?? 0]
    const fits = whole.length === 4 && elementCount(whole.slice(2)) === elementCount(kernel)
    return fits ? matrixShape(whole) : remark('unmatched/odd-shape', { part, shape: whole })
  }
  if (!a || !b) return remark('unmatched/part-missing', { part })
  if (a.length !== 2 || b.length < 2) return remark('unmatched/factored-shape', { part, a, b })
  const [left, right] = [matrixShape(a), matrixShape(b)]
  const tooLarge = rankMisfit(right[0])
  if (tooLarge) return tooLarge
  if (!core) {
    if (left[1] !== right[0]) return remark('unmatched/factored-shape', { part, a, b })
    return [left[0], right[1]]
  }
  const wanted = [left[0], right[0], ...kernel]
  if (kernel.length === 0 || core.join() !== wanted.join())
    return remark('unmatched/part-shape', { part: 'lokrT2', shape: core, wanted })
  return [left[1], right[1] * elementCount(kernel)]
}
