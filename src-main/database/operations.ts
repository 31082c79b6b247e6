// The rows of the journal of moves: operations, each with its moves, and how far those have come.
import { parseStored } from '../contract/stored.ts'
import type { Connection } from './connection.ts'

/**
 * Where the files of an operation are: where they were and have always been, where they were again, where they should be,
 * or handed over to the system's trash.
 */
export type OperationPlace = 'intended' | 'old' | 'new' | 'emptied'
/** Of one move: at its old side, between the two, at its new side. */
export type MoveStage = 'old' | 'moving' | 'new'

export type MoveRow = {
  /** Null where a folder is made; the same as `to` where one is taken away that is empty by then. */
  readonly from: string | null
  readonly to: string
  /** How the file looked when it was planned; null where that does not count. */
  readonly sizeBytes: number | null
  readonly modifiedMs: number | null
}
export type StagedMove = MoveRow & { readonly stage: MoveStage }

export type OperationRow = {
  readonly id: string
  readonly kind: 'trash' | 'restore' | 'move' | 'rename' | 'empty'
  /** ISO 8601. */
  readonly at: string
  readonly place: OperationPlace
  /** Where its files are being brought; null while nothing is under way. */
  readonly heading: Exclude<OperationPlace, 'intended'> | null
  /** What a person reads of it; its shape is the journal's. */
  readonly subject: unknown
}

export type OperationTable = {
  /** Intended, heading for the new one; on the disk when it returns. */
  add(operation: Pick<OperationRow, 'id' | 'kind' | 'at' | 'subject'>, moves: readonly MoveRow[]): void
  /** On the disk when it returns. */
  head(id: string, heading: NonNullable<OperationRow['heading']>): void
  noteStage(id: string, number: number, stage: MoveStage): void
  /** Its files are at `place`: nothing is under way any more. `also` is done with it, or neither. */
  settle(id: string, place: OperationPlace, also: () => void): void
  /** It never happened. */
  remove(id: string): void
  find(id: string): OperationRow | null
  moves(id: string): StagedMove[]
  /** Done last first; `before` is the id of the last one already known. */
  list(before: string | null, limit: number): OperationRow[]
  /** Under way, the oldest first. */
  underWay(): OperationRow[]
  /** A file of this operation whose name, old or new, one that was done later has to do with; null for none. */
  touchedSince(id: string): string | null
  /** Whether an operation that is undone has made this folder, and could not take it away. */
  isLeft(folder: string): boolean
  /** It is taken away, whoever has made it; one that a later operation has taken away is brought back to its maker. */
  noteRemoved(folder: string): void
  /** The operation that is done and has put a file there last. */
  lastTo(path: string): OperationRow | null
  /** Those that have put files into the trash which this one takes out of it: emptied, or as they were. */
  markEmptied(id: string, isEmptied: boolean): void
  /** The one that took its files out of the trash. */
  emptiedBy(id: string): OperationRow | null
  /** Where a file that lies in the trash was, and when it was put there. */
  originOf(path: string): { path: string; at: string } | null
}

type Stored = OperationRow & { sequence: number; subject: string }
const columns = 'sequence, id, kind, at, place, heading, subject'
const nextTurn = '(select coalesce(max(turn), 0) + 1 from operations)'
const own = '(select sequence from operations where id = @id)'

function fromStored({ sequence: _, ...row }: Stored): OperationRow {
  return { ...row, subject: parseStored(row.subject) }
}

export function operationTable(database: Connection): OperationTable {
  const rows = <Params extends unknown[]>(rest: string): ((...params: Params) => OperationRow[]) => {
    const statement = database.prepare<Params, Stored>(`select ${columns} from operations ${rest}`)
    return (...params) => statement.all(...params).map(fromStored)
  }
  const add = database.prepare<[Record<string, string>]>(
    `insert into operations (id, turn, kind, at, place, heading, subject)
     values (@id, ${nextTurn}, @kind, @at, 'intended', 'new', @subject)`,
  )
  const addMove = database.prepare<[MoveRow & { id: string; number: number }]>(
    `insert into moves (operation, number, from_path, to_path, size_bytes, modified_ms)
     values (${own}, @number, @from, @to, @sizeBytes, @modifiedMs)`,
  )
  const head = database.prepare<[string, string]>('update operations set heading = ? where id = ?')
  const settle = database.prepare<[string, string]>(
    'update operations set place = ?, heading = null where id = ?',
  )
  const putLast = database.prepare<[string]>(`update operations set turn = ${nextTurn} where id = ?`)
  const isLeft = database.prepare<[string], object>(
    `select 1 from moves join operations on operation = sequence
     where to_path = ? and from_path is null and stage = 'new' and place = 'old' limit 1`,
  )
  const noteRemoved = database.prepare<[string]>(
    `update moves set stage = 'old' where to_path = ? and from_path is null and not exists
       (select 1 from moves as left_empty join operations as later on later.sequence = left_empty.operation
          join operations as maker on maker.sequence = moves.operation
        where left_empty.to_path = moves.to_path and left_empty.from_path = left_empty.to_path
          and left_empty.stage <> 'old' and later.turn > maker.turn)`,
  )
  const noteStage = database.prepare<[{ id: string; number: number; stage: MoveStage }]>(
    `update moves set stage = @stage where operation = ${own} and number = @number`,
  )
  const removeMoves = database.prepare<[{ id: string }]>(`delete from moves where operation = ${own}`)
  const remove = database.prepare<[{ id: string }]>('delete from operations where id = @id')
  const byId = rows<[string]>('where id = ?')
  const newest = rows<[number]>('order by turn desc limit ?')
  const older = rows<[string, number]>(
    'where turn < (select turn from operations where id = ?) order by turn desc limit ?',
  )
  const underWay = rows<[]>('where heading is not null order by turn')
  const moves = database.prepare<[{ id: string }], StagedMove>(
    `select from_path as "from", to_path as "to", size_bytes as sizeBytes, modified_ms as modifiedMs, stage
     from moves where operation = ${own} order by number`,
  )
  const touchedSince = database.prepare<[{ id: string }], { path: string }>(
    `select mine.to_path as path from moves as mine
     join moves as later on later.operation <> mine.operation and later.from_path is not null
       and later.from_path <> later.to_path and (later.from_path in (mine.from_path, mine.to_path) or later.to_path in (mine.from_path, mine.to_path))
     join operations on operations.sequence = later.operation and operations.place in ('new', 'emptied')
     where mine.operation = ${own} and mine.from_path <> mine.to_path
       and turn > (select turn from operations where id = @id) limit 1`,
  )
  const lastTo = rows<[string]>(
    `where place = 'new' and sequence in
       (select operation from moves where to_path = ? and from_path <> to_path) order by turn desc limit 1`,
  )

  const markEmptied = database.prepare<[{ id: string; was: string; is: string }]>(
    `update operations set place = @is where place = @was and kind = 'trash' and sequence in
       (select mine.operation from moves as mine join moves as taken on taken.from_path = mine.to_path
        where taken.operation = ${own} and mine.from_path is not null)`,
  )
  const emptiedBy = rows<[{ id: string }]>(
    `where place = 'new' and kind = 'empty' and sequence in
       (select taken.operation from moves as mine join moves as taken on taken.from_path = mine.to_path
        where mine.operation = ${own} and mine.from_path is not null) order by turn desc limit 1`,
  )
  const originOf = database.prepare<[string], { path: string; at: string }>(
    `select from_path as path, at from moves join operations on operation = sequence
     where to_path = ? and from_path is not null and kind = 'trash' order by turn desc limit 1`,
  )

  return {
    add: database.durable((operation, list) => {
      const { id, kind, at, subject } = operation
      add.run({ id, kind, at, subject: JSON.stringify(subject) })
      for (const [number, move] of list.entries()) addMove.run({ ...move, id, number })
    }),
    head: database.durable((id, heading) => head.run(heading, id)),
    noteStage: (id, number, stage) => noteStage.run({ id, number, stage }),
    settle: database.transaction((id, place, also) => {
      settle.run(place, id)
      if (place === 'new') putLast.run(id)
      also()
    }),
    remove: database.transaction((id) => {
      removeMoves.run({ id })
      remove.run({ id })
    }),
    find: (id) => byId(id)[0] ?? null,
    moves: (id) => moves.all({ id }),
    list: (before, limit) => (before === null ? newest(limit) : older(before, limit)),
    underWay,
    isLeft: (folder) => isLeft.get(folder) !== undefined,
    noteRemoved: (folder) => noteRemoved.run(folder),
    touchedSince: (id) => touchedSince.get({ id })?.path ?? null,
    lastTo: (path) => lastTo(path)[0] ?? null,
    markEmptied: (id, isEmptied) =>
      markEmptied.run({ id, was: isEmptied ? 'new' : 'emptied', is: isEmptied ? 'emptied' : 'new' }),
    emptiedBy: (id) => emptiedBy({ id })[0] ?? null,
    originOf: (path) => originOf.get(path) ?? null,
  }
}
