// Diagonal OFT: blocks of W's output rows are turned by small rotations. Qiu et al. 2023; kohya-ss networks/oft.py;
// LyCORIS modules/diag_oft.py.
import { remark, type Remark } from '../../messages/table.ts'
import { largestBlock, rotations } from './cayley.ts'
import type { Algorithm, Factors, FactorShapes, MergeContext, Target } from './algorithm.ts'
import { factorOf, valueOf } from './factors.ts'
import type { Float32Tensor } from '../../base/dtype.ts'
import type { Value } from '../../graph/ir.ts'
import { matrixShape } from './matrix.ts'
import { commonMisfit, countMisfit, firstOf, layerMisfit } from './misfit.ts'
import { scalarOf } from './scale.ts'

export const oft: Algorithm = {
  kind: 'oft',
  parts: {
    required: [['oftBlocks'], ['oftDiag']],
    optional: ['rescale', 'alpha', 'dora', 'magnitude'],
  },
  changes: () => ['weight'],
  rank: () => null,
  misfit(shapes, target) {
    if (shapes.has('oftBlocks') && shapes.has('oftDiag')) return remark('unmatched/two-rotations')
    const blocks = shapes.get('oftBlocks') ?? shapes.get('oftDiag') ?? []
    if (blocks.length !== 3) return remark('unmatched/blocks-not-squares', { shape: blocks })
    return rotationMisfit(shapes, blocks, target)
  },
  // Alpha limits the rotation; the scale is always 1.
  scale: () => 1,
  prepare(factors, target) {
    const diagonal = factors.get('oftDiag')
    const turn = diagonal ? turnOf(diagonal.data, diagonal.shape, true) : cayleyTurn(factors, target, true)
    return withTurn(factors, turn)
  },
  linear: () => false,
  delta: (context) => context.g.sub(rescaled(context, turned(context, null)), context.base),
  merged: (context) => rescaled(context, turned(context, context.weight)),
}

/** Block by block W' = R_mᵀ·W with R_m = m·(R − I) + I, that is W + m·(R − I)ᵀ·W. `turn` [n, b, b] is (R − I)ᵀ. */
function turned(context: MergeContext, weight: Value | null): Value {
  const { g, base } = context
  const turn = valueOf(context, 'turn')
  const [count, size] = turn.shape as [number, number]
  const [rows, columns] = base.shape as [number, number]
  const change = g.reshape(g.matMul(turn, g.reshape(base, [count, size, columns])), [rows, columns])
  return g.add(base, weight ? g.mul(change, weight) : change)
}

/** W'' = rescale ⊙ W': the whole result, whatever the slider says, as in LyCORIS. */
export function rescaled({ g, factors, base }: MergeContext, value: Value): Value {
  const rescale = factors.get('rescale')
  return rescale ? g.mul(g.reshape(rescale, [base.shape[0] ?? 1, 1]), value) : value
}

/** What every block needs: square, together as many rows as the module, each small enough to invert. */
export function rotationMisfit(
  shapes: FactorShapes,
  blocks: readonly number[],
  target: Target,
): Remark | null {
  const [rows] = matrixShape(target.shape)
  const [count = 0, height = 0, width = 0] = blocks.slice(-3)
  return firstOf(
    commonMisfit(shapes, target),
    layerMisfit(target),
    height === width ? null : remark('unmatched/blocks-not-squares', { shape: blocks }),
    count * height === rows
      ? null
      : remark('unmatched/blocks-outputs', { turned: count * height, outputs: rows }),
    height <= largestBlock
      ? null
      : remark('unmatched/blocks-too-large', { size: height, largest: largestBlock }),
    shapes.has('rescale') ? countMisfit(shapes, 'rescale', rows) : null,
  )
}

/** R − I of `oftBlocks` [..., b, b], transposed or not. α·outputs limits the rotation; 0 or no alpha does not. */
export function cayleyTurn(factors: Factors, target: Target, transpose: boolean): Float32Tensor {
  const { data, shape } = factorOf(factors, 'oftBlocks')
  const size = shape.at(-1) ?? 1
  const constraint = (scalarOf(factors, 'alpha') ?? 0) * matrixShape(target.shape)[0]
  return turnOf(rotations(data, data.length / size ** 2, size, constraint), shape, transpose)
}

/** R − I, in float64 before it is rounded: small rotations keep their digits. */
function turnOf(rotation: ArrayLike<number>, shape: readonly number[], transpose: boolean): Float32Tensor {
  const size = shape.at(-1) ?? 1
  const data = Float32Array.from({ length: rotation.length }, (_, index) => {
    const [row, column] = [Math.floor(index / size) % size, index % size]
    const source = transpose ? index + (column - row) * (size - 1) : index
    return (rotation[source] ?? 0) - (row === column ? 1 : 0)
  })
  return { dtype: 'f32', shape, data }
}

/** What the graph reads in place of the file's blocks. */
export function withTurn(factors: Factors, turn: Float32Tensor): Factors {
  const kept = [...factors].filter(([part]) => ['rescale', 'dora', 'magnitude'].includes(part))
  return new Map([...kept, ['turn', turn] as const])
}
