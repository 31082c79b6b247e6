// A1111's variation seed: noise part of the way from one seed's to another's, without losing its power.

/** `share` 0 is `low`, 1 is `high`. Both have the shape [channels, height, width]; the angle is taken per column. */
export function variation(
  share: number,
  low: Float32Array,
  high: Float32Array,
  [channels, height, width]: readonly [number, number, number],
): Float32Array {
  const angles = new Float64Array(channels * width)
  let cosines = 0
  for (let column = 0; column < angles.length; column++) {
    const cosine = cosineOfColumn(low, high, columnStart(column, height, width), height, width)
    cosines += cosine
    angles[column] = Math.acos(cosine)
  }
  const result = new Float32Array(low.length)
  // Almost parallel: A1111 blends linearly, with the shares the other way round. Kept, since pictures depend on it.
  const parallel = cosines / angles.length > 0.9995
  for (let column = 0; column < angles.length; column++) {
    const angle = angles[column]!
    const keep = parallel ? share : Math.sin((1 - share) * angle) / Math.sin(angle)
    const take = parallel ? 1 - share : Math.sin(share * angle) / Math.sin(angle)
    const start = columnStart(column, height, width)
    for (let i = start; i < start + height * width; i += width) result[i] = keep * low[i]! + take * high[i]!
  }
  return result
}

function columnStart(column: number, height: number, width: number): number {
  return Math.floor(column / width) * height * width + (column % width)
}

function cosineOfColumn(
  a: Float32Array,
  b: Float32Array,
  start: number,
  height: number,
  width: number,
): number {
  let product = 0
  let powerA = 0
  let powerB = 0
  for (let i = start; i < start + height * width; i += width) {
    product += a[i]! * b[i]!
    powerA += a[i]! ** 2
    powerB += b[i]! ** 2
  }
  return product / Math.sqrt(powerA * powerB)
}
