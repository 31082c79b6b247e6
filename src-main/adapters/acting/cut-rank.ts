// A smaller rank of a LoRA that was trained for it (DyLoRA): the first columns of up and rows of down, same scale.
import { elementCount } from '../../base/shape.ts'
import type { Factors } from '../kinds/algorithm.ts'

/** Unchanged where there is no plain pair, or the rank is small enough already. */
export function cutRank(factors: Factors, rank: number): Factors {
  const [up, down, alpha] = [factors.get('up'), factors.get('down'), factors.get('alpha')]
  const whole = down?.shape[0] ?? 0
  if (!up || !down || factors.has('mid') || whole <= rank) return factors
  const rows = up.shape[0] ?? 0
  const cut = new Float32Array(rows * rank)
  for (let row = 0; row < rows; row++) cut.set(up.data.subarray(row * whole, row * whole + rank), row * rank)
  const width = elementCount(down.shape.slice(1))
  return new Map([
    ...factors,
    ['up', { ...up, shape: [rows, rank, ...up.shape.slice(2)], data: cut }],
    ['down', { ...down, shape: [rank, ...down.shape.slice(1)], data: down.data.slice(0, rank * width) }],
    // α / rank must come out as it did.
    ...(alpha
      ? [['alpha', { ...alpha, data: alpha.data.map((value) => (value * rank) / whole) }] as const]
      : []),
  ])
}
