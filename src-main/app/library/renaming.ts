// Files of the library that get new names and places by a template: shown first, then done as what was shown, in one
// operation of the journal.
import { createHash } from 'node:crypto'
import { basename, dirname } from 'node:path'
import { AppError, errorFromReport } from '../../base/errors.ts'
import type { NewName } from '../../catalog/moving/plan-names.ts'
import { folderName } from '../../catalog/find/folder-names.ts'
import type { OperationSummary } from '../../contract/operation.ts'
import type { RenamePreview, RenameRow } from '../../contract/rename.ts'
import type { SeenEntry } from '../../files/moving/move-disk.ts'
import { foldersToMake } from '../../journal/folders.ts'
import type { Journal } from '../../journal/journal.ts'
import { oneAfterAnother } from '../../journal/one-after-another.ts'
import type { Move, PlannedMove } from '../../journal/operation.ts'
import { entriesOf } from './entries-of.ts'
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

  return {
    async preview({ offset, limit, ...ask }) {
      const plan = await renamePlan(ask, options)
      if ('code' in plan) return { problem: plan, going: 0, conflicts: 0, staying: 0, rows: [], plan: '' }
      const { against, going, staying } = sorted(plan)
      return {
        problem: null,
        going: going.length,
        conflicts: against.length,
        staying: staying.length,
        rows: [...against, ...going, ...staying].slice(offset, offset + limit).map(rowOf),
        plan: markOf(plan),
      }
    },
    async carryOut({ plan: shownPlan, ...ask }) {
      const plan = await renamePlan(ask, options)
      if ('code' in plan) throw errorFromReport(plan)
      const { against, going } = sorted(plan)
      if (against.length > 0) throw new AppError('rename/conflicts', { count: against.length })
      if (going.length === 0) throw new AppError('rename/nothing')
      if (markOf(plan) !== shownPlan) throw new AppError('rename/changed')
      const moves = going.flatMap(({ from, to, companions }) => [{ from, to: to! }, ...companions])
      const stamps = await entriesOf(moves.map(({ from }) => from))
      const stamped = moves.map((move): PlannedMove & { from: string } => ({
        ...move,
        ...stampOf(stamps.get(move.from)),
      }))
      const isMove = going.some(({ from, to }) => dirname(from) !== dirname(to!))
      return options.journal.carryOut({
        kind: isMove ? 'move' : 'rename',
        moves: [...(await newFolders(moves)), ...oneAfterAnother(stamped)],
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

/** Of what would be moved where. */
function markOf(names: readonly NewName[]): string {
  const moves = names.map(({ from, to, companions, conflict }) => [from, to, companions, conflict?.code])
  return createHash('sha256').update(JSON.stringify(moves)).digest('hex').slice(0, 32)
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
