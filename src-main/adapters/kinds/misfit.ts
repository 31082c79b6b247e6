// Reasons why factors cannot change a parameter that every kind shares; each is the end of a sentence.
import { remark, type Remark } from '../../messages/table.ts'
import { elementCount } from '../../base/shape.ts'
import type { FactorShapes, Target } from './algorithm.ts'
import { doraMisfit } from './dora.ts'
import { matrixShape } from './matrix.ts'

/** Nothing that was ever trained comes near; a rank above it is a damaged or hostile file. */
export const largestRank = 16_384

const scalarParts: readonly string[] = ['alpha', 'scale', 'onInput']

/** The first reason of several, null when there is none. */
export function firstOf(...reasons: readonly (Remark | null)[]): Remark | null {
  return reasons.find((reason) => reason !== null) ?? null
}

/** What is wrong before any formula is looked at: empty tensors, scalars with several elements, lengths of DoRA. */
export function commonMisfit(shapes: FactorShapes, target: Target): Remark | null {
  for (const [part, shape] of shapes) {
    const count = elementCount(shape)
    if (scalarParts.includes(part) && count !== 1) return remark('unmatched/scalar-shape', { part, shape })
    if (count === 0) return remark('unmatched/part-empty', { part })
  }
  return target.kind === 'weight' ? doraMisfit(shapes, target.shape) : null
}

/** For kinds that change linear layers and convolutions only. */
export function layerMisfit({ kind, shape }: Target): Remark | null {
  if (kind !== 'weight' || (shape.length !== 2 && shape.length !== 4)) return remark('unmatched/not-a-layer')
  return null
}

/** A factor as a matrix of this size, whatever 1×1 axes its file gave it. */
export function matrixMisfit(
  shapes: FactorShapes,
  part: string,
  rows: number,
  columns: number,
): Remark | null {
  const shape = shapes.get(part)
  if (shape === undefined) return remark('unmatched/part-missing', { part })
  const [actualRows, actualColumns] = matrixShape(shape)
  return shape.length >= 2 && actualRows === rows && actualColumns === columns
    ? null
    : remark('unmatched/part-shape', { part, shape, wanted: [rows, columns] })
}

/** A factor of exactly this shape. */
export function shapeMisfit(shapes: FactorShapes, part: string, wanted: readonly number[]): Remark | null {
  const shape = shapes.get(part)
  if (shape === undefined) return remark('unmatched/part-missing', { part })
  return shape.join() === wanted.join() ? null : remark('unmatched/part-shape', { part, shape, wanted })
}

/** A factor with this number of elements, however its file arranges them. */
export function countMisfit(shapes: FactorShapes, part: string, wanted: number): Remark | null {
  const shape = shapes.get(part)
  if (shape === undefined) return remark('unmatched/part-missing', { part })
  return elementCount(shape) === wanted ? null : remark('unmatched/part-count', { part, shape, wanted })
}

export function rankMisfit(rank: number | null): Remark | null {
  return rank !== null && rank > largestRank
    ? remark('unmatched/rank-too-large', { rank, largest: largestRank })
    : null
}
