// GLoRA: one low-rank matrix applied to W from the right and another added.
// Chavan et al. 2023; LyCORIS modules/glora.py.
import { remark, type Remark } from '../../messages/table.ts'
import type { Value } from '../../graph/ir.ts'
import type { Algorithm, FactorShapes, MergeContext, Target } from './algorithm.ts'
import { factorOf, valueOf } from './factors.ts'
import { asMatrix, kernelSize, matrixShape } from './matrix.ts'
import { commonMisfit, firstOf, layerMisfit, matrixMisfit, rankMisfit } from './misfit.ts'
import { alphaOverRank } from './scale.ts'

export const glora: Algorithm = {
  kind: 'glora',
  parts: {
    required: [['a1', 'a2', 'b1', 'b2']],
    optional: ['bm', 'alpha', 'scale', 'dora', 'magnitude'],
  },
  changes: () => ['weight'],
  rank: (shapes) => rankOf(shapes),
  misfit: (shapes, target) =>
    firstOf(commonMisfit(shapes, target), layerMisfit(target), layoutMisfit(shapes, target)),
  scale: (factors) => alphaOverRank(factors, rankOf(shapesOf(factors))),
  linear: () => false,
  /** ΔW = W·A + B, A = a1·a2 and B = b1·b2, or the other way round in the old layout. */
  delta(context) {
    const { g, target } = context
    const shapes = shapesOf(context.factors)
    const factor = (part: string): Value => asMatrix(g, valueOf(context, part))
    const [a, b] =
      layoutOf(shapes, target) === 'old'
        ? [[factor('a2'), factor('a1')] as const, [factor('b2'), factor('b1')] as const]
        : [[factor('a1'), factor('a2')] as const, [factor('b1'), factor('b2')] as const]
    return g.add(timesInputs(context, a), g.matMul(...b))
  },
}

/** W · left · right over W's input channels, each pixel of a kernel for itself. */
function timesInputs({ g, base, target }: MergeContext, [left, right]: readonly [Value, Value]): Value {
  const window = kernelSize(target.shape)
  if (window === 1) return g.matMul(g.matMul(base, left), right)
  const [rows, columns] = matrixShape(target.shape)
  const inputs = columns / window
  const pixels = g.transpose(g.reshape(base, [rows, inputs, window]), [0, 2, 1])
  const product = g.matMul(g.matMul(g.reshape(pixels, [rows * window, inputs]), left), right)
  return g.reshape(g.transpose(g.reshape(product, [rows, window, inputs]), [0, 2, 1]), [rows, columns])
}

type Layout = 'old' | 'new'

/** The layouts in which the four ranks agree: old a1 [r, in], a2 [in, r], b1 [r, in], b2 [out, r]; new transposed. */
function layouts(shapes: FactorShapes): { old: number | null; new: number | null } {
  const [a1, a2, b1, b2] = ['a1', 'a2', 'b1', 'b2'].map((part) => matrixShape(factorOf(shapes, part)))
  const common = (...extents: readonly (number | undefined)[]): number | null =>
    extents.every((extent) => extent === extents[0]) ? (extents[0] ?? null) : null
  return {
    old: common(b2?.[1], b1?.[0], a1?.[0], a2?.[1]),
    new: common(b2?.[0], b1?.[1], a1?.[1], a2?.[0]),
  }
}

/** ComfyUI's rule. Square layers agree in both layouts; then the longer side of a2 tells. */
function layoutOf(shapes: FactorShapes, { shape }: Target): Layout | null {
  const ranks = layouts(shapes)
  if (ranks.old === null || ranks.new === null)
    return ranks.old !== null ? 'old' : ranks.new !== null ? 'new' : null
  const [rows, columns] = matrixShape(shape)
  return rows === columns && factorOf(shapes, 'a2')[0] === rows ? 'old' : 'new'
}

/** Where both layouts agree, the layer is square and no rank exceeds its width (`misfit` sees to it). */
function rankOf(shapes: FactorShapes): number | null {
  if (['a1', 'a2', 'b1', 'b2'].some((part) => !shapes.has(part))) return null
  const ranks = Object.values(layouts(shapes)).filter((rank) => rank !== null)
  return ranks.length === 0 ? null : Math.min(...ranks)
}

function layoutMisfit(shapes: FactorShapes, target: Target): Remark | null {
  if (shapes.has('bm')) return remark('unmatched/glora-core')
  const missing = ['a1', 'a2', 'b1', 'b2'].find((part) => !shapes.has(part))
  if (missing !== undefined) return remark('unmatched/part-missing', { part: missing })
  const layout = layoutOf(shapes, target)
  if (layout === null) return remark('unmatched/ranks-disagree')
  const rank = layouts(shapes)[layout] ?? 0
  if (rank !== rankOf(shapes)) return remark('unmatched/rank-exceeds-width', { rank })
  const [rows, columns] = matrixShape(target.shape)
  const inputs = columns / kernelSize(target.shape)
  const wanted = {
    old: { a1: [rank, inputs], a2: [inputs, rank], b1: [rank, columns], b2: [rows, rank] },
    new: { a1: [inputs, rank], a2: [rank, inputs], b1: [rows, rank], b2: [rank, columns] },
  } as const
  const misfits = Object.entries(wanted[layout]).map(([part, [height, width]]) =>
    matrixMisfit(shapes, part, height, width),
  )
  return firstOf(...misfits, rankMisfit(rank))
}

/** The shapes of tensors or values alike. */
function shapesOf(factors: ReadonlyMap<string, { readonly shape: readonly unknown[] }>): FactorShapes {
  return new Map([...factors].map(([part, { shape }]) => [part, shape as readonly number[]]))
}
