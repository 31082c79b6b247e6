// ‖ΔW‖² of one module at scale 1 from its factors, without making ΔW where it is a product of thin matrices.
import { elementCount } from '../../base/shape.ts'
import type { AdapterKind } from '../../contract/adapter.ts'
import type { Factors } from '../kinds/algorithm.ts'
import { algorithmOf } from '../kinds/algorithms.ts'
import { factorOf } from '../kinds/factors.ts'
import { transposed } from '../../base/transpose.ts'
import { innerProduct, plainGram, sumOfSquares, type Gram } from './gram.ts'
import { matrixShape } from '../kinds/matrix.ts'

type Matrix = { readonly values: Float32Array; readonly rows: number; readonly columns: number }

/** Ranks beyond it are not judged: their Gram matrices alone would fill the memory. */
const largestRank = 4096

/** Null for kinds whose change depends on the base's weights, and for absurd ranks. */
export function energyOf(kind: AdapterKind, factors: Factors, gram: Gram = plainGram): number | null {
  if ((algorithmOf(kind).rank(shapesOf(factors)) ?? 0) > largestRank) return null
  switch (kind) {
    case 'lora':
    case 'locon':
      return loraEnergy(factors, gram)
    case 'loha':
      return lohaEnergy(factors, gram)
    case 'lokr':
      return lokrEnergy(factors, gram)
    case 'full':
      if (factors.has('setWeight')) return null
      return squares(factors, 'diff')
    case 'norm':
      return squares(factors, 'normW')
    case 'ia3':
    case 'glora':
    case 'oft':
    case 'boft':
      return null
  }
}

function squares(factors: Factors, part: string): number {
  const factor = factors.get(part)
  return factor === undefined ? 0 : sumOfSquares(factor.data)
}

function matrixOf(factors: Factors, part: string): Matrix {
  const { data, shape } = factorOf(factors, part)
  const [rows, columns] = matrixShape(shape)
  return { values: data, rows, columns }
}

/** tr((UᵀU)(DDᵀ)) for U·D; a Tucker core is first multiplied into the side where it is cheaper. */
function loraEnergy(factors: Factors, gram: Gram): number {
  const up = matrixOf(factors, 'up')
  const down = matrixOf(factors, 'down')
  return factors.has('mid')
    ? tuckerEnergy(up, factorOf(factors, 'mid'), down, gram)
    : productEnergy(up, down, gram)
}

function productEnergy(left: Matrix, right: Matrix, gram: Gram): number {
  const ofLeft = gram(left.values, left.rows, left.columns, 'columns')
  return innerProduct(ofLeft, gram(right.values, right.rows, right.columns, 'rows'))
}

/**
 * ‖Σ_pq left[o,p]·core[p,q,y,x]·right[q,i]‖²: each pixel (y, x) is left · core_yx · right, whose norm is
 * tr(core_yxᵀ · GL · core_yx · GR) with GL = leftᵀ·left and GR = right·rightᵀ.
 */
function tuckerEnergy(
  left: Matrix,
  { data, shape }: { readonly data: Float32Array; readonly shape: readonly number[] },
  right: Matrix,
  gram: Gram,
): number {
  const [p, q] = [shape[0] ?? 1, shape[1] ?? 1]
  const window = elementCount(shape.slice(2))
  const ofLeft = gram(left.values, left.rows, left.columns, 'columns')
  const ofRight = gram(right.values, q, right.columns, 'rows')
  let total = 0
  for (let pixel = 0; pixel < window; pixel++) {
    const core = Float64Array.from({ length: p * q }, (_, index) => data[index * window + pixel] ?? 0)
    total += innerProduct(multiplied(ofLeft, core, p, p, q), multiplied(core, ofRight, p, q, q))
  }
  return total
}

/** [n, m] · [m, l]. */
function multiplied(a: Float64Array, b: Float64Array, n: number, m: number, l: number): Float64Array {
  const result = new Float64Array(n * l)
  for (let i = 0; i < n; i++)
    for (let k = 0; k < m; k++) {
      const factor = a[i * m + k]!
      for (let j = 0; j < l; j++) result[i * l + j]! += factor * b[k * l + j]!
    }
  return result
}

/** ‖w1 ⊗ w2‖ = ‖w1‖·‖w2‖. */
function lokrEnergy(factors: Factors, gram: Gram): number {
  const side = (n: 1 | 2): number => {
    if (factors.has(`lokrW${n}`)) return squares(factors, `lokrW${n}`)
    const [a, b] = [matrixOf(factors, `lokrW${n}a`), matrixOf(factors, `lokrW${n}b`)]
    if (n === 1 || !factors.has('lokrT2')) return productEnergy(a, b, gram)
    const left = { values: transposed(a.values, a.rows, a.columns), rows: a.columns, columns: a.rows }
    return tuckerEnergy(left, factorOf(factors, 'lokrT2'), b, gram)
  }
  return side(1) * side(2)
}

/**
 * ‖(A·B) ⊙ (C·D)‖² is the norm of a product of rank r²: the rows' outer products of A and C times the columns' of
 * B and D. Where r² is large, row by row instead: never more than one row of ΔW is held.
 */
function lohaEnergy(factors: Factors, gram: Gram): number {
  const [one, two] = [lohaTerm(factors, 1), lohaTerm(factors, 2)]
  const { rows, columns } = one
  const joint = one.rank * two.rank
  const plain = !factors.has('hadaT1') && !factors.has('hadaT2')
  const byGram = ((rows + columns) * joint * joint) / 2
  if (plain && joint <= largestRank && byGram < rows * columns * (one.rank + two.rank)) {
    const across = (part: 'a' | 'b'): Float64Array => {
      const first = matrixOf(factors, `hadaW1${part}`)
      const second = matrixOf(factors, `hadaW2${part}`)
      return part === 'a'
        ? gram(outerProducts(asRows(first), asRows(second)), joint, rows, 'rows')
        : gram(outerProducts(first, second), joint, columns, 'rows')
    }
    return innerProduct(across('a'), across('b'))
  }
  const [first, second] = [new Float64Array(columns), new Float64Array(columns)]
  let total = 0
  for (let row = 0; row < rows; row++) {
    one.fill(row, first)
    two.fill(row, second)
    for (let i = 0; i < columns; i++) {
      const value = first[i]! * second[i]!
      total += value * value
    }
  }
  return total
}

function asRows({ values, rows, columns }: Matrix): Matrix {
  return { values: transposed(values, rows, columns), rows: columns, columns: rows }
}

/** Every row of one with every row of the other, element by element: [ranks, length]. */
function outerProducts(first: Matrix, second: Matrix): Float32Array {
  const length = first.columns
  const result = new Float32Array(first.rows * second.rows * length)
  let at = 0
  for (let i = 0; i < first.rows; i++)
    for (let j = 0; j < second.rows; j++)
      for (let k = 0; k < length; k++)
        result[at++] = first.values[i * length + k]! * second.values[j * length + k]!
  return result
}

type Term = {
  readonly rows: number
  readonly columns: number
  readonly rank: number
  fill(row: number, target: Float64Array): void
}

/** wa·wb, or the Tucker form Σ_pq t[p,q,y,x]·wa[p,o]·wb[q,i], by rows. */
function lohaTerm(factors: Factors, n: 1 | 2): Term {
  const a = matrixOf(factors, `hadaW${n}a`)
  const b = matrixOf(factors, `hadaW${n}b`)
  const core = factors.get(`hadaT${n}`)
  if (core === undefined)
    return {
      rows: a.rows,
      columns: b.columns,
      rank: b.rows,
      fill(row, target) {
        target.fill(0)
        for (let k = 0; k < a.columns; k++) {
          const factor = a.values[row * a.columns + k]!
          for (let i = 0, at = k * b.columns; i < target.length; i++) target[i]! += factor * b.values[at++]!
        }
      },
    }
  const [p, q] = [core.shape[0] ?? 1, core.shape[1] ?? 1]
  const window = elementCount(core.shape.slice(2))
  const mixed = new Float64Array(q * window)
  return {
    rows: a.columns,
    columns: b.columns * window,
    rank: q,
    fill(row, target) {
      mixed.fill(0)
      for (let k = 0; k < p; k++) {
        const factor = a.values[k * a.columns + row]!
        for (let i = 0, at = k * q * window; i < mixed.length; i++) mixed[i]! += factor * core.data[at++]!
      }
      target.fill(0)
      for (let k = 0; k < q; k++)
        for (let i = 0; i < b.columns; i++) {
          const factor = b.values[k * b.columns + i]!
          for (let pixel = 0; pixel < window; pixel++)
            target[i * window + pixel]! += factor * mixed[k * window + pixel]!
        }
    },
  }
}

function shapesOf(factors: Factors): ReadonlyMap<string, readonly number[]> {
  return new Map([...factors].map(([part, { shape }]) => [part, shape]))
}
