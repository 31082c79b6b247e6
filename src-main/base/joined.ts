// Typed arrays put one after the other.

/** `result` filled with the parts in order; it must be as long as they are together. */
function joinInto<Numbers extends Float32Array | Uint8Array>(
  result: Numbers,
  parts: readonly Numbers[],
): Numbers {
  let offset = 0
  for (const part of parts) {
    result.set(part, offset)
    offset += part.length
  }
  return result
}

export function joinedFloats(parts: readonly Float32Array[]): Float32Array {
  return joinInto(new Float32Array(totalLength(parts)), parts)
}

export function joinedBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(totalLength(parts))
  joinInto<Uint8Array>(result, parts)
  return result
}

/** How many elements the parts have together. */
function totalLength(parts: readonly { readonly length: number }[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0)
}
