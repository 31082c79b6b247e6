// The relatives of our families, which cannot make a picture from text here.
import type { ErrorReport } from '../../base/errors.ts'
import { remark } from '../../messages/table.ts'
import type { RefusedVariant } from '../../messages/checkpoint.ts'
import type { Families, Family } from '../families/family.ts'
import { labelsOf } from '../families/families.ts'

export type Variant = 'base' | RefusedVariant

/** Null for checkpoints that make pictures from text. */
export function variantProblem(family: Family, variant: Variant, families: Families): ErrorReport | null {
  if (variant === 'base') return null
  return {
    ...remark('checkpoint/unsupported-variant', { variant, families: labelsOf(families) }),
    details: { architecture: family.id, variant },
  }
}
