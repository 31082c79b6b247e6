// A file full of named tensors, whatever its format: a table of contents, and values on demand.
import { AppError, errorFromReport, type ErrorReport } from '../base/errors.ts'
import type { DType } from '../base/dtype.ts'
import { widen } from '../base/half.ts'
import { checkTable } from './table-limits.ts'

/** A run of bytes in a file that is one tensor, row-major and little-endian. */
export type TensorLocation = { readonly path: string; readonly offset: number; readonly sizeBytes: number }

export type TensorEntry = {
  readonly name: string
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly sizeBytes: number
  /** Absent when the bytes are compressed, strided or not in a file. */
  readonly location?: TensorLocation
}

export interface TensorFile {
  /** Stable for the same unchanged file. */
  readonly id: string
  readonly kind: 'safetensors' | 'pickle' | 'folder'
  /** What was opened: a file, or a folder. */
  readonly path: string
  readonly tensors: ReadonlyMap<string, TensorEntry>
  readonly metadata: ReadonlyMap<string, string>
  /** Names that hold something we do not read, and why; the rest of the file can still be used. */
  readonly problems: ReadonlyMap<string, ErrorReport>
  /** The elements as they are stored, in memory of their own. A missing name is `tensor/missing`. */
  readBytes(name: string): Promise<Uint8Array<ArrayBuffer>>
  /** The elements widened to float32, row-major. */
  read(name: string): Promise<Float32Array>
  location(name: string): TensorLocation | undefined
  close(): Promise<void>
}

/** What a format supplies; the rest of a `TensorFile` follows from it. */
export type TensorFileParts = Omit<TensorFile, 'read' | 'location' | 'readBytes'> & {
  /** Only ever asked for names in `tensors`. */
  readEntry(name: string, entry: TensorEntry): Promise<Uint8Array<ArrayBuffer>>
}

/** Errors: `tensor/too-many`, `tensor/name-too-long`. */
export function tensorFile({ readEntry, ...parts }: TensorFileParts): TensorFile {
  const { tensors, problems } = parts
  checkTable([...tensors.keys(), ...problems.keys()])
  function entryOf(name: string): TensorEntry {
    const entry = tensors.get(name)
    if (entry !== undefined) return entry
    const problem = problems.get(name)
    if (problem !== undefined) throw errorFromReport(problem)
    throw new AppError('tensor/missing', { name }, { details: { path: parts.path } })
  }
  return {
    ...parts,
    readBytes: async (name) => readEntry(name, entryOf(name)),
    async read(name) {
      const entry = entryOf(name)
      return widen(await readEntry(name, entry), entry.dtype)
    },
    location: (name) => tensors.get(name)?.location,
  }
}
