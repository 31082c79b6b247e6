// BOFT: several stages of block rotations with a butterfly's exchange of rows between them. Liu et al. 2024;
// LyCORIS modules/boft.py.
import { remark } from '../../messages/table.ts'
import type { Value } from '../../graph/ir.ts'
import type { Algorithm, MergeContext } from './algorithm.ts'
import { valueOf } from './factors.ts'
import { matrixShape } from './matrix.ts'
import { cayleyTurn, rescaled, rotationMisfit, withTurn } from './oft.ts'

export const boft: Algorithm = {
  kind: 'boft',
  parts: { required: [['oftBlocks']], optional: ['rescale', 'alpha', 'dora', 'magnitude'] },
  changes: () => ['weight'],
  rank: () => null,
  misfit(shapes, target) {
    const blocks = shapes.get('oftBlocks') ?? []
    const [stages = 0, , size = 0] = blocks
    const [rows] = matrixShape(target.shape)
    if (blocks.length !== 4) return remark('unmatched/blocks-not-stages', { shape: blocks })
    const wrong = rotationMisfit(shapes, blocks, target)
    if (wrong) return wrong
    if (size % 2 !== 0) return remark('unmatched/odd-blocks', { size })
    return stages <= 32 && rows % (2 ** (stages - 1) * size) === 0
      ? null
      : remark('unmatched/stages', { stages, outputs: rows })
  },
  scale: () => 1,
  prepare: (factors, target) => withTurn(factors, cayleyTurn(factors, target, false)),
  linear: () => false,
  delta: (context) => context.g.sub(rescaled(context, butterfly(context, null)), context.base),
  merged: (context) => rescaled(context, butterfly(context, context.weight)),
}

/**
 * Stage i: x ← R_i,m · x over rows in the order of the stage, R_i,m = m·R_i + (1 − m)·I, that is x + m·(R_i − I)·x.
 * `turn` [stages, n, b, b] is R_i − I.
 */
function butterfly(context: MergeContext, weight: Value | null): Value {
  const { g, base } = context
  const turn = valueOf(context, 'turn')
  const [stages, count, size] = turn.shape as [number, number, number]
  const [rows, columns] = base.shape as [number, number]
  const turns = stages === 1 ? [turn] : g.split(turn, 0, Array<number>(stages).fill(1))
  return turns.reduce((x, stage, index) => {
    // Rows in runs of 2·half: the first half's and the second half's rows alternate while the blocks turn them.
    const half = (2 ** index * size) / 2
    const runs = rows / (2 * half)
    const paired = g.transpose(g.reshape(x, [runs, 2, half, columns]), [0, 2, 1, 3])
    const change = g.matMul(g.reshape(stage, [count, size, size]), g.reshape(paired, [count, size, columns]))
    const back = g.transpose(g.reshape(change, [runs, half, 2, columns]), [0, 2, 1, 3])
    const step = g.reshape(back, [rows, columns])
    return g.add(x, weight ? g.mul(step, weight) : step)
  }, base)
}
