// A safetensors file of one tensor, of about as many bytes as are wanted.

/** `fill`: what its bytes are. */
export function safetensorsBytes(sizeBytes: number, fill = 0): Buffer {
  const header = Buffer.from(
    JSON.stringify({ 'a.weight': { dtype: 'U8', shape: [sizeBytes], data_offsets: [0, sizeBytes] } }),
  )
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(header.length))
  return Buffer.concat([length, header, Buffer.alloc(sizeBytes, fill)])
}
