// Reasons why factors cannot change a parameter that every kind shares; each is the end of a sentence.
import { elementCount } from '../../base/shape.ts'
import type { FactorShapes, Target } from './algorithm.ts'
import { doraMisfit } from './dora.ts'
import { matrixShape } from './matrix.ts'

/** Nothing that was ever trained comes near; a rank above it is a damaged or hostile file. */
export const largestRank = 16_384

const scalarParts: readonly string[] = ['alpha', 'scale', 'onInput']

/** The first reason of several, null when there is none. */
export function firstOf(...reasons: readonly (string | null)[]): string | null {
  return reasons.find((reason) => reason !== null) ?? null
}

/** What is wrong before any formula is looked at: empty tensors, scalars that are none, lengths of DoRA. */
export function commonMisfit(shapes: FactorShapes, target: Target): string | null {
  for (const [part, shape] of shapes) {
    const count = elementCount(shape)
    if (scalarParts.includes(part) && count !== 1) return `${part} is [${shape.join()}], not one number`
    if (count === 0) return `${part} is empty`
  }
  return target.kind === 'weight' ? doraMisfit(shapes, target.shape) : null
}

/** For kinds that change linear layers and convolutions only. */
export function layerMisfit({ kind, shape }: Target): string | null {
  if (kind !== 'weight' || (shape.length !== 2 && shape.length !== 4))
    return 'it changes linear layers and convolutions, and the module is neither'
  return null
}

/** A factor as a matrix of this size, whatever 1×1 axes its file gave it. */
export function matrixMisfit(
  shapes: FactorShapes,
  part: string,
  rows: number,
  columns: number,
): string | null {
  const shape = shapes.get(part)
  if (shape === undefined) return `${part} is missing`
  const [actualRows, actualColumns] = matrixShape(shape)
  return shape.length >= 2 && actualRows === rows && actualColumns === columns
    ? null
    : `${part} is [${shape.join()}] where the module needs [${rows},${columns}]`
}

/** A factor of exactly this shape. */
export function shapeMisfit(shapes: FactorShapes, part: string, wanted: readonly number[]): string | null {
  const shape = shapes.get(part)
  if (shape === undefined) return `${part} is missing`
  return shape.join() === wanted.join()
    ? null
    : `${part} is [${shape.join()}] where the module needs [${wanted.join()}]`
}

/** A factor of so many elements, however its file arranges them. */
export function countMisfit(shapes: FactorShapes, part: string, wanted: number): string | null {
  const shape = shapes.get(part)
  if (shape === undefined) return `${part} is missing`
  return elementCount(shape) === wanted
    ? null
    : `${part} is [${shape.join()}] where the module needs ${wanted} numbers`
}

export function rankMisfit(rank: number | null): string | null {
  return rank !== null && rank > largestRank
    ? `its rank is ${rank}, and the largest supported is ${largestRank}`
    : null
}
