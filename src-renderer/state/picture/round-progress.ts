// How long a round of pictures still takes, and how far it is, in words.
import type { JobProgress } from '../../../src-main/contract/job-progress.ts'
import { headOfRound, type PictureRound, type RoundCell } from '../../../src-main/contract/picture-round.ts'
import type { Look } from '../look.svelte.ts'

type Round = PictureRound<RoundCell>

/** Of all that is to come; null before the first picture is made. `progressOf`: null for a cell that does not run. */
export function secondsLeftOf<Cell extends RoundCell>(
  { cells, secondsEach }: Pick<PictureRound<Cell>, 'cells' | 'secondsEach'>,
  progressOf: (cell: Cell) => JobProgress | null,
): number | null {
  if (secondsEach === null) return null
  const waiting = cells.filter(({ state }) => state === 'waiting').length
  const making = cells.find(({ state }) => state === 'making')
  const now = making === undefined ? 0 : (progressOf(making)?.secondsLeft ?? secondsEach)
  return now + waiting * secondsEach
}

export function roundText(round: Round, secondsLeft: number | null, look: Look): string {
  const words = look.words.round
  const { state, cells } = round
  if (state === 'over') return words.over(cells.filter((cell) => cell.state === 'done').length)
  const parts = [
    state === 'paused' ? words.paused : '',
    words.progress(headOfRound(round).over, cells.length),
  ]
  if (state === 'running' && secondsLeft !== null)
    parts.push(look.words.progress.left(look.timeLeft(secondsLeft)))
  return parts.filter(Boolean).join(' · ')
}
