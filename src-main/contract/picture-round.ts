// A round: pictures that are made one after another, each with what became of it.
import { z } from 'zod'
import { errorReportSchema } from './error-report.ts'

/** `making`: its work was asked for, and waits or goes on. */
export const roundCellSchema = z.object({
  state: z.enum(['waiting', 'making', 'done', 'failed', 'cancelled']),
  /** What makes its picture, or did. */
  job: z.string().nullable(),
  error: errorReportSchema.nullable(),
})
export type RoundCell = z.infer<typeof roundCellSchema>
export const waitingCell: RoundCell = { state: 'waiting', job: null, error: null }

export const roundStateSchema = z.enum(['running', 'paused', 'over'])

export type PictureRound<Cell extends RoundCell> = {
  id: string
  state: z.infer<typeof roundStateSchema>
  cells: Cell[]
  /** Of a picture, from those that are made; null before the first. */
  secondsEach: number | null
}

/** How far it has come. */
export type RoundHead = Pick<PictureRound<RoundCell>, 'id' | 'state' | 'secondsEach'> & {
  /** Cells that are over, however they ended. */
  over: number
  of: number
  /** Of the cell that is being made. */
  job: string | null
}

export function headOfRound({ id, state, secondsEach, cells }: PictureRound<RoundCell>): RoundHead {
  const over = cells.filter((cell) => cell.state !== 'waiting' && cell.state !== 'making').length
  const job = cells.find((cell) => cell.state === 'making')?.job ?? null
  return { id, state, secondsEach, over, of: cells.length, job }
}
