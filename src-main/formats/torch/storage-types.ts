// The element types by torch's names: of storages, and of dtypes.
import type { DType } from '../../base/dtype.ts'

const dtypes: Readonly<Record<string, DType>> = {
  float64: 'f64',
  double: 'f64',
  float32: 'f32',
  float: 'f32',
  float16: 'f16',
  half: 'f16',
  bfloat16: 'bf16',
  float8_e4m3fn: 'f8_e4m3',
  float8_e5m2: 'f8_e5m2',
  int64: 'i64',
  long: 'i64',
  int32: 'i32',
  int: 'i32',
  int16: 'i16',
  short: 'i16',
  int8: 'i8',
  uint64: 'u64',
  uint32: 'u32',
  uint16: 'u16',
  uint8: 'u8',
  bool: 'bool',
}

const storages: Readonly<Record<string, DType>> = {
  DoubleStorage: 'f64',
  FloatStorage: 'f32',
  HalfStorage: 'f16',
  BFloat16Storage: 'bf16',
  LongStorage: 'i64',
  IntStorage: 'i32',
  ShortStorage: 'i16',
  CharStorage: 'i8',
  ByteStorage: 'u8',
  BoolStorage: 'bool',
  // Only bytes; the tensor itself says what they are.
  UntypedStorage: 'u8',
}

/** `torch.float8_e4m3fn` → `f8_e4m3`. */
export function dtypeOfGlobal(name: string | undefined): DType | undefined {
  return find(dtypes, /^torch\.(\w+)$/, name)
}

/** `torch.HalfStorage`, `torch.cuda.HalfStorage`, `torch.storage.UntypedStorage`. */
export function dtypeOfStorage(name: string | undefined): DType | undefined {
  return find(storages, /^torch\.(?:cuda\.|storage\.)?(\w+)$/, name)
}

function find(table: Readonly<Record<string, DType>>, pattern: RegExp, name = ''): DType | undefined {
  const key = pattern.exec(name)?.[1]
  return key !== undefined && Object.hasOwn(table, key) ? table[key] : undefined
}
