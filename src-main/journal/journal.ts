// The journal of moves: an operation on files is written down, done as a whole, and undone as a whole at any time; one
// that was cut off is brought to one of its two ends at the next start.
import { basename, dirname } from 'node:path'
import { z } from 'zod'
import { AppError, reportError } from '../base/errors.ts'
import { oneAtATime, type InTurn } from '../base/turns.ts'
import type { OperationSummary } from '../contract/operation.ts'
import { readStored, toStore, type StoredKind } from '../contract/stored.ts'
import type { Publish } from '../contract/studio.ts'
import type { OperationRow, OperationTable, StagedMove } from '../database/operations.ts'
import { realDisk, type MoveDisk } from '../files/moving/move-disk.ts'
import { findPlace, goBack, goOn, requireReady, wayTo, type End, type Notes, type Way } from './carry-out.ts'
import { discard } from './discard.ts'
import { handingOver } from './handing-over.ts'
import { netMoves, reversed, type Moved, type MoveFollower, type OperationPlan } from './operation.ts'

export type Journal = {
  /** All of it or nothing. Throws `file/missing`, `move/…`, `operation/half-done`, and what the catalog throws. */
  carryOut(plan: OperationPlan): Promise<OperationSummary>
  /** The same the other way; one that is undone stays so. Throws `operation/…`, and the above. */
  undo(id: string): Promise<OperationSummary>
  /** Does again what was undone. */
  redo(id: string): Promise<OperationSummary>
  /** Removes for good what an operation has put into the trash, and nothing else. Throws `operation/…`, `move/…`. */
  discard(id: string): Promise<OperationSummary>
  /**
   * Gives what an operation has put into the trash to whoever takes it from where it was before that, file by file; it is not
   * undone any more. Where the first is not taken, all lie in the trash as before. Throws `operation/…`, `move/…`, and what
   * `give` throws.
   */
  giveAway(id: string, give: (path: string) => Promise<void>): Promise<OperationSummary>
  /** Newest first. */
  list(before: string | null, limit: number): OperationSummary[]
  /** The one that is done and has put a file there last; null where nobody has. */
  lastTo(path: string): OperationSummary | null
  /** Its files as they were moved. Throws `operation/not-found`. */
  moves(id: string): { from: string; to: string }[]
  /** Ends what was cut off. Those that cannot be ended now are told, and tried again at the next start. */
  settle(): Promise<void>
  follow(follower: MoveFollower): void
}

export type JournalOptions = {
  table: OperationTable
  publish: Publish<'operation' | 'notice'>
  newId(): string
  now?: () => Date
  disk?: MoveDisk
  /** Nobody else looks at the folders while it works, or reads a file under its old name. */
  alone?: <Result>(work: () => Promise<Result>) => Promise<Result>
}

type Subject = { names: string[]; count: number }
const subjectKind: StoredKind<Subject> = {
  name: 'operation',
  schema: z.object({ names: z.array(z.string()), count: z.number() }),
  upgrades: [],
}
const mostNames = 5
const unstamped = { sizeBytes: null, modifiedMs: null }
const states = { intended: 'stuck', old: 'undone', new: 'done', emptied: 'emptied' } as const

export function journal(options: JournalOptions): Journal {
  const { table, publish, newId, now = () => new Date(), disk = realDisk } = options
  const alone = options.alone ?? ((work) => work())
  const followers: MoveFollower[] = []
  const inTurn: InTurn = oneAtATime()

  function row(id: string): OperationRow {
    const found = table.find(id)
    if (found === null) throw new AppError('operation/not-found', {}, { details: { id } })
    return found
  }

  /** The new place, and what everybody knows of the files, in one transaction. */
  /** Towards an end, with what else is to be done with its files. */
  function wayOf({ id, kind }: Pick<OperationRow, 'id' | 'kind'>, end: End): Way {
    return wayThrough(table.moves(id), kind, end)
  }

  function wayThrough(moves: readonly StagedMove[], kind: OperationRow['kind'], end: End): Way {
    return wayTo(end, moves, kind === 'empty' ? handingOver(moves, table.originOf, disk) : null)
  }

  function commit(id: string, end: End, changed: ReadonlyMap<string, number>): Moved[] {
    const moves = table.moves(id)
    const moved = netMoves(end === 'new' ? moves : reversed(moves)).map((move): Moved => ({
      ...move,
      changedMs: changed.get(move.from) ?? null,
    }))
    const isEmptying = row(id).kind === 'empty'
    table.settle(id, end, () => {
      // What left the trash is as gone as it was in it.
      if (isEmptying) table.markEmptied(id, end === 'new')
      else for (const follower of followers) follower.note(moved)
    })
    return isEmptying ? [] : moved
  }

  function tell(id: string, moved: readonly Moved[]): OperationSummary {
    if (moved.length > 0) for (const follower of followers) follower.told?.(moved)
    const operation = summaryOf(row(id))
    publish({ type: 'operation', operation })
    return operation
  }

  const notesOf = (id: string): Notes => ({
    stage: (number, stage) => table.noteStage(id, number, stage),
    isLeft: table.isLeft,
    removed: table.noteRemoved,
  })

  /** Files say themselves where they are: where the catalog cannot note it, that is found out by looking. */
  function notesIfPossible(id: string): Notes {
    const notes = notesOf(id)
    const attempt = (note: () => void): void => {
      try {
        note()
      } catch {
        // Its connection has told that the disk is in trouble.
      }
    }
    return {
      ...notes,
      stage: (number, stage) => attempt(() => notes.stage(number, stage)),
      removed: (folder) => attempt(() => notes.removed(folder)),
    }
  }

  /** On from where its files are now; where that fails they are all back where the way began. */
  async function go(id: string, way: Way, changed: ReadonlyMap<string, number>): Promise<OperationSummary> {
    let moved: Moved[]
    try {
      await goOn(way, disk, notesOf(id))
      moved = commit(id, way.end, changed)
    } catch (error) {
      await giveUp(id, way, error)
      throw error
    }
    return tell(id, moved)
  }

  async function giveUp(id: string, way: Way, because: unknown): Promise<void> {
    try {
      await goBack(way, disk, notesIfPossible(id))
    } catch (error) {
      throw halfDone(error, because)
    }
    stayAt(way.end === 'new' ? 'old' : 'new', id)
  }

  /** It went nowhere: an operation that was never done has never been. */
  function stayAt(end: End, id: string): void {
    try {
      if (row(id).place === 'intended') table.remove(id)
      else table.settle(id, end, () => undefined)
    } catch {
      // The catalog cannot be written: at the next start all files are found where they were.
    }
  }

  async function turn(id: string, end: End): Promise<OperationSummary> {
    await settleOne(row(id))
    const { place } = row(id)
    if (place === 'emptied') throw emptied(id)
    if (place === end) return summaryOf(row(id))
    const since = end === 'old' ? table.touchedSince(id) : null
    if (since !== null) throw new AppError('operation/later-first', { file: basename(since) })
    return bring(id, end)
  }

  async function bring(id: string, end: End): Promise<OperationSummary> {
    const way = wayOf(row(id), end)
    const changed = await requireReady(way, disk)
    table.head(id, end)
    return go(id, way, changed)
  }

  /** Where all its files have arrived it is done; else they go back, or where that cannot be, on. */
  async function settleOne(operation: OperationRow): Promise<void> {
    const { id, heading } = operation
    if (heading === null) return
    // Whoever said so meant all of it.
    if (heading === 'emptied') {
      await discardNow(id)
      return
    }
    const way = wayOf(operation, heading)
    await findPlace(way, disk)
    // What belongs to the end, as folders that go with it, may be left to do.
    if (way.done === way.steps.length) {
      await go(id, way, new Map())
      return
    }
    try {
      await goBack(way, disk, notesIfPossible(id))
      stayAt(heading === 'new' ? 'old' : 'new', id)
    } catch (error) {
      await goOn(way, disk, notesIfPossible(id)).catch((cause: unknown) => {
        throw halfDone(cause, error)
      })
      tell(id, commit(id, heading, new Map()))
    }
  }

  /** Where the files of an operation are that was in the trash. */
  function emptied(id: string): AppError {
    const by = table.emptiedBy(id)
    const [move] = by === null ? [] : table.moves(by.id)
    if (move === undefined) return new AppError('operation/emptied')
    return new AppError('operation/handed-over', { folder: dirname(dirname(move.to)) })
  }

  async function requireInTrash(id: string): Promise<void> {
    await settleOne(row(id))
    const { kind, place } = row(id)
    if (place === 'emptied') throw emptied(id)
    if (kind !== 'trash' || place !== 'new') throw new AppError('operation/not-in-trash')
  }

  /** What follows one that is taken, and is not taken itself, stays where it was before it was thrown away. */
  async function giveEach(id: string, give: (path: string) => Promise<void>): Promise<void> {
    const paths = netMoves(table.moves(id)).map(({ from }) => from)
    for (const [number, path] of paths.entries()) {
      try {
        await give(path)
      } catch (error) {
        if (number === 0) await bring(id, 'new')
        throw error
      }
    }
  }

  async function discardNow(id: string): Promise<OperationSummary> {
    const paths = netMoves(table.moves(id)).map(({ to }) => to)
    await discard(paths, disk)
    table.settle(id, 'emptied', () => undefined)
    return tell(id, [])
  }

  return {
    carryOut: (plan) =>
      inTurn(() =>
        alone(async () => {
          const id = newId()
          const { kind, names, moves, leaving = [] } = plan
          const subject = toStore(subjectKind, { names: names.slice(0, mostNames), count: names.length })
          const going = moves.flatMap(({ from, to, sizeBytes = null, modifiedMs = null }) =>
            // What goes where it is does not go.
            from === to ? [] : [{ from, to, sizeBytes, modifiedMs, stage: 'old' as const }],
          )
          const left = leaving.map((path) => ({ from: path, to: path, ...unstamped, stage: 'old' as const }))
          const planned = [...going, ...left]
          // What is wrong from the start is not worth a line in the journal.
          const way = wayThrough(planned, kind, 'new')
          const changed = await requireReady(way, disk)
          table.add({ id, kind, at: now().toISOString(), subject }, planned)
          return go(id, way, changed)
        }),
      ),
    undo: (id) => inTurn(() => alone(() => turn(id, 'old'))),
    redo: (id) => inTurn(() => alone(() => turn(id, 'new'))),
    discard: (id) =>
      inTurn(async () => {
        await requireInTrash(id)
        table.head(id, 'emptied')
        return discardNow(id)
      }),
    giveAway: (id, give) =>
      inTurn(() =>
        alone(async () => {
          await requireInTrash(id)
          await bring(id, 'old')
          await giveEach(id, give)
          table.settle(id, 'emptied', () => undefined)
          return tell(id, [])
        }),
      ),
    list: (before, limit) => table.list(before, limit).map(summaryOf),
    lastTo(path) {
      const operation = table.lastTo(path)
      return operation === null ? null : summaryOf(operation)
    },
    moves: (id) => netMoves(table.moves(row(id).id)),
    settle: () =>
      inTurn(async () => {
        for (const operation of table.underWay())
          await settleOne(operation).catch((error: unknown) =>
            publish({ type: 'notice', level: 'error', error: reportError(error) }),
          )
      }),
    follow: (follower) => void followers.push(follower),
  }
}

function halfDone(error: unknown, because: unknown): AppError {
  const path = error instanceof AppError ? error.details?.['path'] : undefined
  const file = typeof path === 'string' ? basename(path) : ''
  return new AppError(
    'operation/half-done',
    { file },
    { details: { because: reportError(because) }, cause: error },
  )
}

function summaryOf({ id, kind, at, place, heading, subject }: OperationRow): OperationSummary {
  const { value, problem } = readStored(subjectKind, subject)
  const state = heading !== null ? 'stuck' : states[place]
  return { id, kind, at, state, names: value?.names ?? [], count: value?.count ?? 0, problem }
}
