// An operation on files as a person sees it: what was done with what, and whether it can be undone.
import type { ErrorReport } from '../base/errors.ts'

/** `empty`: the trash was handed over to the system's. */
export type OperationKind = 'trash' | 'restore' | 'move' | 'rename' | 'empty'

export type OperationSummary = {
  id: string
  kind: OperationKind
  /** ISO 8601. */
  at: string
  /** `emptied`: it was in the trash and was handed over to the system's, or removed; `stuck`: it was cut off, and cannot be ended now. */
  state: 'done' | 'undone' | 'emptied' | 'stuck'
  /** Of what it is about, the first few. */
  names: string[]
  count: number
  /** Why its stored description cannot be read; null when it can. */
  problem: ErrorReport | null
}
