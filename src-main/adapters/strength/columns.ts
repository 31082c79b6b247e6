// Matrices as lists of columns in float64: what factorizations walk along.

/** Every column has as many numbers as the matrix has rows. */
export type Columns = readonly Float64Array[]

/** The columns of a row-major matrix. */
export function columnsOf(data: ArrayLike<number>, rows: number, columns: number): Float64Array[] {
  return Array.from({ length: columns }, (_, column) => {
    const values = new Float64Array(rows)
    for (let row = 0; row < rows; row++) values[row] = data[row * columns + column] ?? 0
    return values
  })
}

/** The columns of a row-major matrix's transpose: its rows. */
export function rowsOf(data: ArrayLike<number>, rows: number, columns: number): Float64Array[] {
  return Array.from({ length: rows }, (_, row) => {
    const values = new Float64Array(columns)
    for (let column = 0; column < columns; column++) values[column] = data[row * columns + column] ?? 0
    return values
  })
}

/** The transpose, again as columns. */
export function transposed(matrix: Columns): Float64Array[] {
  return Array.from({ length: matrix[0]?.length ?? 0 }, (_, row) =>
    Float64Array.from(matrix, (column) => column[row] ?? 0),
  )
}

/** a · b. */
export function product(a: Columns, b: Columns): Float64Array[] {
  const rows = a[0]?.length ?? 0
  return b.map((column) => {
    const result = new Float64Array(rows)
    for (let inner = 0; inner < a.length; inner++) addScaled(result, a[inner]!, column[inner]!)
    return result
  })
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!
  return sum
}

/** target += amount · source. */
export function addScaled(target: Float64Array, source: Float64Array, amount: number): void {
  if (amount === 0) return
  for (let index = 0; index < target.length; index++) target[index]! += amount * source[index]!
}

export function scale(column: Float64Array, amount: number): void {
  for (let index = 0; index < column.length; index++) column[index]! *= amount
}
