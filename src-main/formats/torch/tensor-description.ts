// Recognises in a pickle's inert values the few calls by which torch describes tensors, and checks what they claim.
import { bytesPerElement, type DType } from '../../base/dtype.ts'
import { safeProduct } from '../../base/shape.ts'
import type { TensorFault } from '../../messages/tensors.ts'
import { globalName, isTagged, itemsOf, type PickleValue } from '../pickle/values.ts'
import { dtypeOfGlobal, dtypeOfStorage } from './storage-types.ts'

/** A run of numbers outside the pickle. `start`: where in the kept storage it begins (old files share storages so). */
export type TorchStorage = {
  readonly key: string
  readonly dtype: DType
  readonly startBytes: number
  readonly sizeBytes: number
}

/** Offset and strides in elements. */
export type TorchTensor = {
  readonly storage: TorchStorage
  readonly dtype: DType
  readonly offset: number
  readonly shape: readonly number[]
  readonly strides: readonly number[]
}

type Rebuild = (args: readonly PickleValue[], depth: number) => PickleTensor
/** `null`: not the description of a tensor. A fault: why it cannot be read. */
export type PickleTensor = TorchTensor | TensorFault | null

/** What each of torch's functions would make of its arguments. Anything else stays unknown. */
const rebuilders: Readonly<Record<string, Rebuild>> = {
  'torch._utils._rebuild_tensor': (args) => strided(args),
  'torch._utils._rebuild_tensor_v2': (args) => strided(args),
  'torch._utils._rebuild_tensor_v3': (args) => strided(args, dtypeOfGlobal(globalName(args[6])) ?? null),
  'torch._utils._rebuild_parameter': ([data], depth) => describeTensor(data, depth),
  'torch._utils._rebuild_parameter_with_state': ([data], depth) => describeTensor(data, depth),
  'torch.nn.parameter.Parameter': ([data], depth) => describeTensor(data, depth),
  'torch._tensor._rebuild_from_type_v2': ([rebuild, , args], depth) => rebuildBy(rebuild, args, depth),
}

/** Whether we know what stands for that name: a function above, an element type, or a plain container. */
export function isTorchName(name: string): boolean {
  const container =
    name === 'collections.OrderedDict' || name === '__builtin__.set' || name === 'builtins.set'
  const type = dtypeOfStorage(name) ?? dtypeOfGlobal(name)
  return container || type !== undefined || Object.hasOwn(rebuilders, name)
}

// A parameter around a tensor, perhaps a subclass around both; deeper is an attack on the stack.
const deepest = 8

export function describeTensor(value: PickleValue | undefined, depth = 0): PickleTensor {
  return isTagged(value, 'object') ? rebuildBy(value.callable, value.args, depth) : null
}

function rebuildBy(
  callable: PickleValue | undefined,
  args: PickleValue | undefined,
  depth: number,
): PickleTensor {
  const name = globalName(callable) ?? ''
  const given = itemsOf(args)
  const rebuild = Object.hasOwn(rebuilders, name) ? rebuilders[name] : undefined
  return rebuild === undefined || given === undefined || depth > deepest ? null : rebuild(given, depth + 1)
}

/** `persistent id`: ('storage', type, key, device, elements[, (key of the view, offset, elements)]). */
export function describeStorage(id: PickleValue): TorchStorage | TensorFault | null {
  const [tag, type, key, , count, view] = itemsOf(id) ?? []
  if (tag !== 'storage' || typeof key !== 'string') return null
  const dtype = dtypeOfStorage(globalName(type))
  if (dtype === undefined) return 'unknown-type'
  const itemBytes = bytesPerElement[dtype]
  const [, viewOffset = 0, viewCount = count] = itemsOf(view) ?? []
  const sizeBytes = isCount(viewCount) ? safeProduct([viewCount, itemBytes]) : null
  const startBytes = isCount(viewOffset) ? safeProduct([viewOffset, itemBytes]) : null
  if (sizeBytes === null || startBytes === null) return 'impossible-size'
  return { key, dtype, startBytes, sizeBytes }
}

/** (storage, offset, shape, strides, …) */
function strided(
  [outside, offset, size, stride]: readonly PickleValue[],
  ownType?: DType | null,
): PickleTensor {
  if (!isTagged(outside, 'persistent')) return null
  const storage = describeStorage(outside.id)
  if (storage === null || typeof storage === 'string') return storage
  if (ownType === null) return 'unknown-type'
  const shape = countsOf(size)
  const strides = countsOf(stride)
  if (!isCount(offset) || shape?.length !== strides?.length || !shape || !strides) return 'no-shape'
  const tensor = { storage, dtype: ownType ?? storage.dtype, offset, shape, strides }
  return problemOf(tensor) ?? tensor
}

/** Tensors that repeat themselves by strides of 0 may grow to this many elements and no further. */
const mostRepeated = 2 ** 24

function problemOf({ storage, dtype, offset, shape, strides }: TorchTensor): TensorFault | undefined {
  const count = safeProduct(shape)
  const stored = Math.floor(storage.sizeBytes / bytesPerElement[dtype])
  if (count === null) return 'impossible-shape'
  if (count === 0) return offset <= stored ? undefined : 'beyond-data'
  const last = shape.reduce((sum, extent, axis) => sum + (extent - 1) * strides[axis]!, offset)
  if (!(last < stored)) return 'beyond-data'
  if (count > stored && count > mostRepeated) return 'repeats'
  return undefined
}

const mostAxes = 64

function countsOf(value: PickleValue | undefined): number[] | undefined {
  const items = itemsOf(value)
  if (items === undefined || items.length > mostAxes || !items.every(isCount)) return undefined
  return [...items]
}

function isCount(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
