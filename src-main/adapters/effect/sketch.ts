// A change of any size in a few numbers that keep inner products: rows and columns thrown into buckets with random signs.
// Charikar, Chen and Farach-Colton 2002 (count sketch), on both sides of the matrix.
import type { Delta, Hadamard } from './delta.ts'
import { asPair } from './delta.ts'
import { rowsOf } from './delta-rows.ts'

/** Buckets a side. */
export const sketchSide = 32
/** Numbers of a sketch. */
export const sketchSize = sketchSide * sketchSide

/**
 * sketch += amount · Xᵀ·ΔW·Y, where X and Y send each row and column to one bucket with one sign, both decided by the
 * name alone: the same for every adapter, dialect, kind and rank. Inner products of two sketches are right on average.
 */
export function addSketch(sketch: Float64Array, name: string, delta: Delta, amount: number): void {
  const change = delta.form === 'hadamard' && isThinner(delta) ? asPair(delta) : delta
  const [ofRows, ofColumns] = [places(`${name} rows`, change.rows), places(`${name} columns`, change.columns)]
  if (change.form === 'pair') {
    const { rank, rows, columns, left, right } = change
    const [down, across] = [new Float64Array(sketchSide), new Float64Array(sketchSide)]
    for (let k = 0; k < rank; k++) {
      thrown(down, left.subarray(k * rows, (k + 1) * rows), ofRows)
      thrown(across, right.subarray(k * columns, (k + 1) * columns), ofColumns)
      for (let i = 0, at = 0; i < sketchSide; i++) {
        const factor = amount * down[i]!
        for (let j = 0; j < sketchSide; j++) sketch[at++]! += factor * across[j]!
      }
    }
    return
  }
  const fill = rowsOf(change)
  const [row, across] = [new Float64Array(change.columns), new Float64Array(sketchSide)]
  for (let index = 0; index < change.rows; index++) {
    fill(index, row)
    thrown(across, row, ofColumns)
    const place = ofRows[index]!
    const sign = place < sketchSide ? amount : -amount
    const start = (place % sketchSide) * sketchSide
    for (let j = 0; j < sketchSide; j++) sketch[start + j]! += sign * across[j]!
  }
}

function isThinner({ rows, columns, one, two }: Hadamard): boolean {
  return one.rank * two.rank * (rows + columns) < rows * columns
}

const both = new Float64Array(2 * sketchSide)

/** Each number goes to its bucket, with the sign of its place. */
function thrown(buckets: Float64Array, values: Float64Array, where: Uint8Array): void {
  both.fill(0)
  for (let index = 0; index < values.length; index++) both[where[index]!]! += values[index]!
  for (let i = 0; i < sketchSide; i++) buckets[i] = both[i]! - both[i + sketchSide]!
}

/** A bucket, and `sketchSide` more where the sign is minus. The first places of a longer side are those of a shorter one. */
function places(name: string, count: number): Uint8Array {
  const known = kept.get(name)
  if (known !== undefined && known.length >= count) return known
  const made = new Uint8Array(count)
  let state = hashOf(name)
  for (let index = 0; index < count; index++) {
    state = (state + 0x9e3779b9) | 0
    made[index] = mixed(state) >>> 26
  }
  kept.set(name, made)
  if (kept.size > mostKept) kept.delete(kept.keys().next().value!)
  return made
}

/** Of a family's modules: those that fingerprints look at are asked for again and again. */
const kept = new Map<string, Uint8Array>()
const mostKept = 1000

/** FNV-1a, mixed once more. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return mixed(hash)
}

/** MurmurHash3's last step (Appleby): every bit of the result depends on every bit. */
function mixed(bits: number): number {
  let hash = bits
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
