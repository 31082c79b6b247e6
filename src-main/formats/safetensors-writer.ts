// Lays out a safetensors file: the header's bytes, and the order in which the tensors follow it.
import { AppError, invariant } from '../base/errors.ts'
import { bytesPerElement, type DType, type Tensor } from '../base/dtype.ts'
import { elementCount } from '../base/shape.ts'
import { safetensorsNames } from './safetensors-dtypes.ts'

export type TensorSpec = { readonly dtype: DType; readonly shape: readonly number[] }

export type SafetensorsPlan = {
  /** The length, the JSON and its padding: the first bytes of the file. */
  readonly header: Uint8Array<ArrayBuffer>
  /** The tensors in the order of their bytes, which follow the header without gaps. */
  readonly order: readonly { readonly name: string; readonly offset: number; readonly sizeBytes: number }[]
  /** The whole file. */
  readonly sizeBytes: number
}

/** Wide types first, then by name, so that every tensor starts where its numbers are aligned. */
export function planSafetensors(
  tensors: ReadonlyMap<string, TensorSpec>,
  metadata: ReadonlyMap<string, string> = new Map(),
): SafetensorsPlan {
  const sorted = [...tensors].sort(([nameA, a], [nameB, b]) => rank(b) - rank(a) || compareUtf8(nameA, nameB))
  const members: string[] = []
  if (metadata.size > 0) members.push(`"__metadata__":{${[...metadata].map(textMember).join(',')}}`)
  const order: { name: string; offset: number; sizeBytes: number }[] = []
  let end = 0
  for (const [name, { dtype, shape }] of sorted) {
    if (name === '__metadata__') throw new AppError('safetensors/reserved-name', { name })
    const sizeBytes = elementCount(shape) * bytesPerElement[dtype]
    order.push({ name, offset: end, sizeBytes })
    const type = safetensorsNames.get(dtype)?.name
    members.push(
      `${text(name)}:{"dtype":"${type}","shape":[${shape.join(',')}],"data_offsets":[${end},${end + sizeBytes}]}`,
    )
    end += sizeBytes
  }
  const header = withLength(`{${members.join(',')}}`)
  return {
    header,
    order: order.map((part) => ({ ...part, offset: header.length + part.offset })),
    sizeBytes: header.length + end,
  }
}

/** The bytes of a file whose tensors are all in memory, piece by piece. */
export function* safetensorsChunks(
  tensors: ReadonlyMap<string, Tensor>,
  metadata?: ReadonlyMap<string, string>,
): Generator<Uint8Array> {
  const { header, order } = planSafetensors(tensors, metadata)
  yield header
  for (const { name, sizeBytes } of order) {
    const { data } = tensors.get(name)!
    invariant(data.byteLength === sizeBytes, `${name} has ${data.byteLength} bytes, its shape ${sizeBytes}`)
    yield new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  }
}

function rank({ dtype }: TensorSpec): number {
  return safetensorsNames.get(dtype)!.rank
}

function textMember([key, value]: readonly [string, string]): string {
  return `${text(key)}:${text(value)}`
}

function text(value: string): string {
  if (!value.isWellFormed()) throw new AppError('safetensors/bad-name')
  return JSON.stringify(value)
}

/** The order of the UTF-8 bytes, which is that of the code points and not of JavaScript's own units. */
function compareUtf8(a: string, b: string): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const difference = codePointOrder(a.charCodeAt(i)) - codePointOrder(b.charCodeAt(i))
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** Halves of surrogate pairs stand for code points above all others. */
function codePointOrder(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800
  return unit >= 0xd800 ? unit + 0x2000 : unit
}

function withLength(json: string): Uint8Array<ArrayBuffer> {
  const encoded = new TextEncoder().encode(json)
  const length = Math.ceil(encoded.length / 8) * 8
  const header = new Uint8Array(8 + length).fill(0x20)
  new DataView(header.buffer).setBigUint64(0, BigInt(length), true)
  header.set(encoded, 8)
  return header
}
