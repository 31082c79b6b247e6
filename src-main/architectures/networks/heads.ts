// How many attention heads a level has: the one size of a UNet that its shapes do not tell.
import type { UNetConfig } from '../families/config.ts'

/**
 * A fraction when the channels do not divide into heads of the family's
 * width; levels narrower than one head have one.
 */
export function headCount(heads: UNetConfig['heads'], channels: number): number {
  return 'count' in heads ? heads.count : Math.max(1, channels / heads.width)
}

export function dividesIntoHeads(heads: UNetConfig['heads'], channels: number): boolean {
  const count = headCount(heads, channels)
  return Number.isInteger(count) && channels % count === 0
}
