// ⟨ΔW₁, ΔW₂⟩ of one weight in float64: from small products of the factors where there is a way, else row by row.
import { invariant } from '../../base/errors.ts'
import { crossProducts, dot } from './cross-products.ts'
import { asPair, turned, type Delta, type Hadamard, type Kronecker, type Pair } from './delta.ts'
import { rowsOf } from './delta-rows.ts'

/** A thicker product is not made of two thin ones. */
const thickest = 4096

/** Both of the same weight, [rows, columns]. */
export function innerProduct(a: Delta, b: Delta): number {
  invariant(a.rows === b.rows && a.columns === b.columns, 'changes of one weight have its size')
  if (a.form === 'kronecker' && b.form === 'kronecker' && isSplitAlike(a, b))
    return innerProduct(a.outer, b.outer) * innerProduct(a.inner, b.inner)
  const [x, y] = [thinned(a, b), thinned(b, a)]
  if (x.form === 'pair' && y.form === 'pair') return ofPairs(x, y)
  if (x.form === 'kronecker' && y.form === 'pair') return ofKroneckerAndPair(x, y)
  if (x.form === 'pair' && y.form === 'kronecker') return ofKroneckerAndPair(y, x)
  return byRows(x, y)
}

/** ⟨A⊗B, C⊗D⟩ = ⟨A, C⟩·⟨B, D⟩. */
function isSplitAlike(a: Kronecker, b: Kronecker): boolean {
  return a.inner.rows === b.inner.rows && a.inner.columns === b.inner.columns
}

/** tr((LᵀL')(R'Rᵀ)): Σ over the two ranks of what the left sides have in common times what the right sides have. */
function ofPairs(a: Pair, b: Pair): number {
  return dot(
    crossProducts(a.left, a.rank, b.left, b.rank, a.rows),
    crossProducts(a.right, a.rank, b.right, b.rank, a.columns),
  )
}

/** A LoHa as one thicker product where that is less work than going through its rows. */
function thinned(delta: Delta, other: Delta): Delta {
  if (delta.form !== 'hadamard') return delta
  const { rows, columns, one, two } = delta
  const joint = one.rank * two.rank
  const against = other.form === 'pair' ? other.rank : other.form === 'hadamard' ? jointRank(other) : null
  if (against === null || joint > thickest || against > thickest) return delta
  const asProducts = (rows + columns) * joint * (against + 1)
  const perRow =
    other.form === 'pair' ? other.rank : other.form === 'hadamard' ? other.one.rank + other.two.rank : 1
  return asProducts < rows * columns * (one.rank + two.rank + perRow) ? asPair(delta) : delta
}

function jointRank({ one, two }: Hadamard): number {
  return one.rank * two.rank
}

/**
 * Σ_k l_kᵀ·(A ⊗ B)·r_k, where l_k [a·b] and r_k [c·d] are matrices L_k [a, b] and R_k [c, d] when read row by row:
 * (A ⊗ B) applied to r_k is A·R_k·Bᵀ, so the sum is ⟨A, Σ_k L_k·B·R_kᵀ⟩.
 */
function ofKroneckerAndPair({ outer, inner }: Kronecker, { rank, left, right }: Pair): number {
  const [a, c] = [outer.rows, outer.columns]
  if (inner.form === 'pair') {
    const { rank: q } = inner
    const ofLeft = crossProducts(left, rank * a, inner.left, q, inner.rows)
    const ofRight = crossProducts(right, rank * c, inner.right, q, inner.columns)
    return sumOver(rank, (k) => {
      const product = crossProducts(
        ofLeft.subarray(k * a * q, (k + 1) * a * q),
        a,
        ofRight.subarray(k * c * q, (k + 1) * c * q),
        c,
        q,
      )
      return dot(outer.values, product)
    })
  }
  const { rows: b, columns: d } = inner
  const ofLeft = crossProducts(left, rank * a, turned(inner.values, b, d), d, b)
  return sumOver(rank, (k) => {
    const product = crossProducts(
      ofLeft.subarray(k * a * d, (k + 1) * a * d),
      a,
      right.subarray(k * c * d, (k + 1) * c * d),
      c,
      d,
    )
    return dot(outer.values, product)
  })
}

function byRows(a: Delta, b: Delta): number {
  const [fillA, fillB] = [rowsOf(a), rowsOf(b)]
  const [rowA, rowB] = [new Float64Array(a.columns), new Float64Array(b.columns)]
  return sumOver(a.rows, (row) => {
    fillA(row, rowA)
    fillB(row, rowB)
    return dot(rowA, rowB)
  })
}

function sumOver(count: number, value: (index: number) => number): number {
  let sum = 0
  for (let index = 0; index < count; index++) sum += value(index)
  return sum
}
