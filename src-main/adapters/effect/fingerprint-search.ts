// Fingerprints as they are kept, and which of many are near each other.
import { toFloat16, widen } from '../../base/half.ts'
import { crossProducts } from './cross-products.ts'
import { sketchSize } from './sketch.ts'

/** A direction's numbers in 16 bits: half the room, and a rounding that is far below what a sketch can tell. */
export function fingerprintBits(direction: Float32Array): Uint8Array {
  const bits = toFloat16(direction)
  return new Uint8Array(bits.buffer, bits.byteOffset, bits.byteLength)
}

export const fingerprintBytes = 2 * sketchSize

export type Near = { readonly first: number; readonly second: number; readonly cosine: number }

/** Pairs whose estimated cosine is at least `least`; both sides are fingerprints one behind the other. */
export function pairsNear(first: Uint8Array, second: Uint8Array, least: number): Near[] {
  const [a, b] = [directionsOf(first), directionsOf(second)]
  const [countA, countB] = [a.length / sketchSize, b.length / sketchSize]
  const cosines = crossProducts(a, countA, b, countB, sketchSize)
  const near: Near[] = []
  for (const [index, cosine] of cosines.entries())
    if (cosine >= least) near.push({ first: Math.floor(index / countB), second: index % countB, cosine })
  return near
}

function directionsOf(bits: Uint8Array): Float64Array {
  return new Float64Array(widen(bits, 'f16'))
}
