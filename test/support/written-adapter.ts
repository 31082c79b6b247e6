// Copies of adapters as people make them: another name, type, order, spelling, strength or rank.
import { writeFileSync } from 'node:fs'
import { narrow, type FloatType } from '../../src-main/base/narrow.ts'
import type { Tensor } from '../../src-main/base/dtype.ts'
import { matrixShape } from '../../src-main/adapters/kinds/matrix.ts'
import { spectrumOfPair, truncate } from '../../src-main/adapters/rewriting/low-rank-factors.ts'
import { writeTensorFile } from '../../src-main/files/write-tensor-file.ts'

export type Tensors = ReadonlyMap<string, Tensor>

export async function written(
  path: string,
  tensors: Tensors,
  metadata: Record<string, string> = {},
): Promise<string> {
  await writeTensorFile(path, tensors, new Map(Object.entries(metadata)))
  return path
}

/** The factors in another type; α stays exact. */
export function stored(tensors: Tensors, dtype: FloatType): Tensors {
  return new Map(
    [...tensors].map(([name, { shape, data }]): [string, Tensor] => [
      name,
      name.endsWith('.alpha')
        ? { dtype: 'f32', shape, data }
        : { dtype, shape, data: narrow(data as Float32Array, dtype) },
    ]),
  )
}

/** kohya's LoRA of float32 cut down by its singular values. */
export function resized(tensors: Tensors, rank: number): Tensors {
  const cut = new Map<string, Tensor>()
  for (const [name, up] of tensors) {
    if (!name.endsWith('.lora_up.weight')) continue
    const stem = name.slice(0, -'.lora_up.weight'.length)
    const down = tensors.get(`${stem}.lora_down.weight`)!
    const alpha = (tensors.get(`${stem}.alpha`)?.data[0] as number | undefined) ?? null
    const [rows, old] = matrixShape(up.shape)
    const columns = matrixShape(down.shape)[1]
    const scale = alpha === null ? 1 : alpha / old
    const pair = {
      rows,
      columns,
      rank: old,
      up: (up.data as Float32Array).map((value) => value * scale),
      down: down.data as Float32Array,
    }
    const { pair: small } = truncate(spectrumOfPair(pair), { most: rank, criterion: null })
    cut.set(name, { dtype: 'f32', shape: [rows, rank, ...up.shape.slice(2)], data: small.up })
    cut.set(`${stem}.lora_down.weight`, {
      dtype: 'f32',
      shape: [rank, ...down.shape.slice(1)],
      data: small.down,
    })
  }
  return cut
}

/** The same bytes with other words before them: tensors stay where they are. */
export function withOtherHeader(path: string, bytes: Uint8Array, metadata: Record<string, string>): void {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true))
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<
    string,
    unknown
  >
  const text = JSON.stringify({ ...header, __metadata__: metadata })
  const padded = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8))
  const size = new Uint8Array(8)
  new DataView(size.buffer).setBigUint64(0, BigInt(padded.length), true)
  writeFileSync(path, Buffer.concat([size, padded, bytes.subarray(8 + length)]))
}
