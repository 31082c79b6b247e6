// A file of the model folders that is not an adapter, as the Models view lists it.
import type { ErrorReport } from '../base/errors.ts'
import type { Remark } from '../messages/table.ts'
import type { FileKind } from './library-file.ts'

export type ModelFile = {
  id: string
  kind: FileKind
  /** Which of its kind; null where there is one form only. */
  form: string | null
  name: string
  fileName: string
  /** By its path below the model folders; empty for one of them itself. */
  folder: string
  /** Id of the family; null where it is of another, or of none. */
  family: string | null
  /** The proper name of a model outside our families. */
  model: string | null
  /** What its tensors are stored in. */
  precision: string
  sizeBytes: number
  /** Null until a picture was asked of it. */
  sha256: string | null
  /** How all that is known. */
  how: Remark[]
  /** ISO 8601; null for never. */
  lastUsedAt: string | null
  problem: ErrorReport | null
}
