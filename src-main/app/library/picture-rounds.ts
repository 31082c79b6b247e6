// Pictures made one after another: the next is asked for when the one before it is over, so that whoever wants a picture
// meanwhile waits for one of these at most; with pause, cancel, and another try of what failed.
import { reportError, type AppError, type ErrorReport } from '../../base/errors.ts'
import { waitingCell, type PictureRound, type RoundCell } from '../../contract/picture-round.ts'

export type WorkState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled'

export type PictureRounds<Cell extends RoundCell, Round extends PictureRound<Cell>> = {
  now(): Round | null
  /** Takes the place of the one before it, which is ended, and begins. */
  begin(round: Round): Promise<void>
  put(round: Round): void
  putCell(index: number, change: Partial<Cell>): void
  /** The next cell becomes work, if none is being made; one that cannot does not keep the others from it. */
  advance(): void
  /** What became of a job, whoever asked for it. */
  hear(job: string, state: WorkState, error: ErrorReport | null): void
  /** No other picture is begun; one that waits is taken back. */
  pause(id: string, isPaused: boolean): Promise<void>
  /** What is made stays. */
  cancel(id: string): Promise<void>
  /** A cell that failed, or was cancelled, once more. */
  retry(id: string, cell: number): void
  /** Ends it; there is none any more. */
  forget(id: string): Promise<void>
}

export type PictureRoundsOptions<Cell extends RoundCell, Round extends PictureRound<Cell>> = {
  readonly first: Round | null
  /** The job that makes a cell's picture. Throws what keeps it from that. */
  submit(round: Round, index: number): string
  /** Whether another one may be begun now; `advance` is called when that may have changed. */
  isFree?(): boolean
  /** Null where nothing is known of it any more. */
  stateOf(job: string): WorkState | null
  cancelJob(job: string): Promise<void>
  /** A failure that is tried again is not told twice. */
  dismissJob?(job: string): void
  /** What a cell has when its job is done. */
  made(job: string): Partial<Cell>
  /** Kept, and told; null when it is forgotten. */
  keep(round: Round | null): void
  tell(round: Round, index: number): void
  notFound(id: string): AppError
}

export function pictureRounds<Cell extends RoundCell, Round extends PictureRound<Cell>>(
  options: PictureRoundsOptions<Cell, Round>,
): PictureRounds<Cell, Round> {
  const { stateOf } = options
  let current = options.first
  /** When the job of the cell that is being made began to run. */
  let begunMs: number | null = null

  function of(id: string): Round {
    if (current?.id !== id) throw options.notFound(id)
    return current
  }

  function put(round: Round): void {
    current = round
    options.keep(round)
  }

  function putCell(round: Round, index: number, change: Partial<RoundCell>, made: Partial<Cell> = {}): void {
    const next = { ...round, cells: round.cells.with(index, changed(round.cells[index]!, change, made)) }
    put(next)
    options.tell(next, index)
  }

  function isRunning(round: Round | null): round is Round {
    return round?.state === 'running'
  }

  function advance(): void {
    for (let round = current; isRunning(round); round = current) {
      if (round.cells.some(({ state }) => state === 'making')) return
      const index = round.cells.findIndex(({ state }) => state === 'waiting')
      if (index === -1) {
        put({ ...round, state: 'over' })
        return
      }
      if (options.isFree?.() === false) return
      try {
        const job = options.submit(round, index)
        putCell(round, index, { state: 'making', job, error: null })
      } catch (error) {
        putCell(round, index, { state: 'failed', error: reportError(error) })
      }
    }
  }

  function hear(job: string, state: WorkState, error: ErrorReport | null): void {
    const round = current
    const index = round?.cells.findIndex((cell) => cell.job === job) ?? -1
    if (round === null || index === -1) return
    switch (state) {
      case 'queued':
        begunMs = null
        // Somebody tries again what failed.
        if (round.cells[index]!.state !== 'making') {
          putCell(round, index, { state: 'making', error: null })
        }
        return
      case 'running':
        begunMs ??= performance.now()
        return
      case 'failed':
      case 'cancelled':
        putCell(round, index, { state, error })
        break
      case 'done':
        putCell(timed(round), index, { state: 'done' }, options.made(job))
    }
    begunMs = null
    advance()
  }

  /** The newest pictures say how long the next will take; the first one has the model to read. */
  function timed(round: Round): Round {
    if (begunMs === null) return round
    const seconds = (performance.now() - begunMs) / 1000
    const made = round.cells.filter(({ state }) => state === 'done').length
    const known = made <= 1 ? null : round.secondsEach
    return { ...round, secondsEach: known === null ? seconds : known + (seconds - known) / 4 }
  }

  /** Nothing else is begun. A picture that is being made ends with the round; in a pause it is finished. */
  async function stop(round: Round, state: 'paused' | 'over'): Promise<void> {
    const index = round.cells.findIndex((cell) => cell.state === 'making')
    const job = round.cells[index]?.job ?? null
    const isQueued = job !== null && stateOf(job) === 'queued'
    let cells = round.cells
    if (state === 'over') {
      cells = cells.map((cell) => (cell.state === 'waiting' ? changed(cell, { state: 'cancelled' }) : cell))
    } else if (isQueued) {
      // Its job is not heard any more.
      cells = cells.with(index, changed(cells[index]!, waitingCell))
    }
    const next = { ...round, cells, state }
    put(next)
    cells.forEach((cell, at) => {
      if (cell !== round.cells[at]) options.tell(next, at)
    })
    if (job !== null && (state === 'over' || isQueued)) await options.cancelJob(job)
  }

  return {
    now: () => current,
    async begin(round) {
      if (current !== null && current.state !== 'over') await stop(current, 'over')
      begunMs = null
      put(round)
      advance()
    },
    put,
    putCell(index, change) {
      if (current !== null) putCell(current, index, {}, change)
    },
    advance,
    hear,
    async pause(id, isPaused) {
      const round = of(id)
      if (isPaused && round.state === 'running') await stop(round, 'paused')
      if (isPaused || round.state !== 'paused') return
      put({ ...round, state: 'running' })
      advance()
    },
    async cancel(id) {
      const round = of(id)
      if (round.state !== 'over') await stop(round, 'over')
    },
    retry(id, index) {
      const round = of(id)
      const cell = round.cells[index]
      if (cell?.state !== 'failed' && cell?.state !== 'cancelled') return
      if (cell.job !== null && stateOf(cell.job) === 'failed') options.dismissJob?.(cell.job)
      putCell({ ...round, state: 'running' }, index, waitingCell)
      advance()
    },
    async forget(id) {
      const round = of(id)
      if (round.state !== 'over') await stop(round, 'over')
      current = null
      options.keep(null)
    },
  }
}

function changed<Cell extends RoundCell>(
  cell: Cell,
  change: Partial<RoundCell>,
  made: Partial<Cell> = {},
): Cell {
  return Object.assign({}, cell, made, change)
}
