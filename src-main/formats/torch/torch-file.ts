// A tensor file over torch's storages, wherever the container keeps them.
import { AppError } from '../../base/errors.ts'
import { bytesPerElement } from '../../base/dtype.ts'
import { elementCount, rowMajorStrides } from '../../base/shape.ts'
import type { ByteSource } from '../byte-source.ts'
import type { PickleValue } from '../pickle/values.ts'
import type { OpenedSource } from '../safetensors-file.ts'
import { tensorFile, type TensorEntry, type TensorFile } from '../tensor-file.ts'
import { badTensor, refusingDamage } from './errors.ts'
import { gatherRowMajor } from './gather.ts'
import { findStateDict } from './state-dict.ts'
import type { TorchTensor } from './tensor-description.ts'

/** Where a storage's bytes are. */
export type StoredBytes = {
  readonly sizeBytes: number
  /** In the file, when they lie there as they are. */
  readonly offset?: number
  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>
}

/** Storage key → its bytes. */
export type Storages = ReadonlyMap<string, StoredBytes>

export function torchFile(
  { source, path, id }: OpenedSource,
  root: PickleValue,
  storages: Storages,
): TensorFile {
  const { tensors: described, problems: known } = refusingDamage(() => findStateDict(root))
  const problems = new Map(known)
  const tensors = new Map<string, TensorEntry>()
  for (const [name, tensor] of described) {
    const stored = storages.get(tensor.storage.key)
    const { startBytes, sizeBytes } = tensor.storage
    if (stored === undefined || startBytes + sizeBytes > stored.sizeBytes)
      problems.set(name, badTensor(name, 'lost-data'))
    else tensors.set(name, entryOf(name, tensor, stored, path))
  }
  if (tensors.size === 0) throw lostEverything(path)
  return tensorFile({
    id,
    kind: 'pickle',
    path,
    tensors,
    metadata: new Map(),
    problems,
    readEntry(name) {
      const tensor = described.get(name)!
      return readTensor(tensor, storages.get(tensor.storage.key)!)
    },
    close: () => source.close(),
  })
}

/** The bytes of a file that needs no unpacking. */
export function storedInFile(source: ByteSource, offset: number, sizeBytes: number): StoredBytes {
  return { offset, sizeBytes, read: (from, length) => source.read(offset + from, length) }
}

function entryOf(name: string, tensor: TorchTensor, stored: StoredBytes, path: string): TensorEntry {
  const { dtype, shape } = tensor
  const sizeBytes = elementCount(shape) * bytesPerElement[dtype]
  const entry = { name, dtype, shape, sizeBytes }
  if (stored.offset === undefined || !isRowMajor(tensor)) return entry
  return { ...entry, location: { path, offset: stored.offset + firstByte(tensor), sizeBytes } }
}

async function readTensor(tensor: TorchTensor, stored: StoredBytes): Promise<Uint8Array<ArrayBuffer>> {
  const { dtype, shape, strides } = tensor
  const itemBytes = bytesPerElement[dtype]
  if (isRowMajor(tensor)) return stored.read(firstByte(tensor), elementCount(shape) * itemBytes)
  const reach = shape.reduce((sum, extent, axis) => sum + (extent - 1) * strides[axis]!, 1)
  return gatherRowMajor(await stored.read(firstByte(tensor), reach * itemBytes), itemBytes, shape, strides)
}

function firstByte({ storage, dtype, offset }: TorchTensor): number {
  return storage.startBytes + offset * bytesPerElement[dtype]
}

/** The stride of an axis of one element is never used. */
function isRowMajor({ shape, strides }: TorchTensor): boolean {
  if (shape.includes(0)) return true
  const expected = rowMajorStrides(shape)
  return shape.every((extent, axis) => extent === 1 || strides[axis] === expected[axis])
}

function lostEverything(path: string): AppError {
  return new AppError('pickle/lost-tensors', {}, { details: { path } })
}
