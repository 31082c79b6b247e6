// Numbers of a standard normal distribution from draws without a memory (Box and Muller 1958).
import { draws } from './data/draws.ts'

/** The same seed and keys give the same numbers. */
export function normalDraws(
  count: number,
  seed: number,
  ...keys: readonly (string | number)[]
): Float32Array<ArrayBuffer> {
  const { next } = draws(seed, ...keys)
  const values = new Float32Array(count)
  for (let at = 0; at < count; at += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - next()))
    const angle = 2 * Math.PI * next()
    values[at] = radius * Math.cos(angle)
    if (at + 1 < count) values[at + 1] = radius * Math.sin(angle)
  }
  return values
}
