// Files of the library that get new names and places by a template: shown first, then done as what was shown, in one
// operation of the journal.
import { createHash } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import { AppError, errorFromReport } from '../../base/errors.ts'
import type { NewName } from '../../catalog/moving/plan-names.ts'
import { folderName } from '../../catalog/find/folder-names.ts'
import type { OperationSummary } from '../../contract/operation.ts'
import type { RenamePreview, RenameRow } from '../../contract/rename.ts'
import { foldersToMake } from '../../journal/folders.ts'
import type { Journal } from '../../journal/journal.ts'
import { oneAfterAnother } from '../../journal/one-after-another.ts'
import type { Move, PlannedMove } from '../../journal/operation.ts'
import { isWithin } from '../../files/is-within.ts'
import { realDisk, type SeenEntry } from '../../files/moving/move-disk.ts'
import { leftFolders } from '../../catalog/moving/left-folders.ts'
import { entriesOf } from './entries-of.ts'
import { libraryRoot } from './library-root.ts'
import { renamePlan, type RenameAsk, type RenamePlanOptions } from './rename-plan.ts'

export type Renaming = {
  /** Throws `library/no-such-file`, `library/elsewhere`. */
  preview(ask: RenameAsk & { readonly offset: number; readonly limit: number }): Promise<RenamePreview>
  /**
   * What was shown as `plan`, with what belongs to the files; the whole of it or nothing. Throws `rename/…`, `file/missing`,
   * `move/…`, and the above.
   */
  carryOut(ask: RenameAsk & { readonly plan: string }): Promise<OperationSummary>
}

export type RenamingOptions = RenamePlanOptions & { readonly journal: Pick<Journal, 'carryOut'> }

export function renaming(options: RenamingOptions): Renaming {
  const shown = (path: string): string => folderName(dirname(path), options.folders()) + basename(path)

  function rowOf({ id, from, to, companions, conflict }: NewName): RenameRow {
    return {
      id,
      from: shown(from),
      to: to === null ? null : shown(to),
      companions: companions.map((one) => ({ from: basename(one.from), to: basename(one.to) })),
      conflict,
    }
  }

  const movesOf = (going: readonly NewName[]): { from: string; to: string }[] =>
    going.flatMap(({ from, to, companions }) => [{ from, to: to! }, ...companions])

  /** Model folders and what they lie in stay. */
  function foldersLeft(going: readonly NewName[]): Promise<string[]> {
    const roots = options.folders()
    return leftFolders(movesOf(going), {
      namesIn: (folder) => realDisk.names(folder).catch(() => []),
      rootOf: (folder) => libraryRoot(join(folder, '-'), roots).catch(() => null),
      isRoot: (folder) => roots.some((root) => isWithin(root, folder)),
    })
  }

  return {
    async preview({ offset, limit, ...ask }) {
      const plan = await renamePlan(ask, options)
      if ('code' in plan) return { problem: plan, ...nothingPlanned }
      const { against, going, staying } = sorted(plan)
      const left = await foldersLeft(going)
      return {
        problem: null,
        going: going.length,
        conflicts: against.length,
        staying: staying.length,
        left: left.map((folder) => folderName(folder, options.folders())).sort(),
        rows: [...against, ...going, ...staying].slice(offset, offset + limit).map(rowOf),
        plan: markOf(plan, left),
      }
    },
    async carryOut({ plan: shownPlan, ...ask }) {
      const plan = await renamePlan(ask, options)
      if ('code' in plan) throw errorFromReport(plan)
      const { against, going } = sorted(plan)
      if (against.length > 0) throw new AppError('rename/conflicts', { count: against.length })
      if (going.length === 0) throw new AppError('rename/nothing')
      const left = await foldersLeft(going)
      if (markOf(plan, left) !== shownPlan) throw new AppError('rename/changed')
      const moves = movesOf(going)
      const stamps = await entriesOf(moves.map(({ from }) => from))
      const stamped = moves.map((move): PlannedMove & { from: string } => ({
        ...move,
        ...stampOf(stamps.get(move.from)),
      }))
      const isMove = going.some(({ from, to }) => dirname(from) !== dirname(to!))
      return options.journal.carryOut({
        kind: isMove ? 'move' : 'rename',
        moves: [...(await newFolders(moves)), ...oneAfterAnother(stamped)],
        leaving: left,
        names: going.map(({ from }) => basename(from)),
      })
    },
  }
}

function sorted(names: readonly NewName[]): Record<'against' | 'going' | 'staying', NewName[]> {
  const against = names.filter(({ conflict }) => conflict !== null)
  const fine = names.filter(({ conflict }) => conflict === null)
  const stays = ({ from, to }: NewName): boolean => from === to
  return { against, going: fine.filter((name) => !stays(name)), staying: fine.filter(stays) }
}

const nothingPlanned = { going: 0, conflicts: 0, staying: 0, left: [], rows: [], plan: '' }

/** Of what would be moved where, and of the folders that go. */
function markOf(names: readonly NewName[], left: readonly string[]): string {
  const moves = names.map(({ from, to, companions, conflict }) => [from, to, companions, conflict?.code])
  return createHash('sha256')
    .update(JSON.stringify([moves, left]))
    .digest('hex')
    .slice(0, 32)
}

function stampOf(entry: SeenEntry | undefined): Pick<PlannedMove, 'sizeBytes' | 'modifiedMs'> {
  return entry?.kind === 'file' ? { sizeBytes: entry.sizeBytes, modifiedMs: entry.modifiedMs } : {}
}

/** Outer ones first, each once. */
async function newFolders(moves: readonly { readonly to: string }[]): Promise<Move[]> {
  const made = new Map<string, Move>()
  for (const folder of new Set(moves.map(({ to }) => dirname(to))))
    for (const move of await foldersToMake(folder)) made.set(move.to, move)
  return [...made.values()]
}
