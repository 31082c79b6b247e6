// Extents of tensors: counting elements and stepping through them row-major.

/** 1 for a scalar. Not checked for overflow: a shape from a file is checked where it is read. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1)
}

/** Elements between neighbours along each axis, row-major. */
export function rowMajorStrides(shape: readonly number[]): number[] {
  const strides: number[] = []
  let step = 1
  for (const extent of shape.toReversed()) {
    strides.unshift(step)
    step *= extent
  }
  return strides
}

/** The product of whole numbers, or null where it leaves the whole numbers a double can hold. */
export function safeProduct(factors: readonly number[]): number | null {
  let product = 1
  // A zero makes every product zero, however large the others are.
  if (factors.includes(0)) return 0
  for (const factor of factors) {
    product *= factor
    if (!Number.isSafeInteger(product)) return null
  }
  return product
}
