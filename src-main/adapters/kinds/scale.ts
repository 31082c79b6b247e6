// The static scale of a file: α / rank, with the exceptions that real files make.
import { AppError } from '../../base/errors.ts'
import type { Factors } from './algorithm.ts'

/** Parts that only the scale reads. */
export const scaleParts: readonly string[] = ['alpha', 'scale']

/** A tensor `scale` wins over alpha (A1111); without either, or without a rank, the scale is 1. */
export function alphaOverRank(factors: Factors, rank: number | null): number {
  const scale = scalarOf(factors, 'scale')
  if (scale !== null) return scale
  const alpha = scalarOf(factors, 'alpha')
  return alpha === null || rank === null || rank === 0 ? 1 : alpha / rank
}

/** A factor of one element, null where it is absent. */
export function scalarOf(factors: Factors, part: string): number | null {
  const tensor = factors.get(part)
  if (tensor === undefined) return null
  const value = tensor.data[0]
  if (tensor.data.length !== 1 || value === undefined || !Number.isFinite(value))
    throw new AppError('adapter/bad-scalar', { part })
  return value
}
