// The vectors of a learned word, out of the tensors that hold them.
import type { Float32Tensor } from '../base/dtype.ts'
import type { TensorFile } from '../formats/tensor-file.ts'

type WordShape<Encoder> = {
  readonly vectors: number
  readonly parts: ReadonlyMap<Encoder, { readonly tensor: string; readonly width: number }>
}

/** [vectors, width] for every text encoder. */
export async function embeddingVectors<Encoder>(
  file: Pick<TensorFile, 'read'>,
  { parts, vectors }: WordShape<Encoder>,
): Promise<Map<Encoder, Float32Tensor>> {
  const read = new Map<Encoder, Float32Tensor>()
  for (const [encoder, { tensor, width }] of parts)
    read.set(encoder, { dtype: 'f32', shape: [vectors, width], data: await file.read(tensor) })
  return read
}
