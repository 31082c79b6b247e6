// The factors a new adapter starts training from: their shapes by kind, and numbers whose ΔW is zero.
// Initialisation as LyCORIS and kohya-ss have it; Kaiming means PyTorch's kaiming_uniform with a = √5.
import type { Float32Tensor } from '../../base/dtype.ts'
import { invariant } from '../../base/errors.ts'
import { MersenneTwister } from '../../base/random/mersenne-twister.ts'
import { elementCount } from '../../base/shape.ts'
import { factorization } from '../kinds/factorization.ts'
import { kernelSize, matrixShape } from '../kinds/matrix.ts'

export type TrainableKind = 'lora' | 'locon' | 'loha' | 'lokr'

export type AdapterShape = {
  readonly kind: TrainableKind
  readonly rank: number
  readonly alpha: number
  /** Of convolutions wider than 1×1; null leaves them alone, where LoCon takes `rank`. */
  readonly convRank: number | null
  readonly convAlpha: number | null
  /** A core between two matrices for those convolutions. */
  readonly tucker: boolean
  /** LoKr: see `factorization`. */
  readonly factor: number
  readonly decomposeBoth: boolean
  readonly fullMatrix: boolean
  readonly dora: boolean
  /** Scale α/√rank: files store α·√rank, so that α/rank is that. */
  readonly rankStabilised: boolean
}

/** Numbers in order, the same for the same seed. */
export type FactorRandom = {
  /** In [0, 1). */
  uniform(): number
  normal(): number
}

export function factorRandom(seed: number): FactorRandom {
  const twister = new MersenneTwister(seed)
  const uniform = (): number => (twister.next() & 0xffffff) / 2 ** 24
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  }
}

type Fill = 'kaiming' | 'zero' | number
type Plan = readonly (readonly [part: string, shape: readonly number[], fill: Fill])[]

/** Parts of one layer's weight [out, in] or [out, in, h, w], `alpha` among them; null where it is left alone. */
export function initialFactors(
  shape: readonly number[],
  adapter: AdapterShape,
  random: FactorRandom,
  /** The layer's weight: DoRA starts from its lengths. */
  base?: Float32Array,
): Map<string, Float32Tensor> | null {
  const wide = kernelSize(shape) > 1
  const rank = wide ? (adapter.convRank ?? (adapter.kind === 'locon' ? adapter.rank : null)) : adapter.rank
  if (rank === null) return null
  const alpha = (wide ? adapter.convAlpha : null) ?? adapter.alpha
  const plan = plans[adapter.kind](shape, rank, adapter)
  const factors = new Map(plan.map(([part, of, how]) => [part, filled(of, how, random)]))
  // Two whole blocks have no rank: their scale is 1, and LyCORIS writes the rank as alpha.
  const ranked = !factors.has('lokrW1') || !factors.has('lokrW2')
  const stored = !ranked ? rank : adapter.rankStabilised ? alpha * Math.sqrt(rank) : alpha
  factors.set('alpha', { dtype: 'f32', shape: [], data: Float32Array.of(stored) })
  if (adapter.dora) {
    invariant(base, 'DoRA starts from the weight')
    factors.set('dora', rowLengths(shape, base))
  }
  return factors
}

const plans: Readonly<
  Record<TrainableKind, (shape: readonly number[], rank: number, adapter: AdapterShape) => Plan>
> = { lora: loraPlan, locon: loraPlan, loha: lohaPlan, lokr: lokrPlan }

function loraPlan(shape: readonly number[], rank: number, { tucker }: AdapterShape): Plan {
  const [out = 1, inputs = 1, ...kernel] = shape
  const ones = kernel.map(() => 1)
  const up = ['up', [out, rank, ...ones], 'zero'] as const
  if (!tucker || kernelSize(shape) === 1) return [['down', [rank, inputs, ...kernel], 'kaiming'], up]
  return [['down', [rank, inputs, ...ones], 'kaiming'], ['mid', [rank, rank, ...kernel], 'kaiming'], up]
}

function lohaPlan(shape: readonly number[], rank: number, { tucker }: AdapterShape): Plan {
  const [out = 1, inputs = 1, ...kernel] = shape
  const core = tucker && kernelSize(shape) > 1
  const columns = core ? inputs : matrixShape(shape)[1]
  const left = core ? [rank, out] : [out, rank]
  const plan: Plan = [
    ['hadaW1a', left, 0.1],
    ['hadaW1b', [rank, columns], 1],
    ['hadaW2a', left, 'zero'],
    ['hadaW2b', [rank, columns], 1],
  ]
  if (!core) return plan
  const middle = [rank, rank, ...kernel]
  return [...plan, ['hadaT1', middle, 0.1], ['hadaT2', middle, 0.1]]
}

/** LyCORIS's rules for which block stays whole. */
function lokrPlan(shape: readonly number[], rank: number, adapter: AdapterShape): Plan {
  const { factor, decomposeBoth, fullMatrix, tucker } = adapter
  const [out = 1, inputs = 1, ...kernel] = shape
  const [a, b] = factorization(out, factor)
  const [c, d] = factorization(inputs, factor)
  const small: Plan =
    decomposeBoth && !fullMatrix && rank < Math.max(a, c) / 2
      ? [
          ['lokrW1a', [a, rank], 'kaiming'],
          ['lokrW1b', [rank, c], 'kaiming'],
        ]
      : [['lokrW1', [a, c], 'kaiming']]
  if (fullMatrix || rank >= Math.max(b, d) / 2) return [...small, ['lokrW2', [b, d, ...kernel], 'zero']]
  if (tucker && kernelSize(shape) > 1)
    return [
      ...small,
      ['lokrT2', [rank, rank, ...kernel], 'kaiming'],
      ['lokrW2a', [rank, b], 'kaiming'],
      ['lokrW2b', [rank, d], 'zero'],
    ]
  return [...small, ['lokrW2a', [b, rank], 'kaiming'], ['lokrW2b', [rank, d * kernelSize(shape)], 'zero']]
}

function filled(shape: readonly number[], fill: Fill, random: FactorRandom): Float32Tensor {
  const data = new Float32Array(elementCount(shape))
  // Uniform within ±1/√fan-in: the gain of a = √5 is √(1/3).
  const bound = 1 / Math.sqrt(elementCount(shape.slice(1)))
  if (fill === 'kaiming') for (let i = 0; i < data.length; i++) data[i] = (2 * random.uniform() - 1) * bound
  else if (fill !== 'zero') for (let i = 0; i < data.length; i++) data[i] = fill * random.normal()
  return { dtype: 'f32', shape, data }
}

/** ‖row‖ of every output, [out, 1…]. */
function rowLengths(shape: readonly number[], base: Float32Array): Float32Tensor {
  const [rows, columns] = matrixShape(shape)
  invariant(base.length === rows * columns, 'the weight has its own shape')
  const data = Float32Array.from({ length: rows }, (_, row) => {
    let sum = 0
    for (let at = row * columns; at < (row + 1) * columns; at++) sum += base[at]! ** 2
    return Math.sqrt(sum)
  })
  return { dtype: 'f32', shape: [rows, ...shape.slice(1).map(() => 1)], data }
}
