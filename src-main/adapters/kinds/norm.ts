// Norm: differences of a normalisation's weight and bias. LyCORIS modules/norms.py.
import { remark } from '../../messages/table.ts'
import type { Algorithm } from './algorithm.ts'
import { pickFactors, valueOf } from './factors.ts'
import { commonMisfit, countMisfit, firstOf } from './misfit.ts'
import { alphaOverRank } from './scale.ts'

const partOf = { weight: 'normW', bias: 'normB' } as const

export const norm: Algorithm = {
  kind: 'norm',
  parts: { required: [['normW'], ['normB']], optional: ['alpha', 'scale'] },
  changes: (parts) => (['weight', 'bias'] as const).filter((kind) => parts.has(partOf[kind])),
  rank: () => null,
  misfit(shapes, target) {
    if (target.shape.length !== 1) return remark('unmatched/not-a-norm')
    return firstOf(
      commonMisfit(shapes, target),
      countMisfit(shapes, partOf[target.kind], target.shape[0] ?? 0),
    )
  },
  scale: (factors) => alphaOverRank(factors, null),
  prepare: (factors, { kind }) => pickFactors(factors, [partOf[kind]]),
  linear: () => true,
  delta: (context) => context.g.reshape(valueOf(context, partOf[context.target.kind]), context.base.shape),
}
