// A · Bᵀ in float64: the heart of every inner product.

/** `a` [countA, length], `b` [countB, length], row-major → [countA, countB]. Two rows against four at a time. */
export function crossProducts(
  a: Float64Array,
  countA: number,
  b: Float64Array,
  countB: number,
  length: number,
): Float64Array {
  const product = new Float64Array(countA * countB)
  const [pairsA, foursB] = [countA - (countA % 2), countB - (countB % 4)]
  for (let i = 0; i < pairsA; i += 2)
    for (let j = 0; j < foursB; j += 4)
      eight(product, i * countB + j, countB, a, i * length, b, j * length, length)
  for (let i = 0; i < countA; i++)
    for (let j = i < pairsA ? foursB : 0; j < countB; j++) {
      let sum = 0
      for (let k = 0, p = i * length, q = j * length; k < length; k++) sum += a[p++]! * b[q++]!
      product[i * countB + j] = sum
    }
  return product
}

/** Eight sums side by side keep the processor's arithmetic busy. */
function eight(
  product: Float64Array,
  at: number,
  width: number,
  a: Float64Array,
  a0: number,
  b: Float64Array,
  b0: number,
  length: number,
): void {
  let [s00, s01, s02, s03, s10, s11, s12, s13] = [0, 0, 0, 0, 0, 0, 0, 0]
  const [a1, b1, b2, b3] = [a0 + length, b0 + length, b0 + 2 * length, b0 + 3 * length]
  for (let k = 0; k < length; k++) {
    const x = a[a0 + k]!
    const y = a[a1 + k]!
    const p = b[b0 + k]!
    const q = b[b1 + k]!
    const r = b[b2 + k]!
    const s = b[b3 + k]!
    s00 += x * p
    s01 += x * q
    s02 += x * r
    s03 += x * s
    s10 += y * p
    s11 += y * q
    s12 += y * r
    s13 += y * s
  }
  product[at] = s00
  product[at + 1] = s01
  product[at + 2] = s02
  product[at + 3] = s03
  product[at + width] = s10
  product[at + width + 1] = s11
  product[at + width + 2] = s12
  product[at + width + 3] = s13
}

/** Σ aᵢ·bᵢ of equally many numbers. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
