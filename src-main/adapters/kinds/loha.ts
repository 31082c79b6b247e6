// LoHa: ΔW is the element-wise product of two low-rank matrices, or of two Tucker decompositions.
// Hyeon-Woo et al. 2022 (FedPara); LyCORIS modules/loha.py, functional/loha.py.
import { remark, type Remark } from '../../messages/table.ts'
import type { Algorithm, FactorShapes, MergeContext, Target } from './algorithm.ts'
import { valueOf } from './factors.ts'
import type { Value } from '../../graph/ir.ts'
import { asMatrix, kernelSize, matrixShape } from './matrix.ts'
import { commonMisfit, firstOf, layerMisfit, matrixMisfit, rankMisfit, shapeMisfit } from './misfit.ts'
import { alphaOverRank } from './scale.ts'
import { tuckerProduct } from './tucker.ts'

export const loha: Algorithm = {
  kind: 'loha',
  parts: {
    required: [['hadaW1a', 'hadaW1b', 'hadaW2a', 'hadaW2b']],
    optional: ['hadaT1', 'hadaT2', 'alpha', 'scale', 'dora', 'magnitude'],
  },
  changes: () => ['weight'],
  rank: (shapes) => shapes.get('hadaW1b')?.[0] ?? null,
  misfit: (shapes, target) =>
    firstOf(
      commonMisfit(shapes, target),
      layerMisfit(target),
      termMisfit(shapes, target, 1),
      termMisfit(shapes, target, 2),
    ),
  scale: (factors) => alphaOverRank(factors, factors.get('hadaW1b')?.shape[0] ?? null),
  linear: (parts) => !parts.has('dora') && !parts.has('magnitude'),
  /** ΔW = H1 ⊙ H2. LyCORIS's own merge helper applies s to both; its training, A1111 and ComfyUI once. */
  delta: (context) => context.g.mul(term(context, 1), term(context, 2)),
}

/** Hn = wna · wnb, or Hn[o, i, y, x] = Σp Σq tn[p, q, y, x] · wna[p, o] · wnb[q, i]. */
function term(context: MergeContext, n: 1 | 2): Value {
  const { g, factors } = context
  const [a, b] = [asMatrix(g, valueOf(context, `hadaW${n}a`)), asMatrix(g, valueOf(context, `hadaW${n}b`))]
  const core = factors.get(`hadaT${n}`)
  return core ? tuckerProduct(g, g.transpose(a, [1, 0]), core, b) : g.matMul(a, b)
}

function termMisfit(shapes: FactorShapes, { shape }: Target, n: 1 | 2): Remark | null {
  const [a, b, core] = [`hadaW${n}a`, `hadaW${n}b`, `hadaT${n}`]
  if (shapes.has('hadaT1') !== shapes.has('hadaT2')) return remark('unmatched/core-missing')
  const [rows, columns] = matrixShape(shape)
  const rank = shapes.get(b)?.[0] ?? 0
  if (!shapes.has(core))
    return firstOf(
      matrixMisfit(shapes, b, rank, columns),
      matrixMisfit(shapes, a, rows, rank),
      rankMisfit(rank),
    )
  const left = shapes.get(a)?.[0] ?? 0
  return firstOf(
    matrixMisfit(shapes, b, rank, columns / kernelSize(shape)),
    matrixMisfit(shapes, a, left, rows),
    shapeMisfit(shapes, core, [left, rank, ...shape.slice(2)]),
    rankMisfit(Math.max(left, rank)),
  )
}
