// What a module's factors add to a weight, in the form they come in: never more numbers than the file has, or a few more.

/** Σ_k left[k, row] · right[k, column]: up · down with `up` transposed, so that both lie in memory by rank. */
export type Pair = {
  readonly form: 'pair'
  readonly rows: number
  readonly columns: number
  readonly rank: number
  /** [rank, rows] */
  readonly left: Float64Array
  /** [rank, columns] */
  readonly right: Float64Array
}

/** one ⊙ two, element by element (LoHa). */
export type Hadamard = {
  readonly form: 'hadamard'
  readonly rows: number
  readonly columns: number
  readonly one: Pair
  readonly two: Pair
}

/** outer ⊗ inner: [i·b + j, k·d + l] = outer[i, k] · inner[j, l] (LoKr); a kernel's pixels lie in the columns of `inner`. */
export type Kronecker = {
  readonly form: 'kronecker'
  readonly rows: number
  readonly columns: number
  readonly outer: Whole
  readonly inner: Whole | Pair
}

/** The numbers themselves, row-major. */
export type Whole = {
  readonly form: 'whole'
  readonly rows: number
  readonly columns: number
  readonly values: Float64Array
}

export type Delta = Pair | Hadamard | Kronecker | Whole

/** amount · delta. */
export type Addend = { readonly delta: Delta; readonly amount: number }

export function whole(rows: number, columns: number, values: ArrayLike<number>): Whole {
  return { form: 'whole', rows, columns, values: new Float64Array(values) }
}

/** A thin product's numbers, for the small matrices of a Kronecker product. */
export function multipliedOut({ rows, columns, rank, left, right }: Pair): Whole {
  const values = new Float64Array(rows * columns)
  for (let k = 0; k < rank; k++)
    for (let row = 0; row < rows; row++) {
      const factor = left[k * rows + row]!
      for (let column = 0; column < columns; column++)
        values[row * columns + column]! += factor * right[k * columns + column]!
    }
  return { form: 'whole', rows, columns, values }
}

/**
 * The same as one thin product of rank r₁·r₂: every row of one left side with every row of the other, and of the
 * right sides likewise.
 */
export function asPair({ rows, columns, one, two }: Hadamard): Pair {
  return {
    form: 'pair',
    rows,
    columns,
    rank: one.rank * two.rank,
    left: productsOfRows(one.left, two.left, rows),
    right: productsOfRows(one.right, two.right, columns),
  }
}

function productsOfRows(first: Float64Array, second: Float64Array, length: number): Float64Array {
  const result = new Float64Array((first.length / length) * second.length)
  let at = 0
  for (let i = 0; i < first.length; i += length)
    for (let j = 0; j < second.length; j += length)
      for (let k = 0; k < length; k++) result[at++] = first[i + k]! * second[j + k]!
  return result
}

/** `values` [rows, columns] row-major → [columns, rows], in float64. */
export function turned(values: ArrayLike<number>, rows: number, columns: number): Float64Array {
  const result = new Float64Array(rows * columns)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      result[column * rows + row] = values[row * columns + column]!
  return result
}
