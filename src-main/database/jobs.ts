// The queue's rows: what was asked for, in which order, and how it ended.
import { parseStored } from '../contract/stored.ts'
import type { Connection } from './connection.ts'

export type JobRowState = 'queued' | 'running' | 'done' | 'stopped' | 'cancelled' | 'failed'
export type JobRow = {
  id: string
  state: JobRowState
  request: unknown
  createdAt: string
  /** How often a run was begun. */
  attempts: number
  error: unknown
  /** Whether its pictures belong to a trial. */
  forTrial: boolean
}

type Stored = {
  id: string
  state: JobRowState
  request: string
  created_at: string
  attempts: number
  error: string | null
  for_trial: number
}

const columns = 'id, state, request, created_at, attempts, error, for_trial'

function fromStored(row: Stored): JobRow {
  return {
    id: row.id,
    state: row.state,
    request: parseStored(row.request),
    createdAt: row.created_at,
    attempts: row.attempts,
    error: row.error === null ? null : parseStored(row.error),
    forTrial: row.for_trial === 1,
  }
}

export type JobTable = {
  /** Queued behind all others. */
  add(job: Pick<JobRow, 'id' | 'request' | 'createdAt' | 'forTrial'>): void
  find(id: string): JobRow | null
  /** The running job, the queued ones in order, then the failed ones that nobody dismissed. */
  open(): JobRow[]
  firstQueued(): JobRow | null
  /** Queued → running, counted as one more attempt. */
  begin(id: string): void
  finish(id: string, state: Exclude<JobRowState, 'queued' | 'running'>, error: unknown): void
  /** Back to the head of the queue. */
  requeueFirst(id: string): void
  /** Failed → queued, behind all others, with its attempts forgotten. */
  requeueLast(id: string): void
  dismiss(id: string): void
  /** Ids named come first in that order; queued jobs not named keep their order behind them. */
  reorder(order: readonly string[]): void
  running(): JobRow[]
}

export function jobTable(database: Connection): JobTable {
  const insert = database.prepare<[{ id: string; request: string; createdAt: string; forTrial: number }]>(
    `insert into jobs (id, request, created_at, for_trial, state, position)
     values (@id, @request, @createdAt, @forTrial, 'queued', (select coalesce(max(position), 0) + 1 from jobs))`,
  )
  const byId = database.prepare<[string], Stored>(`select ${columns} from jobs where id = ?`)
  const open = database.prepare<[], Stored>(
    `select ${columns} from jobs
     where state in ('running', 'queued') or (state = 'failed' and dismissed = 0)
     order by case state when 'running' then 0 when 'queued' then 1 else 2 end, position`,
  )
  const queued = database.prepare<[], Stored>(
    `select ${columns} from jobs where state = 'queued' order by position`,
  )
  const running = database.prepare<[], Stored>(`select ${columns} from jobs where state = 'running'`)
  const begin = database.prepare<[string]>(
    `update jobs set state = 'running', attempts = attempts + 1, error = null where id = ?`,
  )
  const finish = database.prepare<[{ id: string; state: string; error: string | null }]>(
    `update jobs set state = @state, error = @error where id = @id`,
  )
  const requeueFirst = database.prepare<[string]>(
    `update jobs set state = 'queued', error = null,
     position = (select coalesce(min(position), 1) - 1 from jobs) where id = ?`,
  )
  const requeueLast = database.prepare<[string]>(
    `update jobs set state = 'queued', error = null, dismissed = 0, attempts = 0,
     position = (select coalesce(max(position), 0) + 1 from jobs) where id = ?`,
  )
  const dismiss = database.prepare<[string]>(`update jobs set dismissed = 1 where id = ?`)
  const waitingIds = database.prepare<[], { id: string }>(
    `select id from jobs where state = 'queued' order by position`,
  )
  const last = database.prepare<[], { top: number }>('select coalesce(max(position), 0) as top from jobs')
  const place = database.prepare<[number, string]>(
    `update jobs set position = ? where id = ? and state = 'queued'`,
  )

  return {
    add: (job) =>
      insert.run({ ...job, request: JSON.stringify(job.request), forTrial: job.forTrial ? 1 : 0 }),
    find(id) {
      const row = byId.get(id)
      return row === undefined ? null : fromStored(row)
    },
    open: () => open.all().map(fromStored),
    firstQueued() {
      const row = queued.get()
      return row === undefined ? null : fromStored(row)
    },
    begin: (id) => begin.run(id),
    finish: (id, state, error) =>
      finish.run({ id, state, error: error === null || error === undefined ? null : JSON.stringify(error) }),
    requeueFirst: (id) => requeueFirst.run(id),
    requeueLast: (id) => requeueLast.run(id),
    dismiss: (id) => dismiss.run(id),
    reorder: database.transaction((order: readonly string[]) => {
      const waiting = new Set(waitingIds.all().map(({ id }) => id))
      // A set keeps the first of each, in its order.
      const placed = new Set([...order.filter((id) => waiting.has(id)), ...waiting])
      const first = (last.get()?.top ?? 0) + 1
      ;[...placed].forEach((id, at) => place.run(first + at, id))
    }),
    running: () => running.all().map(fromStored),
  }
}
