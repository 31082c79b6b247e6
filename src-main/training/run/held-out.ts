// The loss of the pictures that are kept aside, measured at the recipe's intervals.
import type { TrainingNews } from '../../contract/training.ts'
import type { Preparation } from './preparation.ts'
import type { RunContext } from './run-context.ts'
import { heldOutLoss } from './step/pass-of-step.ts'

/**
 * Each kept picture is asked at a noise level of its own, so that together they
 * cover the range; few ones several times.
 */
const leastQuestions = 4

/** The mean over them; null where this step does not measure, or all of them are gone. */
export async function* heldOutOf(
  { workshop, notices }: Pick<RunContext, 'workshop' | 'notices'>,
  run: Preparation,
  parameter: Float32Array,
  step: number,
): AsyncGenerator<TrainingNews, number | null> {
  const { pictures, recipe, steps: all } = run
  const { heldOut } = pictures
  if (heldOut.length === 0 || (step % recipe.data.holdOutEvery !== 0 && step !== all)) return null
  const rounds = Math.ceil(leastQuestions / heldOut.length)
  const count = rounds * heldOut.length
  const losses: number[] = []
  for (let question = 0; question < count; question++) {
    const picture = heldOut[question % heldOut.length]!
    const place = (question + 0.5) / count
    const loss = await workshop.inTurn(() => heldOutLoss(run, parameter, picture, place))
    if (loss !== null) losses.push(loss)
    yield* notices.news()
  }
  return losses.length === 0 ? null : losses.reduce((sum, loss) => sum + loss, 0) / losses.length
}
