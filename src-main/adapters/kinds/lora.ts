// LoRA and LoCon: ΔW = up · down, for convolutions flattened over the kernel, or with a Tucker core between the two.
// Hu et al. 2021; kohya-ss sd-scripts networks/lora.py; LyCORIS modules/locon.py.
import { remark, type Remark } from '../../messages/table.ts'
import type { Algorithm, FactorShapes, LowRank, MergeContext, Target } from './algorithm.ts'
import { pickFactors, valueOf } from './factors.ts'
import { asMatrix, kernelSize, matrixShape } from './matrix.ts'
import { commonMisfit, countMisfit, firstOf, layerMisfit, rankMisfit, shapeMisfit } from './misfit.ts'
import { alphaOverRank } from './scale.ts'
import { tuckerProduct } from './tucker.ts'

export const lora: Algorithm = {
  kind: 'lora',
  parts: {
    required: [['down', 'up']],
    optional: ['mid', 'upBias', 'alpha', 'scale', 'dora', 'magnitude'],
  },
  // PEFT's lora_bias: bias' = bias + m·s·upBias.
  changes: (parts) => (parts.has('upBias') ? ['weight', 'bias'] : ['weight']),
  rank: (shapes) => shapes.get('down')?.[0] ?? null,
  misfit(shapes, target) {
    if (target.kind === 'bias')
      return firstOf(
        commonMisfit(shapes, target),
        countMisfit(shapes, 'upBias', matrixShape(target.shape)[0]),
      )
    return firstOf(commonMisfit(shapes, target), layerMisfit(target), pairMisfit(shapes, target))
  },
  scale: (factors) => alphaOverRank(factors, factors.get('down')?.shape[0] ?? null),
  prepare: (factors, { kind }) =>
    pickFactors(factors, kind === 'bias' ? ['upBias'] : ['down', 'up', 'mid', 'dora', 'magnitude']),
  linear: (parts) => !parts.has('dora') && !parts.has('magnitude'),
  delta(context) {
    const { g, target } = context
    if (target.kind === 'bias')
      return g.reshape(valueOf(context, 'upBias'), [matrixShape(target.shape)[0], 1])
    const pair = lowRank(context)
    if (pair) return g.matMul(pair.up, pair.down)
    const [up, down] = [asMatrix(g, valueOf(context, 'up')), asMatrix(g, valueOf(context, 'down'))]
    return tuckerProduct(g, up, valueOf(context, 'mid'), down)
  },
  lowRank,
}

function lowRank(context: MergeContext): LowRank | null {
  const { g, factors, target } = context
  if (target.kind === 'bias' || factors.has('mid')) return null
  return { up: asMatrix(g, valueOf(context, 'up')), down: asMatrix(g, valueOf(context, 'down')) }
}

/** The kernel lies on `down`, or on `mid` alone. */
function pairMisfit(shapes: FactorShapes, { shape }: Target): Remark | null {
  const [down, up, mid] = [shapes.get('down'), shapes.get('up'), shapes.get('mid')]
  if (!down || !up) return remark('unmatched/part-missing', { part: down ? 'up' : 'down' })
  if (down.length < 2 || up.length < 2) return remark('unmatched/not-matrices', { up, down })
  const [rows, columns] = matrixShape(shape)
  const [rank, downColumns] = matrixShape(down)
  const [upRows, upRank] = matrixShape(up)
  const inputs = mid ? columns / kernelSize(shape) : columns
  if (upRows !== rows) return remark('unmatched/outputs', { made: upRows, wanted: rows })
  if (downColumns !== inputs) return remark('unmatched/inputs', { taken: downColumns, wanted: inputs })
  if (mid) return firstOf(rankMisfit(rank), shapeMisfit(shapes, 'mid', [upRank, rank, ...shape.slice(2)]))
  return upRank === rank ? rankMisfit(rank) : remark('unmatched/two-ranks', { up: upRank, down: rank })
}
