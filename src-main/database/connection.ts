// The catalog's one connection: errors get codes, a write makes sure that its file is still in its place, and when
// the disk comes back the file is opened anew under the same statements.
import { statSync } from 'node:fs'
import type Sqlite from 'better-sqlite3'
import type { AppError } from '../base/errors.ts'
import { catalogError } from './system-error.ts'

export type Statement<Params extends unknown[], Row> = {
  run(...params: Params): void
  get(...params: Params): Row | undefined
  all(...params: Params): Row[]
  /** The first column of every row. */
  column(...params: Params): Row[keyof Row][]
}

export type Connection = {
  prepare<Params extends unknown[] = [], Row = unknown>(sql: string): Statement<Params, Row>
  /** All or nothing. */
  transaction<Args extends unknown[], Result>(work: (...args: Args) => Result): (...args: Args) => Result
  /** The same, and it is on the disk when it returns: a power cut loses nothing of it. */
  durable<Args extends unknown[], Result>(work: (...args: Args) => Result): (...args: Args) => Result
  /** Whether the file that is open is the one at its path. */
  isInPlace(): boolean
  /** Leaves the open file for the one at the path. */
  reopen(): void
  close(): void
}

export type ConnectionOptions = {
  /** `:memory:` is always in its place. */
  path: string
  open(): Sqlite.Database
  /** Called with whatever a statement throws. */
  onError(error: unknown): void
  now?: () => number
}

/**
 * A parameter in a statement over several tables: SQLite, built with STAT4 as ours is, plans such a statement anew each
 * time that a bare one gets a value, which takes ten times as long as finding the row (sqlite3_prepare_v2).
 */
export const given = (parameter = '?'): string => `(select ${parameter})`

/** Many writes follow each other; the disk is looked at no more often than this. */
const lookApartMs = 200

export function openConnection(options: ConnectionOptions): Connection {
  const { path, open, onError, now = () => performance.now() } = options
  let database = open()
  let identity = identityOf(path)
  let lookedAt = -Infinity

  function guarded<Result>(act: () => Result): Result {
    try {
      return act()
    } catch (cause) {
      const error = catalogError(cause, path)
      onError(error)
      throw error
    }
  }

  const isInPlace = (): boolean => path === ':memory:' || (identity !== null && identityOf(path) === identity)

  /** A file that was taken away can still be written, and nobody would ever see it again. */
  function requirePlace(): void {
    if (now() - lookedAt < lookApartMs) return
    if (!isInPlace()) throw dataGone(path)
    lookedAt = now()
  }

  function transaction<Args extends unknown[], Result>(
    work: (...args: Args) => Result,
  ): (...args: Args) => Result {
    return (...args) =>
      guarded(() => {
        requirePlace()
        return database.transaction(() => work(...args))()
      })
  }

  return {
    prepare<Params extends unknown[], Row>(sql: string): Statement<Params, Row> {
      let owner = database
      let statement = owner.prepare<Params, Row>(sql)
      function current(): Sqlite.Statement<Params, Row> {
        if (owner !== database) {
          owner = database
          statement = owner.prepare<Params, Row>(sql)
        }
        return statement
      }
      return {
        run: (...params) =>
          guarded(() => {
            requirePlace()
            current().run(...params)
          }),
        get: (...params) => guarded(() => current().get(...params)),
        all: (...params) => guarded(() => current().all(...params)),
        column: (...params) =>
          guarded(() => {
            const one = current()
            one.pluck(true)
            try {
              return one.all(...params) as Row[keyof Row][]
            } finally {
              one.pluck(false)
            }
          }),
      }
    },
    transaction,
    durable(work) {
      const inOne = transaction(work)
      return (...args) => {
        // It cannot be changed inside a transaction, and then that one's end is what counts.
        if (database.inTransaction) return inOne(...args)
        database.pragma('synchronous = FULL')
        try {
          return inOne(...args)
        } finally {
          database.pragma('synchronous = NORMAL')
        }
      }
    },
    isInPlace,
    reopen() {
      const fresh = open()
      database.close()
      database = fresh
      identity = identityOf(path)
      lookedAt = -Infinity
    },
    close: () => void database.close(),
  }
}

/** Null where there is no file. */
function identityOf(path: string): string | null {
  try {
    const { dev, ino } = statSync(path, { bigint: true })
    return `${dev} ${ino}`
  } catch {
    return null
  }
}

export function dataGone(path: string): AppError {
  return catalogError(
    Object.assign(new Error('the catalog is not in its place'), { code: 'SQLITE_READONLY_DBMOVED' }),
    path,
  ) as AppError
}
