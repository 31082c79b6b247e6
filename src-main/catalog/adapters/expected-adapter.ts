// How large an adapter would be, written anew: from what its sources hold, before anything is computed.
import { bytesPerElement } from '../../base/dtype.ts'
import type { WrittenType } from '../../contract/rewrite.ts'
import type { AdapterOutline, LayerOutline } from './adapter-outline.ts'

export type ExpectedAdapter = {
  readonly dtype: WrittenType
  readonly sizeBytes: number
  /** Null where nothing has a rank. */
  readonly ranks: { readonly least: number; readonly most: number } | null
}

/** `dtype` null keeps what all of them have, else f32. */
export function expectedMerge(
  outlines: readonly AdapterOutline[],
  dtype: WrittenType | null,
): ExpectedAdapter {
  const layers = Map.groupBy(
    outlines.flatMap((outline) => outline.layers),
    ({ name }) => name,
  )
  let elements = 0
  const ranks: number[] = []
  for (const parts of layers.values()) {
    const isSum = parts.every(({ isLora }) => isLora)
    if (isSum) ranks.push(parts.reduce((sum, { rank }) => sum + (rank ?? 0), 0))
    elements += isSum
      ? parts.reduce((sum, part) => sum + part.elements, 0)
      : Math.max(...parts.map(({ dense, elements: own }) => (dense === 0 ? own : dense)))
  }
  return expected(elements, ranks, dtype ?? commonType(outlines))
}

/** At most `rank` of each layer; where factors are no pair, a pair takes their place. */
export function expectedResize(
  { dtype: own, layers }: AdapterOutline,
  rank: number,
  dtype: WrittenType | null,
): ExpectedAdapter {
  const ranks: number[] = []
  const elements = layers.reduce((sum, layer) => {
    const kept = Math.min(rank, largestRank(layer))
    ranks.push(kept)
    return (
      sum + (layer.isLora && layer.rank !== null ? (layer.elements * kept) / layer.rank : kept * layer.low)
    )
  }, 0)
  return expected(elements, ranks, dtype ?? own)
}

/** The same factors. */
export function expectedConversion(
  { dtype: own, layers }: AdapterOutline,
  dtype: WrittenType | null,
): ExpectedAdapter {
  const elements = layers.reduce((sum, layer) => sum + layer.elements, 0)
  return expected(
    elements,
    layers.flatMap(({ rank }) => rank ?? []),
    dtype ?? own,
  )
}

/** `elements`: numbers of a pair of rank 1 over all layers. */
export function expectedExtraction(elements: number, rank: number, dtype: WrittenType): ExpectedAdapter {
  return expected(elements * rank, [rank], dtype)
}

function largestRank({ isLora, rank, low, dense }: LayerOutline): number {
  if (isLora && rank !== null) return rank
  // Rows and columns by their sum and product: the smaller of the two is the most that there can be.
  const half = low / 2
  return Math.max(1, Math.round(half - Math.sqrt(Math.max(0, half * half - dense))))
}

function commonType(outlines: readonly AdapterOutline[]): WrittenType {
  const types = new Set(outlines.map(({ dtype }) => dtype))
  const [only] = types
  return types.size === 1 && only !== undefined ? only : 'f32'
}

function expected(elements: number, ranks: readonly number[], dtype: WrittenType): ExpectedAdapter {
  return {
    dtype,
    sizeBytes: Math.round(elements * bytesPerElement[dtype]),
    ranks: ranks.length === 0 ? null : { least: Math.min(...ranks), most: Math.max(...ranks) },
  }
}
