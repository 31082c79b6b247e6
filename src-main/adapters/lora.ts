// LoRA and LoCon: ΔW = up · down, for convolutions flattened over the kernel, or with a Tucker core between the two.
// Hu et al. 2021; kohya-ss sd-scripts networks/lora.py; LyCORIS modules/locon.py.
import { invariant } from '../base/errors.ts'
import type { Value } from '../graph/ir.ts'
import type { Algorithm, LowRank, MergeContext } from './algorithm.ts'
import { asMatrix, kernelSize, matrixShape } from './matrix.ts'
import { alphaOverRank } from './scale.ts'

export const lora: Algorithm = {
  kind: 'lora',
  parts: {
    required: [['down', 'up']],
    optional: ['mid', 'alpha', 'scale', 'dora', 'magnitude'],
  },
  changes: () => ['weight'],
  rank: (shapes) => shapes.get('down')?.[0] ?? null,
  misfit(shapes, { shape }) {
    const [down, up, mid] = [shapes.get('down'), shapes.get('up'), shapes.get('mid')]
    if (!down || !up) return 'up or down is missing'
    const [rows, columns] = matrixShape(shape)
    const kernel = kernelSize(shape)
    const rank = down[0] ?? 0
    const [upRows, upRank] = matrixShape(up)
    if (rank === 0) return 'its rank is 0'
    if (upRows !== rows) return `up makes ${upRows} outputs where the module has ${rows}`
    const downColumns = matrixShape(down)[1]
    if (mid === undefined) {
      if (upRank !== rank) return `up has rank ${upRank}, down ${rank}`
      return downColumns === columns
        ? null
        : `down takes ${downColumns} inputs where the module has ${columns}`
    }
    if (downColumns !== columns / kernel)
      return `down takes ${downColumns} inputs where the module has ${columns / kernel}`
    const core = [upRank, rank, ...shape.slice(2)]
    return mid.join() === core.join() ? null : `mid is [${mid.join()}], not [${core.join()}]`
  },
  scale: (factors) => alphaOverRank(factors, factors.get('down')?.shape[0] ?? null),
  linear: () => true,
  delta(context) {
    const pair = lowRank(context)
    return pair ? context.g.matMul(pair.up, pair.down) : tucker(context)
  },
  lowRank,
}

function factor({ factors }: MergeContext, name: string): Value {
  const value = factors.get(name)
  invariant(value, `a LoRA has the factor ${name}`)
  return value
}

function lowRank(context: MergeContext): LowRank | null {
  if (context.factors.has('mid')) return null
  const { g } = context
  return { up: asMatrix(g, factor(context, 'up')), down: asMatrix(g, factor(context, 'down')) }
}

/** ΔW[o, i, y, x] = Σp Σq up[o, p] · mid[p, q, y, x] · down[q, i]. */
function tucker(context: MergeContext): Value {
  const { g } = context
  const up = asMatrix(g, factor(context, 'up'))
  const down = asMatrix(g, factor(context, 'down'))
  const mid = factor(context, 'mid')
  const [left = 1, right = 1, ...kernel] = mid.shape as number[]
  const window = kernel.reduce((product, extent) => product * extent, 1)
  const [inputs, outputs] = [down.shape[1] as number, up.shape[0] as number]
  const core = g.transpose(g.reshape(mid, [left, right, window]), [0, 2, 1])
  const widened = g.matMul(g.reshape(core, [left * window, right]), down)
  const whole = g.transpose(g.reshape(widened, [left, window, inputs]), [0, 2, 1])
  return g.reshape(g.matMul(up, g.reshape(whole, [left, inputs * window])), [outputs, inputs * window])
}
