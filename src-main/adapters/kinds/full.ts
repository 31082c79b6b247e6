// Full: the difference itself, of a weight or a bias, or a whole weight that takes the base's place.
// LyCORIS modules/full.py; ComfyUI's `set_weight`.
import { remark, type Remark } from '../../messages/table.ts'
import type { Algorithm, MergeContext } from './algorithm.ts'
import { pickFactors, valueOf } from './factors.ts'
import type { Value } from '../../graph/ir.ts'
import { matrixShape } from './matrix.ts'
import { commonMisfit, countMisfit, shapeMisfit } from './misfit.ts'
import { alphaOverRank } from './scale.ts'

export const full: Algorithm = {
  kind: 'full',
  parts: {
    required: [['diff'], ['diffB'], ['setWeight']],
    optional: ['alpha', 'scale', 'dora', 'magnitude'],
  },
  changes: (parts) => [
    ...(parts.has('diff') || parts.has('setWeight') ? (['weight'] as const) : []),
    ...(parts.has('diffB') ? (['bias'] as const) : []),
  ],
  rank: () => null,
  misfit(shapes, target) {
    const common = commonMisfit(shapes, target)
    if (common) return common
    if (target.kind === 'bias') return countMisfit(shapes, 'diffB', matrixShape(target.shape)[0])
    if (shapes.has('diff') && shapes.has('setWeight')) return remark('unmatched/difference-and-weight')
    return differenceMisfit(shapes, target.shape)
  },
  scale: (factors) => alphaOverRank(factors, null),
  prepare: (factors, { kind }) =>
    pickFactors(factors, kind === 'bias' ? ['diffB'] : ['diff', 'setWeight', 'dora', 'magnitude']),
  linear: (parts) => !parts.has('setWeight') && !parts.has('dora') && !parts.has('magnitude'),
  delta(context) {
    const whole = wholeWeight(context)
    if (whole) return context.g.sub(whole, context.base)
    return asBase(context, valueOf(context, context.target.kind === 'bias' ? 'diffB' : 'diff'))
  },
  /** A whole weight does not ask the slider: the last of several wins. */
  merged(context) {
    const { g, base, scale, weight } = context
    return wholeWeight(context) ?? g.add(base, g.mul(full.delta(context), g.mul(scale, weight)))
  },
}

const asBase = ({ g, base }: MergeContext, value: Value): Value => g.reshape(value, base.shape)

function wholeWeight(context: MergeContext): Value | null {
  const value = context.target.kind === 'weight' ? context.factors.get('setWeight') : undefined
  return value ? asBase(context, value) : null
}

/** 1×1 convolutions and linear layers keep their weights in one order, and files mix them. */
function differenceMisfit(
  shapes: ReadonlyMap<string, readonly number[]>,
  shape: readonly number[],
): Remark | null {
  const part = shapes.has('setWeight') ? 'setWeight' : 'diff'
  const squeezed = (extents: readonly number[]): number[] =>
    extents.slice(2).every((extent) => extent === 1) ? extents.slice(0, 2) : [...extents]
  const given = shapes.get(part)
  return given && squeezed(given).join() === squeezed(shape).join() ? null : shapeMisfit(shapes, part, shape)
}
