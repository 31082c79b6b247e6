// What is to be done with files as a whole, what of it is known later, and whose business a move is besides.
import type { OperationKind } from '../contract/operation.ts'
import type { MoveRow } from '../database/operations.ts'

/**
 * One file or folder, from here to there on one volume; without `from`, a folder that is made where it is missing; from a folder to
 * itself, one that is taken away when the operation has left it empty.
 */
export type Move = { readonly from: string | null; readonly to: string }

export type OperationPlan = {
  readonly kind: OperationKind
  /** In this order, and undone in the other. */
  readonly moves: readonly PlannedMove[]
  /** Folders that it leaves empty and takes away, inner ones first; one in which something lies by then stays. */
  readonly leaving?: readonly string[]
  /** What a person reads of it: what it is about, first the one that names it. */
  readonly names: readonly string[]
}

/** How the file looked when the person decided; null where it may have changed since. */
export type PlannedMove = Move & Partial<Pick<MoveRow, 'sizeBytes' | 'modifiedMs'>>

/** A file or folder that has been moved, between the first and the last name that it had. */
export type Moved = {
  readonly from: string
  readonly to: string
  /** When anything about it was changed last before it was moved; null where nobody looked. */
  readonly changedMs: number | null
}

/** Who knows something of files by their paths. */
export type MoveFollower = {
  /** Writes to the catalog; in one transaction with the operation's end, and with every other follower. */
  note(moved: readonly Moved[]): void
  /** It is written: what is kept in memory is read anew, and windows hear of it. */
  told?(moved: readonly Moved[]): void
}

/** What was moved, each by its first and its last name: names in between are nobody's business. */
export function netMoves(moves: readonly Move[]): { from: string; to: string }[] {
  const byLast = new Map<string, string>()
  for (const { from, to } of moves) {
    if (from === null || from === to) continue
    byLast.set(to, byLast.get(from) ?? from)
    byLast.delete(from)
  }
  return [...byLast].filter(([to, from]) => to !== from).map(([to, from]) => ({ from, to }))
}

/** The way back. */
export function reversed(moves: readonly Move[]): Move[] {
  return moves.toReversed().map(({ from, to }) => (from === null ? { from, to } : { from: to, to: from }))
}
