// How LyCORIS splits an extent into two factors, for LoKr's two matrices and OFT's blocks.
import { invariant } from '../../base/errors.ts'

/**
 * [small, large] with small · large = dim. A positive factor that divides is taken as it is; otherwise the split
 * nearest to square whose smaller half is at most `factor` (−1: no limit), as LyCORIS functional/general.py finds
 * it: divisors in rising order until one of the conditions fails.
 */
export function factorization(dim: number, factor: number): readonly [small: number, large: number] {
  invariant(Number.isSafeInteger(dim) && dim > 0, `${dim} has no factors`)
  if (factor > 0 && dim % factor === 0) return sorted(factor, dim / factor)
  const limit = factor < 0 ? dim : factor
  let small = 1
  while (small < dim / small) {
    const next = divisorAbove(small, dim)
    // LyCORIS compares with the first sum, 1 + dim, throughout.
    if (next + dim / next > 1 + dim || next > limit) break
    small = next
  }
  return sorted(small, dim / small)
}

function divisorAbove(least: number, dim: number): number {
  let divisor = least + 1
  while (dim % divisor !== 0) divisor++
  return divisor
}

function sorted(a: number, b: number): readonly [number, number] {
  return a <= b ? [a, b] : [b, a]
}
