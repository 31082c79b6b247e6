// A change of a weight as two thin matrices in memory: its singular values, and the same change at a smaller rank.
import { columnsOf, dot, product, rowsOf, scale, transposed } from '../strength/columns.ts'
import { qr } from '../strength/qr.ts'
import { chooseRank, type RankCriterion } from './rank-choice.ts'
import { svd, type Svd } from '../strength/svd.ts'

/** up [rows, rank] · down [rank, columns], row-major. */
export type Pair = {
  readonly rows: number
  readonly columns: number
  readonly rank: number
  readonly up: Float32Array
  readonly down: Float32Array
}

/** A decomposition of which the smallest values may be missing; `energy` is Σσ² of all. */
export type Spectrum = Svd & { readonly energy: number }

/** Exact: the factors' bases are found first, and what lies between them is at most as large as the rank. */
export function spectrumOfPair({ rows, columns, rank, up, down }: Pair): Spectrum {
  const left = qr(columnsOf(up, rows, rank))
  const right = qr(rowsOf(down, rank, columns))
  const core = svd(product(left.r, transposed(right.r)))
  return {
    u: product(left.q, core.u),
    s: core.s,
    v: product(right.q, core.v),
    energy: core.s.reduce((sum, value) => sum + value * value, 0),
  }
}

export type Truncation = {
  readonly pair: Pair
  /** The share of Σσ² that the kept values have; 1 for a change of zero. */
  readonly kept: number
}

/** up = U·diag(σ), down = Vᵀ. */
export function truncate(
  { u, s, v, energy }: Spectrum,
  { most, criterion }: { most: number; criterion: RankCriterion | null },
): Truncation {
  const rank = chooseRank(s, { most, criterion, energy })
  const rows = u[0]?.length ?? 0
  const columns = v[0]?.length ?? 0
  const up = new Float32Array(rows * rank)
  const down = new Float32Array(rank * columns)
  for (let index = 0; index < rank; index++) {
    const left = u[index]!.slice()
    scale(left, s[index]!)
    for (let row = 0; row < rows; row++) up[row * rank + index] = left[row]!
    down.set(v[index]!, index * columns)
  }
  const first = s.subarray(0, rank)
  return {
    pair: { rows, columns, rank, up, down },
    kept: energy === 0 ? 1 : Math.min(1, dot(first, first) / energy),
  }
}
